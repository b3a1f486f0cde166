"""Bug: `//` rounds down, not toward zero, so half of a refund is more than half of it."""

from icontract import ensure


@ensure(lambda cents, result: 2 * abs(result) <= abs(cents))
def half_share(cents: int) -> int:
    """Half of an amount or of a refund, never more than half of it in size."""
    return cents // 2
