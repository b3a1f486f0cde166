"""Verina, basic 96 (`SwapSimultaneous`): two integers in the other order, at once."""

from icontract import ensure


@ensure(lambda x, y, result: result[0] == y and result[1] == x)
def swap_simultaneous(x: int, y: int) -> tuple[int, int]:
    """The second, then the first."""
    x, y = y, x
    return (x, y)
