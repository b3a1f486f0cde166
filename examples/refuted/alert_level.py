"""Bug: the order of cases. The general one stands before the special one, which is never met."""

from enum import Enum

from icontract import ensure, require


class Alert(Enum):
    """How loud the alarm is."""

    NONE = 0
    WARN = 1
    PAGE = 2


@require(lambda load: 0 <= load <= 100)
@ensure(lambda load, result: load < 95 or result == Alert.PAGE)
def alert_level(load: int) -> Alert:
    """The alarm for a load in percent."""
    match load:
        case percent if percent >= 80:
            return Alert.WARN
        case percent if percent >= 95:
            return Alert.PAGE
        case _:
            return Alert.NONE
