"""Verina, basic 91 (`Swap`): two integers in the other order."""

from icontract import ensure


@ensure(lambda x, y, result: result[0] == y and result[1] == x)
def swap(x: int, y: int) -> tuple[int, int]:
    """The second, then the first."""
    kept = x
    x = y
    y = kept
    return (x, y)
