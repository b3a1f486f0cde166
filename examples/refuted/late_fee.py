"""Bug: the assertion forgets that a payment may arrive before it is due."""

from icontract import ensure


@ensure(lambda result: result >= 0)
def late_fee(due_day: int, paid_day: int) -> int:
    """Two euros a day, in cents."""
    days = paid_day - due_day
    assert days >= 0
    return 200 * days
