"""Rules of the screens as values, and what a rule found where."""

from dataclasses import dataclass
from enum import Enum

from lemmata.contracts.errors import Place
from lemmata.contracts.verdicts import Finding


class Family(Enum):
    """What a rule guards against; a policy chooses by family what blocks and what is redacted."""

    INJECTION = "injection"
    HIDDEN = "hidden"
    PERSONAL = "personal"
    SECRET = "secret"
    LEAK = "leak"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that a screen looks for.

    ``rejected`` is a text that this rule finds something in and ``near_miss`` one in which no rule
    does. Both are held to it by a test. A rule that ``is_strict`` is off unless a policy turns it
    on by name: it suits a model that guards other people's data, and would flag ordinary requests
    elsewhere.
    """

    id: str
    family: Family
    title: str
    why: str
    rejected: str
    near_miss: str
    is_strict: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a rule found something: offsets into the original text, end exclusive.

    ``via`` names the decoded layers that were opened to see it, outermost first.
    """

    rule: Rule
    start: int
    end: int
    message: str
    via: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sighting:
    """A hit as it is reported: a finding, and the exact span.

    ``line`` and ``column`` count from 1, ``start`` and ``end`` from 0 in code points.
    """

    finding: Finding
    family: Family
    start: int
    end: int
    column: int
    via: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """The rule's id."""
        return self.finding.rule

    @property
    def line(self) -> int:
        """The line on which the span begins, from 1."""
        return self.finding.place.line

    @property
    def is_blocking(self) -> bool:
        """Whether the policy stops the text because of it."""
        return self.finding.severity == "error"


def sighting(hit: Hit, place: Place, column: int, *, blocks: bool) -> Sighting:
    """A hit with its place; ``error`` stops the text, ``warning`` does not."""
    layers = f" (in {', then '.join(hit.via)})" if hit.via else ""
    severity = "error" if blocks else "warning"
    finding = Finding(hit.rule.id, f"{hit.message}{layers}", place, severity)
    return Sighting(finding, hit.rule.family, hit.start, hit.end, column, hit.via)
