"""Hospitals: pay for a shift; minutes beyond eight hours count half as much again."""

from icontract import ensure, require

REGULAR_MINUTES = 480


@require(lambda minutes: 0 <= minutes <= 1440)
@require(lambda cents_per_hour: cents_per_hour in (2000, 2600, 3100))
@ensure(lambda minutes, cents_per_hour, result: result * 60 <= minutes * cents_per_hour * 3 // 2)
@ensure(
    lambda minutes, cents_per_hour, result: (
        minutes > REGULAR_MINUTES or result == minutes * cents_per_hour // 60
    )
)
def overtime_pay(minutes: int, cents_per_hour: int) -> int:
    """Cents earned, never rounded up."""
    regular = min(minutes, REGULAR_MINUTES)
    extra = max(minutes - REGULAR_MINUTES, 0)
    return (2 * regular + 3 * extra) * cents_per_hour // 120
