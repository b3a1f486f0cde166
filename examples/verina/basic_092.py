"""Verina, basic 92 (`SwapArithmetic`): two integers in the other order, by sums and differences."""

from icontract import ensure


@ensure(lambda x, y, result: result[0] == y and result[1] == x)
def swap_arithmetic(x: int, y: int) -> tuple[int, int]:
    """The second, then the first."""
    total = x + y
    first = total - x
    return (first, total - first)
