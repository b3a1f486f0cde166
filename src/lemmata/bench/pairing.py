"""From trials to comparisons: what differs in one rule alone.

A *pair* is two trials of one task and seed whose settings differ in one rule. Where the arms share
no seed, tasks are compared as they are: shares of passes with the rule and without it. The unit
that an interval counts is the *task*, for its seeds are no new tasks.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from lemmata.bench.trials import Trial, Trials

Cell = tuple[str, int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Stratum:
    """Trials that a rule alone tells apart: passes of how many, with it (on) and without it."""

    on_passed: int
    on: int
    off_passed: int
    off: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One contrast of the design: a rule, or two rules' interaction.

    ``effects`` holds one number a task in [-1, 1], in the order in which the tasks were completed:
    how much more often it passes with the rule; of an interaction, half of how much more the one
    rule helps where the other is on. ``strata`` are what the exact test is conditioned on, and are
    empty for an interaction. ``left_out`` counts trials without a counterpart, ``incomplete`` the
    tasks that have fewer comparisons than others.
    """

    rules: tuple[str, ...]
    is_paired: bool
    tasks: tuple[str, ...]
    effects: tuple[float, ...]
    strata: tuple[Stratum, ...]
    costs: tuple[float, ...]
    left_out: int
    incomplete: tuple[str, ...]

    @property
    def name(self) -> str:
        """The rule, or the rules joined by ``*``."""
        return " * ".join(self.rules)


@dataclass(slots=True)
class _Gathered:
    """Values a task, with the place of the last trial that made one."""

    values: dict[str, list[float]]
    last: dict[str, int]

    def add(self, task: str, value: float, place: int) -> None:
        self.values[task].append(value)
        self.last[task] = max(self.last.get(task, -1), place)

    def complete(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Tasks with as many values as any, in the order of completion, and the others."""
        most = max(map(len, self.values.values()), default=0)
        every = sorted(self.values, key=lambda task: self.last[task])
        full = tuple(task for task in every if len(self.values[task]) == most)
        return full, tuple(task for task in every if len(self.values[task]) < most)


def comparisons(trials: Trials) -> tuple[Comparison, ...]:
    """A comparison for each rule, and one for each two rules where four trials show it."""
    places = {(t.task, t.seed, t.on): place for place, t in enumerate(trials.rows)}
    rows = trials.rows
    found = [_of_rule(rule, rows, places) for rule in trials.rules]
    for one, other in combinations(trials.rules, 2):
        crossed = _of_two(one, other, rows, places)
        if crossed.effects:
            found.append(crossed)
    return tuple(found)


def _of_rule(rule: str, rows: tuple[Trial, ...], places: dict[Cell, int]) -> Comparison:
    gathered = _Gathered(defaultdict(list), {})
    strata: list[Stratum] = []
    costs: defaultdict[str, list[float]] = defaultdict(list)
    for place, off in enumerate(rows):
        partner = None if rule in off.on else places.get((off.task, off.seed, off.on | {rule}))
        if partner is None:
            continue
        on = rows[partner]
        gathered.add(off.task, int(on.passed) - int(off.passed), max(place, partner))
        strata.append(Stratum(int(on.passed), 1, int(off.passed), 1))
        if on.cost is not None and off.cost is not None:
            costs[off.task].append(on.cost - off.cost)
    if not strata:
        return _unpaired(rule, rows)
    full, others = gathered.complete()
    return Comparison(
        (rule,),
        True,
        full,
        tuple(_mean(gathered.values[task]) for task in full),
        tuple(strata),
        tuple(_mean(costs[task]) for task in full if task in costs),
        len(rows) - 2 * len(strata),
        others,
    )


def _unpaired(rule: str, rows: tuple[Trial, ...]) -> Comparison:
    """Arms that share no seed: tasks that both ran, each with its share of passes in either."""
    arms: defaultdict[tuple[str, frozenset[str]], tuple[list[Trial], list[Trial]]]
    arms = defaultdict(lambda: ([], []))
    last: dict[str, int] = {}
    for place, trial in enumerate(rows):
        arms[trial.task, trial.on - {rule}][rule in trial.on].append(trial)
        last[trial.task] = place
    effects: defaultdict[str, list[float]] = defaultdict(list)
    costs: defaultdict[str, list[float]] = defaultdict(list)
    strata: list[Stratum] = []
    used = 0
    for (task, _), (off, on) in arms.items():
        if not on or not off:
            continue
        used += len(on) + len(off)
        passed = [sum(trial.passed for trial in arm) for arm in (on, off)]
        strata.append(Stratum(passed[0], len(on), passed[1], len(off)))
        effects[task].append(passed[0] / len(on) - passed[1] / len(off))
        if on[0].cost is not None:
            costs[task].append(_mean_cost(on) - _mean_cost(off))
    tasks = tuple(sorted(effects, key=lambda task: last[task]))
    return Comparison(
        (rule,),
        False,
        tasks,
        tuple(_mean(effects[task]) for task in tasks),
        tuple(strata),
        tuple(_mean(costs[task]) for task in tasks if task in costs),
        len(rows) - used,
        (),
    )


def _of_two(one: str, other: str, rows: tuple[Trial, ...], places: dict[Cell, int]) -> Comparison:
    gathered = _Gathered(defaultdict(list), {})
    for place, none in enumerate(rows):
        if one in none.on or other in none.on:
            continue
        settings = (none.on | {one, other}, none.on | {one}, none.on | {other})
        found = [places.get((none.task, none.seed, setting)) for setting in settings]
        known = [index for index in found if index is not None]
        if len(known) < len(settings):
            continue
        both, first, second = (int(rows[index].passed) for index in known)
        effect = (both - first - second + int(none.passed)) / 2
        gathered.add(none.task, effect, max(place, *known))
    full, others = gathered.complete()
    effects = tuple(_mean(gathered.values[task]) for task in full)
    used = 4 * sum(map(len, gathered.values.values()))
    return Comparison((one, other), True, full, effects, (), (), len(rows) - used, others)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _mean_cost(arm: list[Trial]) -> float:
    return _mean([trial.cost for trial in arm if trial.cost is not None])
