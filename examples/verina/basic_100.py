"""Verina, basic 100 (`Triple`): three times a number, zero apart."""

from icontract import ensure


@ensure(lambda x, result: result == 3 * x)
def triple(x: int) -> int:
    """Three times `x`."""
    if x == 0:
        return 0
    return x + 2 * x
