"""Verina, basic 66 (`ComputeIsEven`): whether a number is even."""

from icontract import ensure


@ensure(lambda x, result: result == (x % 2 == 0))
def compute_is_even(x: int) -> bool:
    """Whether 2 divides `x`."""
    return x // 2 * 2 == x
