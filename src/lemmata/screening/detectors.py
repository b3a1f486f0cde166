"""Detectors that are no rules of ours: a model that tells injections, a recognizer of names.

None is built in. One comes from an installed package, by an entry point of the group
``lemmata.detectors``, and is asked only where its name is given.
"""

from collections.abc import Iterable
from typing import Protocol, TypeGuard, runtime_checkable

from lemmata.contracts.doors import Doors
from lemmata.contracts.errors import ToolError
from lemmata.screening.rules import Hit, Rule

ENTRY_POINT_GROUP = "lemmata.detectors"


@runtime_checkable
class Detector(Protocol):
    """What a detector has: a name, the rules that it speaks for, and what it finds in a text.

    Laws: each hit is of one of its rules and lies in the text; the same text has the same hits;
    it changes nothing. `lemmata.testing.detector_conformance` holds it to them.
    """

    @property
    def name(self) -> str:
        """The name by which it is chosen."""
        ...

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that its hits are of."""
        ...

    def detect(self, text: str) -> Iterable[Hit]:
        """What it finds in the original text."""
        ...


def _is_detector(found: object) -> TypeGuard[Detector]:
    return isinstance(found, Detector)


_DOORS = Doors(
    "detector",
    ENTRY_POINT_GROUP,
    {},
    _is_detector,
    "it needs a `name`, `rules` and `detect(text)`",
)


def detector(name: str) -> Detector:
    """The detector of that name; raises as `Doors.open`."""
    return _DOORS.open(name)


def detected(text: str, asked: Detector) -> list[Hit]:
    """What a detector finds; one that breaks stops the screening, for nothing unseen may pass.

    Raises:
        ToolError: it raised, or a hit is outside the text or of a rule that is not its own.
    """
    try:
        hits = list(asked.detect(text))
    except Exception as fault:
        raise ToolError(
            f"detector {asked.name!r} raised {type(fault).__name__}: {fault}",
            remedy="mend it, or screen without it",
        ) from fault
    for hit in hits:
        if hit.rule not in asked.rules or not 0 <= hit.start <= hit.end <= len(text):
            raise ToolError(
                f"detector {asked.name!r} reports {hit.rule.id!r} at {hit.start}..{hit.end} of "
                f"{len(text)} characters",
                remedy="its hits must lie in the text and be of its own rules",
            )
    return hits
