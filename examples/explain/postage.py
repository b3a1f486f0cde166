"""What a parcel costs, as grown over the years: nobody remembers all of its cases."""

from enum import Enum

from icontract import ensure, require


class Zone(Enum):
    """Where it goes."""

    HOME = 1
    UNION = 2
    WORLD = 3


@require(lambda grams: grams > 0)
@ensure(lambda result: result > 0)
@ensure(lambda zone, result: zone is not Zone.HOME or result <= 1_500)
def postage(grams: int, zone: Zone) -> int:
    """The price in cents."""
    if grams > 20_000:
        return 1_999 if zone is Zone.HOME else 9_900
    steps = (grams + 499) // 500
    match zone:
        case Zone.HOME:
            return 120
        case Zone.UNION:
            return 350 + 10 * steps
    return 900 + 60 * steps


def share(total: int, people: int) -> int:
    """What each pays, rounded down."""
    return total // people
