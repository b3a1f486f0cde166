"""Verina, basic 55 (`Compare`): whether two integers are equal."""

from icontract import ensure


@ensure(lambda a, b, result: result == (a == b))
def compare(a: int, b: int) -> bool:
    """Whether they are equal."""
    return a - b == 0
