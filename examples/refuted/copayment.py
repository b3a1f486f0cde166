"""Bug: a visit that is neither in the network nor an emergency leaves `share` unbound."""

from icontract import ensure, require


@require(lambda cents: cents >= 0)
@ensure(lambda cents, result: 0 <= result <= cents)
def copayment(cents: int, in_network: bool, emergency: bool) -> int:
    """What the patient pays of a bill."""
    if in_network:
        share = 10
    elif emergency:
        share = 20
    return cents * share // 100
