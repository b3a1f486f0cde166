"""Verina, basic 93 (`SwapBitvectors`): two bytes in the other order."""

from icontract import ensure, require


@require(lambda x: 0 <= x <= 255)
@require(lambda y: 0 <= y <= 255)
@ensure(lambda x, y, result: result == (y, x))
def swap_bitvectors(x: int, y: int) -> tuple[int, int]:
    """The second, then the first."""
    return (y, x)
