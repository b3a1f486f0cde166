"""Hospitals: a triage level from vital signs, by `match` over a tuple."""

from enum import Enum

from icontract import ensure, require


class Level(Enum):
    """How soon the patient is seen."""

    IMMEDIATE = 1
    URGENT = 2
    ROUTINE = 3


@require(lambda pulse: 0 <= pulse <= 300)
@require(lambda pain: 0 <= pain <= 10)
@ensure(lambda conscious, result: conscious or result is Level.IMMEDIATE)
@ensure(lambda pulse, result: 40 <= pulse <= 130 or result is Level.IMMEDIATE)
@ensure(lambda pain, result: pain < 7 or result is not Level.ROUTINE)
@ensure(
    lambda pulse, pain, conscious, result: (
        result is Level.ROUTINE or pulse < 40 or pulse > 130 or pain >= 7 or not conscious
    )
)
def triage(pulse: int, pain: int, conscious: bool) -> Level:
    """The level of a patient."""
    match (conscious, pulse):
        case (False, _):
            return Level.IMMEDIATE
        case (True, rate) if rate < 40 or rate > 130:
            return Level.IMMEDIATE
        case _:
            return Level.URGENT if pain >= 7 else Level.ROUTINE
