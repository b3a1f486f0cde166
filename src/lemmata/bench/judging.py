"""What trials show of each rule: better, worse, or that they cannot tell."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from lemmata.bench.betting import evidence, interval
from lemmata.bench.costs import CostChange, cost_change
from lemmata.bench.exact import Chance, chance
from lemmata.bench.flaky import Flaky, flaky_tasks
from lemmata.bench.pairing import Comparison, comparisons
from lemmata.bench.power import second_moment, smallest_effect, tasks_needed
from lemmata.bench.trials import Trials

ALPHA = 0.05
LOOKS = 120


class Answer(StrEnum):
    """What is said of a rule. A pair of rules is better or worse together than apart."""

    BETTER = "better"
    WORSE = "worse"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Look:
    """The interval after so many tasks."""

    tasks: int
    low: float
    high: float
    effect: float


@dataclass(frozen=True, slots=True)
class Effect:
    """What is known of one comparison.

    ``effect`` is the mean over tasks, ``low`` and ``high`` bound it at all times at once, over all
    comparisons of the file; ``p_any_time`` is the smallest error at which the answer would be
    given, corrected by Holm's method. ``these_tasks`` is the test of no change at all in these very
    tasks, at one look, None for a pair of rules. ``smallest`` is the effect that so many tasks
    find with a power of 80 %, ``needed`` the tasks that the seen effect needs, None where no number
    would do.
    """

    comparison: Comparison
    answer: Answer
    effect: float
    low: float
    high: float
    p_any_time: float
    these_tasks: Chance | None
    smallest: float | None
    needed: int | None
    cost: CostChange | None
    looks: tuple[Look, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All that `lemmata bench ab` says of a file."""

    trials: int
    tasks: int
    alpha: float
    effects: tuple[Effect, ...]
    flaky: tuple[Flaky, ...]


def judge(trials: Trials, alpha: float = ALPHA) -> Report:
    """Compare every rule, and every two rules that four trials a task show together.

    The chance that any answer of the report but `CANNOT_TELL` is wrong is at most ``alpha``.

    Args:
        trials: at least one; tasks are taken to be drawn alike and each answered by itself.
        alpha: shared by the comparisons: their intervals have an equal part each, and their p are
            ordered by Holm's method (S. Holm, Scandinavian Journal of Statistics 6, 1979).
    """
    found = comparisons(trials)
    raw = [evidence(Counter(one.effects)) for one in found]
    corrected = holm(raw)
    effects = tuple(
        _effect(one, p, alpha, len(found)) for one, p in zip(found, corrected, strict=True)
    )
    tasks = len({trial.task for trial in trials.rows})
    return Report(len(trials.rows), tasks, alpha, effects, flaky_tasks(trials))


def holm(ps: list[float]) -> list[float]:
    """Each p as it stands after Holm's correction for all of them."""
    order = sorted(range(len(ps)), key=ps.__getitem__)
    found, running = [0.0] * len(ps), 0.0
    for rank, index in enumerate(order):
        running = max(running, min(1.0, ps[index] * (len(ps) - rank)))
        found[index] = running
    return found


def _effect(one: Comparison, p: float, alpha: float, family: int) -> Effect:
    counts = Counter(one.effects)
    share = alpha / family
    low, high = interval(counts, share)
    mean = sum(one.effects) / len(one.effects) if one.effects else 0.0
    square = second_moment(counts)
    return Effect(
        one,
        _answer(mean, p, alpha),
        mean,
        low,
        high,
        p,
        chance(one.strata) if len(one.rules) == 1 else None,
        smallest_effect(len(one.effects), square, share),
        tasks_needed(mean, square, share),
        cost_change(one.costs),
        _looks(one, share),
    )


def _answer(mean: float, p: float, alpha: float) -> Answer:
    if p > alpha:
        return Answer.CANNOT_TELL
    return Answer.BETTER if mean > 0 else Answer.WORSE


def _looks(one: Comparison, alpha: float) -> tuple[Look, ...]:
    """The intervals on the way, at most `LOOKS` of them."""
    tasks = len(one.effects)
    ends = sorted({1 + round(i * (tasks - 1) / (LOOKS - 1)) for i in range(LOOKS)} if tasks else ())
    counts: Counter[float] = Counter()
    found, before, total = [], 0, 0.0
    for end in ends:
        counts.update(one.effects[before:end])
        total += sum(one.effects[before:end])
        found.append(Look(end, *interval(counts, alpha), total / end))
        before = end
    return tuple(found)
