"""Verina, basic 75 (`minArray`): the least item."""

from icontract import ensure, require


@require(lambda a: len(a) > 0)
@ensure(lambda a, result: all(result <= x for x in a))
@ensure(lambda a, result: result in a)
def min_array(a: list[int]) -> int:
    """The item that none is below."""
    best = a[0]
    for i in range(1, len(a)):
        if a[i] < best:
            best = a[i]
    return best
