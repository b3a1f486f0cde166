"""What to ask for next, from what was tried: strategies are pure functions, passed to the loop.

`repair_best` and `repair_last` say where to go on, `restarting` wraps one so that it leaves a dead
end, and `population` goes on from several places by turns.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from lemmata.contracts.attempts import Attempt, Wanted
from lemmata.contracts.verdicts import Verdict

PATIENCE = 6
"""Proposals without a nearer one after which a search starts afresh."""
HELP_TURNS = 3
"""How often proof help is asked for the same code."""
POPULATION = 3


@dataclass(frozen=True, slots=True)
class History:
    """What a strategy sees: the attempts, with distances as of now, and how many proposals.

    Duplicates are proposals and no attempts; an attempt's number counts both, and ``repeats``
    those since the last attempt.
    """

    attempts: tuple[Attempt, ...] = ()
    proposals: int = 0
    repeats: int = 0

    @property
    def best(self) -> Attempt | None:
        """The nearest attempt, the first of several."""
        return nearest(self.attempts)


@dataclass(frozen=True, slots=True)
class Move:
    """What is asked for next: see `Turn`."""

    wanted: Wanted = Wanted.BODY
    base: Attempt | None = None
    seed: int = 0


Strategy: TypeAlias = Callable[[History], Move]


def nearest(attempts: Sequence[Attempt]) -> Attempt | None:
    """The attempt of the least distance, the first of several; None of none."""
    return min(attempts, key=lambda attempt: attempt.distance.key, default=None)


def is_weak_proof(attempt: Attempt) -> bool:
    """Whether the code was neither refuted nor proved, so that the proof may be what is weak."""
    is_unknown = attempt.judgement.verdict is Verdict.UNKNOWN
    return is_unknown and attempt.distance.stages_left == 1


def move_from(base: Attempt | None, history: History) -> Move:
    """Repair of wrong code; help for a weak proof, and other code where that is used up.

    It is after `HELP_TURNS`, or when the generator had nothing new to say.
    """
    if base is None:
        return Move()
    helped = sum(
        known.wanted is Wanted.PROOF_HELP and known.base == base.number
        for known in history.attempts
    )
    if is_weak_proof(base) and helped < HELP_TURNS and not history.repeats:
        return Move(Wanted.PROOF_HELP, base, helped)
    return Move(Wanted.BODY, base, history.proposals if is_weak_proof(base) else 0)


def afresh(history: History) -> Move:
    """Another sample, whatever was tried."""
    return Move(seed=history.proposals)


def repair_best(history: History) -> Move:
    """Goes on from the nearest attempt."""
    return move_from(history.best, history)


def repair_last(history: History) -> Move:
    """Goes on from the last attempt, near or not: a walk."""
    return move_from(history.attempts[-1] if history.attempts else None, history)


def restarting(inner: Strategy, patience: int = PATIENCE) -> Strategy:
    """Starts afresh after ``patience`` proposals that brought nothing nearer.

    What is tried after a fresh start has to itself as many proposals again: the inner strategy
    then sees only those, so that it does not fall back into the dead end.
    """

    def strategy(history: History) -> Move:
        """What the inner strategy says, of what came since the last fresh start."""
        best = history.best
        idle = history.proposals - best.number if best else 0
        if best is None or idle < patience:
            return inner(history)
        began = best.number + idle // patience * patience
        since = tuple(known for known in history.attempts if known.number > began)
        if not since:
            return afresh(history)
        return inner(replace(history, attempts=since))

    return strategy


def population(size: int = POPULATION) -> Strategy:
    """Keeps the ``size`` nearest attempts and goes on from each in turn, then from none.

    A weak proof comes first: while its help is not used up, nothing else is asked for.
    """

    def strategy(history: History) -> Move:
        """Help for the nearest, else one of the nearest or a fresh start by turns."""
        first = move_from(history.best, history)
        if first.wanted is Wanted.PROOF_HELP:
            return first
        turn = history.proposals % (size + 1)
        ranked = sorted(history.attempts, key=lambda attempt: attempt.distance.key)[:size]
        if turn == size or not ranked:
            return afresh(history)
        return move_from(ranked[turn % len(ranked)], history)

    return strategy


DEFAULT: Strategy = population()
"""What `search` does where no strategy is named: in `benchmarks/loop.py` it repaired most."""
