"""Verina, basic 98 (`Triple`): three times a number."""

from icontract import ensure


@ensure(lambda x, result: result == 3 * x)
def triple(x: int) -> int:
    """Three times `x`."""
    return x + x + x
