"""What travels between a search, its generators and its judges: frozen values."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Candidate, Cost, Judgement


class RequirementKind(Enum):
    """What a judged attempt taught; each kind asks something else of the next attempt."""

    EXAMPLE = "example"  # on these arguments this conjunct must hold
    CONJUNCT = "conjunct"  # this conjunct must hold and was not proved
    CONSTRUCT = "construct"  # this construct must not be used
    SYNTAX = "syntax"  # this line must be Python
    DUPLICATE = "duplicate"  # this body was judged already
    NOTE = "note"  # anything else that a judge said


@dataclass(frozen=True, slots=True)
class Requirement:
    """One demand on the next attempt.

    ``arguments`` (in parameter order), ``violated`` (the conjunct's text) and ``expected``
    (Python source, where the answer is known) are filled for an ``EXAMPLE``; ``line`` counts
    from 1 within the task file, 0 where no line is known.
    """

    kind: RequirementKind
    text: str
    arguments: tuple[tuple[str, Value], ...] = ()
    violated: str = ""
    expected: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Distance:
    """How far a candidate is from a proof; smaller is nearer, compared field by field.

    ``stages_left``: 0 proved, 1 not refuted, 2 refuted, 3 outside the language, 4 not Python.
    ``size`` is the number of syntax nodes of the body.
    """

    stages_left: int
    conjuncts_unproved: int
    examples_failed: int
    size: int

    def to_json(self) -> dict[str, int]:
        """The fields by name."""
        return {
            "stages_left": self.stages_left,
            "conjuncts_unproved": self.conjuncts_unproved,
            "examples_failed": self.examples_failed,
            "size": self.size,
        }


@dataclass(frozen=True, slots=True)
class Attempt:
    """A candidate that was judged, and how near it came; ``number`` counts from 1."""

    number: int
    candidate: Candidate
    judgement: Judgement
    distance: Distance


@dataclass(frozen=True, slots=True)
class Budget:
    """What may still be spent: candidates, CPU seconds and wall seconds."""

    attempts: int = 32
    cpu_seconds: float = 10.0
    wall_seconds: float = 30.0

    @property
    def is_spent(self) -> bool:
        """Whether nothing more may be tried."""
        return self.attempts <= 0 or self.cpu_seconds <= 0 or self.wall_seconds <= 0


@dataclass(frozen=True, slots=True)
class Unrealizable:
    """An admitted input for which no output at all satisfies the contract."""

    arguments: tuple[tuple[str, Value], ...]
    reason: str
    cost: Cost = Cost()


@dataclass(frozen=True, slots=True)
class Exhausted:
    """A generator has no further candidate, and why."""

    reason: str
    cost: Cost = Cost()


Proposal: TypeAlias = Candidate | Unrealizable | Exhausted
