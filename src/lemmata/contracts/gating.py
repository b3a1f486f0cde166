"""What gates say of a candidate: frozen values, which a lemma's manifest keeps."""

from dataclasses import dataclass
from enum import Enum

from lemmata.contracts.verdicts import Finding, Judgement

ORDER = ("security", "syntax", "types", "execution", "accuracy", "proof")
"""The gates in the order in which they are asked, cheapest and safest first."""


class GateOutcome(Enum):
    """How a gate ended. Only ``PASSED`` is a pass.

    ``BROKEN``: it could not judge, because a tool is missing or raised; the run fails.
    ``SKIPPED``: the policy gives it nothing to judge, or an earlier gate failed; the note says.
    """

    PASSED = "passed"
    FAILED = "failed"
    BROKEN = "broken"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Score:
    """How many golden rows of a split have the field right, with a 95% Wilson interval.

    ``threshold`` is the least share that the policy accepts.
    """

    field: str
    split: str
    right: int
    rows: int
    low: float
    high: float
    threshold: float

    @property
    def share(self) -> float:
        """The share of rows that have the field right; 0 where there is no row."""
        return self.right / self.rows if self.rows else 0.0


@dataclass(frozen=True, slots=True)
class GateResult:
    """What one gate says of one candidate.

    ``tools`` are names and versions of what judged, ``rules`` is the SHA-256 of the rules and
    bounds that decided. ``notes`` tell what changes no outcome but should be known.
    ``assurance`` is ``proved`` or ``tested``, of the proof gate alone: tests that pass are never
    a proof. ``judgement`` is the provers' own word, where they were asked.
    """

    gate: str
    outcome: GateOutcome
    findings: tuple[Finding, ...] = ()
    tools: tuple[tuple[str, str], ...] = ()
    rules: str = ""
    cpu_seconds: float = 0.0
    scores: tuple[Score, ...] = ()
    notes: tuple[str, ...] = ()
    assurance: str = ""
    judgement: Judgement | None = None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that fail a gate."""
        return tuple(found for found in self.findings if found.severity == "error")


def ended(results: tuple[GateResult, ...]) -> GateOutcome:
    """How a run ended: a failed gate outweighs a broken one; a run without a pass is broken."""
    seen = {result.outcome for result in results}
    for outcome in (GateOutcome.FAILED, GateOutcome.BROKEN):
        if outcome in seen:
            return outcome
    return GateOutcome.PASSED if GateOutcome.PASSED in seen else GateOutcome.BROKEN
