"""The loop: propose, judge, learn, until a proof, a proof that there is none, or the budget."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from lemmata.contracts.attempts import (
    Attempt,
    Budget,
    Exhausted,
    Judge,
    Propose,
    Requirement,
    Turn,
    Unrealizable,
    Wanted,
)
from lemmata.contracts.values import to_python
from lemmata.contracts.verdicts import (
    Candidate,
    Cost,
    Counterexample,
    Judgement,
    Verdict,
)
from lemmata.search.bodies import body_digest, code_digest
from lemmata.search.clock import Clock
from lemmata.search.distance import measure
from lemmata.search.replaying import NOTHING, Input, Replay, Replayed, learned_inputs
from lemmata.search.requirements import (
    duplicate_requirement,
    help_requirement,
    requirements_of,
)
from lemmata.search.strategies import DEFAULT, History, Strategy, is_weak_proof, nearest

Refute: TypeAlias = Callable[[Candidate, Input, Budget], Judgement | None]
"""The judgement of a candidate by one input, if that is enough to refute it."""
Lines: TypeAlias = Callable[[Candidate], Sequence[str]]
"""The lines of the file as it is judged with a candidate in it."""

DUPLICATES_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a search ended.

    ``PROVED``: ``best`` holds the proved body. ``REFUTED``: no body can satisfy the contract;
    ``counterexample`` is an admitted input without any right output. ``UNKNOWN``: not sure,
    ``reason`` says why. ``FAILED``: a tool broke. ``cost`` counts generating and judging. The
    distances of the ``attempts`` are measured on every input that the search learned.
    """

    verdict: Verdict
    best: Attempt | None
    attempts: tuple[Attempt, ...]
    reason: str
    cost: Cost
    requirements: tuple[Requirement, ...] = ()
    counterexample: Counterexample | None = None
    duplicates: int = 0


def _refutes_nothing(candidate: Candidate, given: Input, left: Budget) -> None:
    return None


def _no_lines(candidate: Candidate) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Ways:
    """The choices of a search beside generator and judge, each a function.

    Attributes:
        strategy: what to ask for next.
        replay: what a candidate does on the inputs learned so far.
        refute: confirms that one of them refutes a candidate, so that no judge need be asked.
        identity: equal for candidates that need no second judgement.
        code: equal for candidates that differ in help for their proof.
        lines: the file as it was judged, to quote from.
    """

    strategy: Strategy = DEFAULT
    replay: Replay | None = None
    refute: Refute = _refutes_nothing
    identity: Callable[[Candidate], str] = body_digest
    code: Callable[[Candidate], str] = code_digest
    lines: Lines = _no_lines


def search(
    propose: Propose,
    judge: Judge,
    budget: Budget,
    *,
    ways: Ways | None = None,
    on_attempt: Callable[[Attempt], None] | None = None,
    clock: Clock | None = None,
) -> Outcome:
    """Propose and judge until one candidate is proved, or say honestly why none was.

    A refuted candidate never ends the search: its counterexample becomes a requirement, and
    refutes by itself what gets it wrong again. Code that is neither refuted nor proved asks for
    help with its proof. Nothing is asked or judged once the budget is spent.

    Args:
        propose: the generator; it sees every requirement, every attempt and what is left.
        judge: says what is known of a candidate, within what is left.
        budget: proposals (duplicates count), CPU seconds and wall seconds.
        ways: the choices beside those two.
        on_attempt: told of every judged attempt, for progress and reports.
        clock: reads the time spent.
    """
    clock = clock or Clock()
    memory = _Memory(ways or Ways())
    while True:
        left = clock.left(budget, memory.proposals)
        if left.is_spent:
            return _not_sure(memory, _spent_reason(budget, left), clock)
        if memory.in_a_row >= DUPLICATES_IN_A_ROW:
            return _not_sure(memory, "the generator only repeats bodies that were judged", clock)
        turn = memory.turn()
        proposal = propose(turn, left)
        memory.generating = memory.generating + proposal.cost
        if not isinstance(proposal, Candidate):
            return _given_up(memory, proposal, clock)
        if memory.is_duplicate(proposal):
            continue
        left = clock.left(budget, 0)
        if left.is_spent:
            why = f"{_spent_reason(budget, left)}, before the last proposal was judged"
            return _not_sure(memory, why, clock)
        attempt = memory.learn(turn, proposal, *memory.judged(proposal, judge, left))
        if on_attempt is not None:
            on_attempt(attempt)
        if attempt.judgement.verdict is Verdict.PROVED:
            return _ended(memory, Verdict.PROVED, "", clock, attempt)
        if attempt.judgement.verdict is Verdict.FAILED:
            return _ended(memory, Verdict.FAILED, attempt.judgement.reason, clock, attempt)


@dataclass(slots=True)
class _Memory:
    """What a running search knows."""

    ways: Ways
    attempts: list[Attempt] = field(default_factory=list)
    replays: dict[int, Replayed] = field(default_factory=dict)
    requirements: dict[Requirement, None] = field(default_factory=dict)
    digests: set[str] = field(default_factory=set)
    texts: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)
    generating: Cost = field(default_factory=Cost)
    duplicates: int = 0
    in_a_row: int = 0

    @property
    def proposals(self) -> int:
        return len(self.attempts) + self.duplicates

    @property
    def best(self) -> Attempt | None:
        return nearest(self.attempts)

    def turn(self) -> Turn:
        """What the strategy asks for, with all that is known."""
        attempts = tuple(self.attempts)
        move = self.ways.strategy(History(attempts, self.proposals, self.in_a_row))
        return Turn(tuple(self.requirements), attempts, move.wanted, move.base, move.seed)

    def is_duplicate(self, candidate: Candidate) -> bool:
        """Whether the candidate was judged before; that it came again is a requirement.

        What could not be read, or no gate let pass, is the same where its text is.
        """
        digest, text = self.ways.identity(candidate), (candidate.body, candidate.helpers)
        if digest in self.digests or text in self.texts:
            self.duplicates += 1
            self.in_a_row += 1
            self.requirements[duplicate_requirement(candidate)] = None
            return True
        self.texts.add(text)
        self.in_a_row = 0
        return False

    def judged(
        self, candidate: Candidate, judge: Judge, left: Budget
    ) -> tuple[Judgement, Replayed]:
        """The judgement, by an input learned before where one is enough; and all such inputs."""
        replayed = self._replayed(candidate, learned_inputs(self.requirements))
        for given in replayed.wrong[:1]:
            known = self.ways.refute(candidate, given, left)
            if known is not None:
                return known, replayed
        return judge(candidate, left), replayed

    def learn(
        self, turn: Turn, candidate: Candidate, judgement: Judgement, replayed: Replayed
    ) -> Attempt:
        """The attempt, and what it teaches; all others are measured on new inputs too."""
        if judgement.verdict is not Verdict.UNSUPPORTED:
            self.digests.add(self.ways.identity(candidate))
        known = set(learned_inputs(self.requirements))
        taught = self._taught(turn, candidate, judgement)
        self.requirements.update(dict.fromkeys(taught))
        new = [given for given in learned_inputs(taught) if given not in known]
        number = self.proposals + 1
        self.replays[number] = replayed
        base = turn.base.number if turn.base else 0
        distance = measure(candidate, judgement, replayed)
        attempt = Attempt(number, candidate, judgement, distance, base, turn.wanted, taught)
        self.attempts.append(attempt)
        if new and self.ways.replay is not None:
            self.attempts[:] = [self._measured(each, new) for each in self.attempts]
        return self.attempts[-1]

    def _measured(self, attempt: Attempt, new: Sequence[Input]) -> Attempt:
        """The attempt with its distance on inputs that were learned since."""
        candidate, judgement = attempt.candidate, attempt.judgement
        replayed = self.replays[attempt.number] + self._replayed(candidate, new)
        self.replays[attempt.number] = replayed
        return replace(attempt, distance=measure(candidate, judgement, replayed))

    def _replayed(self, candidate: Candidate, inputs: Sequence[Input]) -> Replayed:
        return self.ways.replay(candidate, inputs) if self.ways.replay else NOTHING

    def _taught(
        self, turn: Turn, candidate: Candidate, judgement: Judgement
    ) -> tuple[Requirement, ...]:
        """What a judgement asks; where help alone was false, the help is what it speaks of."""
        found, base = judgement.counterexample, turn.base
        if found is not None and base is not None and self._is_help(turn, candidate):
            is_right = self._replayed(base.candidate, (found.arguments,)) == NOTHING
            if is_right and self.ways.replay is not None:
                return (help_requirement(base, found),)
        if found is not None and not judgement.findings[1:]:
            return requirements_of(judgement)  # speaks of no line
        return requirements_of(judgement, self.ways.lines(candidate))

    def _is_help(self, turn: Turn, candidate: Candidate) -> bool:
        """Whether a candidate is the code that help was asked for, with help."""
        if turn.wanted is not Wanted.PROOF_HELP or turn.base is None:
            return False
        return self.ways.code(candidate) == self.ways.code(turn.base.candidate)


def _given_up(memory: _Memory, end: Unrealizable | Exhausted, clock: Clock) -> Outcome:
    if isinstance(end, Exhausted):
        return _not_sure(memory, f"the generator has no further candidate: {end.reason}", clock)
    given = ", ".join(f"{name}={to_python(value)}" for name, value in end.arguments)
    reason = f"no output satisfies the contract on {given or 'no arguments'}: {end.reason}"
    found = Counterexample(end.arguments, end.reason, 0, error="no output satisfies the contract")
    return _ended(memory, Verdict.REFUTED, reason, clock, memory.best, found)


def _not_sure(memory: _Memory, why: str, clock: Clock) -> Outcome:
    best = memory.best
    reason = f"not sure: {why}"
    if best is not None:
        said = best.judgement.reason or best.judgement.verdict.value
        reason += f"; the nearest of {len(memory.attempts)} attempts was {said}"
        if is_weak_proof(best) and best.judgement.unproved:
            open_ones = ", ".join(f"`{claim}`" for claim in best.judgement.unproved)
            reason += f"; neither refuted nor proved: {open_ones}"
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
