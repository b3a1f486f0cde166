"""Verina, basic 23 (`differenceMinMax`): the greatest item less the least."""

from icontract import ensure, require


@require(lambda a: len(a) > 0)
@ensure(lambda a, result: result == max(a) - min(a))
def difference_min_max(a: list[int]) -> int:
    """How far the items are spread."""
    low = a[0]
    high = a[0]
    for i in range(1, len(a)):
        if a[i] < low:
            low = a[i]
        if a[i] > high:
            high = a[i]
    return high - low
