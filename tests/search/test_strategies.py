"""Strategies: pure functions from what was tried to what is asked for next."""

from lemmata.contracts.attempts import Attempt, Distance, Wanted
from lemmata.contracts.verdicts import Candidate, Judgement, Verdict
from lemmata.search import (
    DEFAULT,
    History,
    Move,
    population,
    repair_best,
    repair_last,
    restarting,
)
from lemmata.search.strategies import HELP_TURNS, Strategy


def tried(number: int, far: int, *, base: int = 0, is_weak: bool = False) -> Attempt:
    """An attempt at this distance; a weak proof stands at the last stage."""
    verdict = Verdict.UNKNOWN if is_weak else Verdict.REFUTED
    wanted = Wanted.PROOF_HELP if base else Wanted.BODY
    distance = Distance(1 if is_weak else 2, far, far, far)
    candidate = Candidate(f"return {number}", "g")
    return Attempt(number, candidate, Judgement("f", verdict), distance, base, wanted)


def bases(strategy: Strategy, attempts: tuple[Attempt, ...], until: int) -> list[int]:
    """The bases that are asked for while nothing nearer is found; 0 is a fresh start."""
    found = []
    known = list(attempts)
    for number in range(len(attempts), until):
        move = strategy(History(tuple(known), number))
        found.append(move.base.number if move.base else 0)
        known.append(tried(number + 1, 9))
    return found


def test_the_nearest_is_repaired() -> None:
    """The best attempt so far is the base, the first of several; at first there is none."""
    attempts = (tried(1, 5), tried(2, 3), tried(3, 3), tried(4, 4))
    assert repair_best(History()) == Move()
    assert repair_best(History(attempts, 4)) == Move(base=attempts[1])
    assert repair_last(History(attempts, 4)) == Move(base=attempts[3])


def test_help_is_asked_a_few_times() -> None:
    """A weak proof gets help, each time with another seed; then other code is asked for."""
    attempts = [tried(1, 5, is_weak=True)]
    for number in range(HELP_TURNS):
        move = repair_best(History(tuple(attempts), len(attempts)))
        assert move == Move(Wanted.PROOF_HELP, attempts[0], number)
        attempts.append(tried(number + 2, 6, base=1, is_weak=True))
    move = repair_best(History(tuple(attempts), len(attempts)))
    assert (move.wanted, move.base) == (Wanted.BODY, attempts[0])


def test_a_repeat_ends_the_asking_for_help() -> None:
    """A generator that repeats itself has no other help."""
    attempts = (tried(1, 5, is_weak=True),)
    assert repair_best(History(attempts, 2, repeats=1)).wanted is Wanted.BODY


def test_a_stuck_search_starts_afresh_and_stays_there() -> None:
    """After its patience a search starts anew, and goes on from what it found there."""
    restarted = bases(restarting(repair_best, 3), (tried(1, 1),), 10)
    assert restarted == [1, 1, 1, 0, 5, 5, 0, 8, 8]


def test_a_fresh_start_has_another_seed() -> None:
    """Two fresh starts are told apart."""
    known = (tried(1, 1), *(tried(number, 9) for number in range(2, 5)))
    seeds = [restarting(repair_best, 3)(History(known[:n], n)).seed for n in (1, 4)]
    assert seeds == [0, 4]


def test_a_population_takes_turns() -> None:
    """The nearest few are bases one after another, then there is a fresh start."""
    attempts = tuple(tried(number, 9 - number) for number in range(1, 6))
    asked = [population(2)(History(attempts, turn)).base for turn in range(3, 9)]
    assert [base.number if base else 0 for base in asked] == [5, 4, 0, 5, 4, 0]


def test_a_population_helps_a_weak_proof_first() -> None:
    """No turn is spent on other code while help for the nearest is not used up."""
    weak = tried(1, 5, is_weak=True)
    attempts = (weak, *(tried(number, 4) for number in range(2, 5)))
    asked = [population(2)(History(attempts, turn)) for turn in range(3, 6)]
    assert [(move.wanted, move.base) for move in asked] == [(Wanted.PROOF_HELP, weak)] * 3


def test_the_default_repairs_and_restarts() -> None:
    """The default repairs the nearest few, and leaves a dead end in every round."""
    asked = bases(DEFAULT, (tried(1, 1),), 12)
    assert asked[0] == 1
    assert asked.count(1) >= 3
    assert asked.count(0) == 3
