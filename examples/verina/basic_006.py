"""Verina, basic 6 (`minOfThree`): the least of three integers."""

from icontract import ensure


@ensure(lambda a, b, c, result: result <= a and result <= b and result <= c)
@ensure(lambda a, b, c, result: result in (a, b, c))
def min_of_three(a: int, b: int, c: int) -> int:
    """The least."""
    if a <= b and a <= c:
        return a
    return b if b <= c else c
