"""The loop: propose, judge, learn, until a proof, a proof that there is none, or the budget."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from lemmata.contracts.attempts import (
    Attempt,
    Budget,
    Exhausted,
    Judge,
    Propose,
    Requirement,
    Turn,
    Unrealizable,
)
from lemmata.contracts.clocks import cpu_seconds
from lemmata.contracts.values import to_python
from lemmata.contracts.verdicts import (
    Candidate,
    Cost,
    Counterexample,
    Verdict,
)
from lemmata.search.distance import body_digest, measure
from lemmata.search.requirements import duplicate_requirement, requirements_of

CountFailures = Callable[[Candidate, tuple[Requirement, ...]], int]

DUPLICATES_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a search ended.

    ``PROVED``: ``best`` holds the proved body. ``REFUTED``: no body can satisfy the contract;
    ``counterexample`` is an admitted input without any right output. ``UNKNOWN``: not sure,
    ``reason`` says why. ``FAILED``: a tool broke. ``cost`` counts generating and judging.
    """

    verdict: Verdict
    best: Attempt | None
    attempts: tuple[Attempt, ...]
    reason: str
    cost: Cost
    requirements: tuple[Requirement, ...] = ()
    counterexample: Counterexample | None = None
    duplicates: int = 0


@dataclass(slots=True)
class _Memory:
    """What a running search knows."""

    attempts: list[Attempt] = field(default_factory=list)
    requirements: dict[Requirement, None] = field(default_factory=dict)
    digests: set[str] = field(default_factory=set)
    generating: Cost = field(default_factory=Cost)
    duplicates: int = 0
    in_a_row: int = 0

    @property
    def proposals(self) -> int:
        return len(self.attempts) + self.duplicates

    @property
    def best(self) -> Attempt | None:
        return min(self.attempts, key=lambda attempt: attempt.distance, default=None)


@dataclass(slots=True)
class Clock:
    """CPU and wall seconds since the clock was made; the readings are passed in for tests.

    ``cpu_before`` and ``wall_before`` are what earlier runs of the same search took.
    """

    read_cpu: Callable[[], float] = cpu_seconds
    read_wall: Callable[[], float] = time.monotonic
    cpu_before: float = 0.0
    wall_before: float = 0.0
    _cpu: float = field(init=False)
    _wall: float = field(init=False)

    def __post_init__(self) -> None:
        self._cpu = self.read_cpu() - self.cpu_before
        self._wall = self.read_wall() - self.wall_before

    def left(self, budget: Budget, proposals: int) -> Budget:
        """What remains of ``budget`` after so many proposals."""
        return Budget(
            budget.attempts - proposals,
            budget.cpu_seconds - self.spent,
            budget.wall_seconds - self.passed,
        )

    @property
    def passed(self) -> float:
        """Wall seconds since the start."""
        return self.read_wall() - self._wall

    @property
    def spent(self) -> float:
        """CPU seconds since the start, of this process and of the children it waited for."""
        return self.read_cpu() - self._cpu


def search(
    propose: Propose,
    judge: Judge,
    budget: Budget,
    *,
    failures: CountFailures | None = None,
    identity: Callable[[Candidate], str] = body_digest,
    on_attempt: Callable[[Attempt], None] | None = None,
    clock: Clock | None = None,
) -> Outcome:
    """Propose and judge until one candidate is proved, or say honestly why none was.

    A refuted candidate never ends the search: its counterexample becomes a requirement. Two
    candidates of the same ``identity`` are judged once.

    Args:
        propose: the generator; it sees every requirement, every attempt and what is left.
        judge: says what is known of a candidate.
        budget: proposals (duplicates count), CPU seconds and wall seconds.
        failures: how many of the learned inputs a candidate gets wrong, for its distance.
        identity: equal for candidates that need no second judgement.
        on_attempt: told of every judged attempt, for progress and reports.
        clock: reads the time spent.
    """
    clock = clock or Clock()
    memory = _Memory()
    while True:
        left = clock.left(budget, memory.proposals)
        if left.is_spent:
            return _not_sure(memory, _spent_reason(budget, left), clock)
        if memory.in_a_row >= DUPLICATES_IN_A_ROW:
            return _not_sure(memory, "the generator only repeats bodies that were judged", clock)
        proposal = propose(Turn(tuple(memory.requirements), tuple(memory.attempts)), left)
        memory.generating = memory.generating + proposal.cost
        if not isinstance(proposal, Candidate):
            return _given_up(memory, proposal, clock)
        if not _is_new(memory, identity(proposal), proposal):
            continue
        attempt = _judged(memory, proposal, judge, failures, clock.left(budget, memory.proposals))
        if on_attempt is not None:
            on_attempt(attempt)
        if attempt.judgement.verdict is Verdict.PROVED:
            return _ended(memory, Verdict.PROVED, "", clock, attempt)
        if attempt.judgement.verdict is Verdict.FAILED:
            return _ended(memory, Verdict.FAILED, attempt.judgement.reason, clock, attempt)


def _given_up(memory: _Memory, end: Unrealizable | Exhausted, clock: Clock) -> Outcome:
    if isinstance(end, Exhausted):
        return _not_sure(memory, f"the generator has no further candidate: {end.reason}", clock)
    given = ", ".join(f"{name}={to_python(value)}" for name, value in end.arguments)
    reason = f"no output satisfies the contract on {given or 'no arguments'}: {end.reason}"
    found = Counterexample(end.arguments, end.reason, 0, error="no output satisfies the contract")
    return _ended(memory, Verdict.REFUTED, reason, clock, memory.best, found)


def _is_new(memory: _Memory, digest: str, candidate: Candidate) -> bool:
    if digest in memory.digests:
        memory.duplicates += 1
        memory.in_a_row += 1
        memory.requirements[duplicate_requirement(candidate)] = None
        return False
    memory.digests.add(digest)
    memory.in_a_row = 0
    return True


def _judged(
    memory: _Memory,
    candidate: Candidate,
    judge: Judge,
    failures: CountFailures | None,
    left: Budget,
) -> Attempt:
    judgement = judge(candidate, left)
    for requirement in requirements_of(judgement):
        memory.requirements[requirement] = None
    proved = judgement.verdict is Verdict.PROVED
    failed = 0 if proved or failures is None else failures(candidate, tuple(memory.requirements))
    distance = measure(candidate, judgement, failed)
    attempt = Attempt(memory.proposals + 1, candidate, judgement, distance)
    memory.attempts.append(attempt)
    return attempt


def _not_sure(memory: _Memory, why: str, clock: Clock) -> Outcome:
    best = memory.best
    reason = f"not sure: {why}"
    if best is not None:
        said = best.judgement.reason or best.judgement.verdict.value
        reason += f"; the nearest of {len(memory.attempts)} attempts was {said}"
    return _ended(memory, Verdict.UNKNOWN, reason, clock, best)


def _ended(
    memory: _Memory,
    verdict: Verdict,
    reason: str,
    clock: Clock,
    best: Attempt | None,
    counterexample: Counterexample | None = None,
) -> Outcome:
    spent = memory.generating
    return Outcome(
        verdict,
        best,
        tuple(memory.attempts),
        reason,
        Cost(spent.tokens, spent.money_usd, clock.spent),
        tuple(memory.requirements),
        counterexample,
        memory.duplicates,
    )


def _spent_reason(budget: Budget, left: Budget) -> str:
    if left.attempts <= 0:
        return f"{budget.attempts} proposals were made, as many as the budget allows"
    if left.cpu_seconds <= 0:
        return f"{budget.cpu_seconds:g} s of CPU time were spent, as much as the budget allows"
    return f"{budget.wall_seconds:g} s passed, as much as the budget allows"
