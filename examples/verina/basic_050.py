"""Verina, basic 50 (`Abs`): the absolute value."""

from icontract import ensure


@ensure(lambda x, result: result == x if x >= 0 else x + result == 0)
def absolute(x: int) -> int:
    """The distance from zero."""
    return x if x >= 0 else -x
