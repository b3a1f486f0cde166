"""Where the target is in sorted numbers, or -1: the last place is never looked at."""

from icontract import ensure, require


@require(lambda xs: all(xs[i] <= xs[i + 1] for i in range(len(xs) - 1)))
@ensure(lambda xs, result: -1 <= result < len(xs))
@ensure(lambda xs, target, result: result == -1 or xs[result] == target)
@ensure(lambda xs, target, result: result != -1 or target not in xs)
def binary_search(xs: list[int], target: int) -> int:
    """Where the target is in sorted numbers, or -1."""
    low = 0
    high = len(xs) - 1
    while low < high:
        mid = (low + high) // 2
        if xs[mid] == target:
            return mid
        if xs[mid] < target:
            low = mid + 1
        else:
            high = mid
    return -1
