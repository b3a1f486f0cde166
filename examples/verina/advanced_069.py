"""Verina, advanced 69 (`searchInsert`): where a number is in a sorted list, or would go."""

from icontract import ensure, require


@require(lambda xs: all(xs[i] < xs[j] for j in range(len(xs)) for i in range(j)))
@ensure(
    lambda xs, target, result: (
        0 <= result <= len(xs)
        and all(xs[i] < target for i in range(result))
        and all(xs[i] >= target for i in range(result, len(xs)))
    )
)
def search_insert(xs: list[int], target: int) -> int:
    """The number of items below `target`."""
    low = 0
    high = len(xs)
    while low < high:
        middle = (low + high) // 2
        if xs[middle] < target:
            low = middle + 1
        else:
            high = middle
    return low
