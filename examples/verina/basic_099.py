"""Verina, basic 99 (`Triple`): three times a number, by two branches."""

from icontract import ensure


@ensure(lambda x, result: result == 3 * x)
def triple(x: int) -> int:
    """Three times `x`."""
    if x < 18:
        return 2 * x + 4 * x // 4
    return x * 2 + x
