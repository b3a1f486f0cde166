"""Sorted numbers with one more: the largest stands before the last."""

from icontract import ensure, require


@require(lambda xs: all(xs[i] <= xs[i + 1] for i in range(len(xs) - 1)))
@ensure(lambda xs, result: len(result) == len(xs) + 1)
@ensure(lambda xs, x, result: x in result and all(y in result for y in xs))
@ensure(lambda result: all(result[i] <= result[i + 1] for i in range(len(result) - 1)))
def sorted_insert(xs: list[int], x: int) -> list[int]:
    """Sorted numbers with one more."""
    i = 0
    while i < len(xs) - 1 and xs[i] < x:
        i += 1
    return xs[:i] + [x] + xs[i:]
