"""Verina, basic 47 (`arraySum`): the sum of a list that is not empty."""

from icontract import ensure, require


@require(lambda a: len(a) > 0)
@ensure(lambda a, result: result == sum(a))
def array_sum(a: list[int]) -> int:
    """The sum of the items."""
    total = 0
    for x in a:
        total += x
    return total
