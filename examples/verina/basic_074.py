"""Verina, basic 74 (`maxArray`): the greatest item."""

from icontract import ensure, require


@require(lambda a: len(a) > 0)
@ensure(lambda a, result: all(x <= result for x in a))
@ensure(lambda a, result: result in a)
def max_array(a: list[int]) -> int:
    """The item that none is above."""
    best = a[0]
    for i in range(1, len(a)):
        if a[i] > best:
            best = a[i]
    return best
