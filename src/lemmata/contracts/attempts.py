"""What travels between a search, its generators and its judges: frozen values."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Candidate, Cost, Judgement


class RequirementKind(Enum):
    """What a judged attempt taught; each kind asks something else of the next attempt."""

    EXAMPLE = "example"  # on these arguments this conjunct must hold
    CONJUNCT = "conjunct"  # this conjunct must hold and was not proved
    STEP = "step"  # the proof stops at this step, in this state
    HELP = "help"  # this proof help is false on these arguments; the code is not
    CONSTRUCT = "construct"  # this construct must not be used
    SYNTAX = "syntax"  # this line must be Python
    RULE = "rule"  # a gate's rule forbids this; its near miss is allowed
    DUPLICATE = "duplicate"  # this body was judged already
    NOTE = "note"  # anything else that a judge said


class Wanted(Enum):
    """What a search asks for: wrong code and a weak proof need different things."""

    BODY = "body"  # other code
    PROOF_HELP = "proof help"  # the same code with invariants, measures, assertions or lemmas


@dataclass(frozen=True, slots=True)
class Requirement:
    """One demand on the next attempt.

    ``arguments`` (in parameter order), ``violated`` (the conjunct's text) and ``expected``
    (Python source, where the answer is known) are filled for an ``EXAMPLE``, ``violated`` also
    for a ``CONJUNCT``, and ``state`` for a ``STEP``: it is **no counterexample**. ``rule`` is a
    gate's rule and ``near_miss`` what it lets pass. ``line`` counts from 1 within the task file
    as it was judged, 0 where no line is known; ``quote`` is that line.
    """

    kind: RequirementKind
    text: str
    arguments: tuple[tuple[str, Value], ...] = ()
    violated: str = ""
    expected: str | None = None
    line: int = 0
    state: tuple[tuple[str, Value], ...] = ()
    rule: str = ""
    near_miss: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a candidate is from a proof; smaller is nearer, by the first figure that differs.

    In this order: ``stages_left``, the stages of judgement that it has not passed, 0 for a proof;
    ``conjuncts_unproved``; ``examples_failed``, of the inputs learned so far; ``failing_input``,
    the size of the smallest input that it gets wrong, where the **larger** is nearer and None,
    no such input being known, nearest; ``size``, the syntax nodes of the body.
    """

    stages_left: int
    conjuncts_unproved: int
    examples_failed: int
    size: int
    failing_input: int | None = None

    @property
    def key(self) -> tuple[int, int, int, float, int]:
        """The figures in the order of their weight, smaller being nearer in each."""
        failing = math.inf if self.failing_input is None else self.failing_input
        return (
            self.stages_left,
            self.conjuncts_unproved,
            self.examples_failed,
            -failing,
            self.size,
        )

    def __lt__(self, other: "Distance") -> bool:
        return self.key < other.key

    def to_json(self) -> dict[str, int | None]:
        """The fields by name, in the order of their weight."""
        return {
            "stages_left": self.stages_left,
            "conjuncts_unproved": self.conjuncts_unproved,
            "examples_failed": self.examples_failed,
            "failing_input": self.failing_input,
            "size": self.size,
        }


@dataclass(frozen=True, slots=True)
class Attempt:
    """A candidate that was judged, and how near it came; ``number`` counts from 1.

    ``base`` is the number of the attempt that it was asked to start from, 0 for none, ``wanted``
    what was asked for, and ``taught`` what its judgement asks of the next.
    """

    number: int
    candidate: Candidate
    judgement: Judgement
    distance: Distance
    base: int = 0
    wanted: Wanted = Wanted.BODY
    taught: tuple[Requirement, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Turn:
    """What a search tells its generator, and asks of it, for one more proposal.

    ``base`` is the attempt to start from: with ``PROOF_HELP`` its code stays, and what is wanted
    is what its proof lacks; with ``BODY`` it is to be repaired, and None asks for a fresh start.
    Where another ``seed`` is given, another answer to the same knowledge is welcome.
    """

    requirements: tuple[Requirement, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    wanted: Wanted = Wanted.BODY
    base: Attempt | None = None
    seed: int = 0


Propose: TypeAlias = Callable[[Turn, Budget], Proposal]
"""A generator, for one task: what was learned and what is left, to one more body."""

Judge: TypeAlias = Callable[[Candidate, Budget], Judgement]
"""Says what is known of a candidate, within what is left."""
