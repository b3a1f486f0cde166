"""Tasks that pass and fail under one and the same setting."""

from collections import defaultdict
from dataclasses import dataclass

from lemmata.bench.trials import Trials


@dataclass(frozen=True, slots=True)
class Flaky:
    """A task with one setting of the rules that passed in some of its runs and failed in others."""

    task: str
    on: tuple[str, ...]
    passed: int
    runs: int


def flaky_tasks(trials: Trials) -> tuple[Flaky, ...]:
    """All of them, the most undecided first."""
    seen: defaultdict[tuple[str, frozenset[str]], list[bool]] = defaultdict(list)
    for trial in trials.rows:
        seen[trial.task, trial.on].append(trial.passed)
    found = [
        Flaky(task, tuple(sorted(on)), sum(runs), len(runs))
        for (task, on), runs in seen.items()
        if 0 < sum(runs) < len(runs)
    ]
    return tuple(sorted(found, key=lambda one: (abs(2 * one.passed / one.runs - 1), one.task)))
