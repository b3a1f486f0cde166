"""Results of trials, one JSON object a line.

    {"rules": {"retry": true, "hint": false}, "task": "t17", "seed": 3, "passed": true, "cost": 2}

``rules`` says which rules were on; every line names the same rules. ``seed`` may be left out (0),
and so may ``cost``, by every line or by none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from lemmata.contracts.codec import Json
from lemmata.contracts.errors import DataError, Place
from lemmata.contracts.json_lines import objects, read_lines

MOST_MIB = 256
MOST_RULES = 12
_KEYS = ("rules", "task", "seed", "passed", "cost")


@dataclass(frozen=True, slots=True)
class Trial:
    """One run of one task under one setting of the rules.

    ``on`` holds the names of the rules that were on. ``cost`` has whatever unit the file has, and
    is None where the file tells none.
    """

    on: frozenset[str]
    task: str
    seed: int
    passed: bool
    cost: float | None


@dataclass(frozen=True, slots=True)
class Trials:
    """All trials of a file, in its order, which is the order in which they were run."""

    rules: tuple[str, ...]
    rows: tuple[Trial, ...]

    @property
    def has_costs(self) -> bool:
        """Whether costs were told."""
        return self.rows[0].cost is not None


def read_trials(path: Path) -> Trials:
    """The trials of a file.

    Raises:
        FileError: missing, unreadable, larger than 256 MiB or not UTF-8.
        DataError: a line that is no trial, the same trial twice, lines that name other rules, costs
            on some lines only, a rule that is never on or never off, or no line at all.
    """
    where = Place(str(path))
    text = read_lines(
        path, "the trials", MOST_MIB, "split the file by rule", "name a file of JSON lines"
    )
    rows: list[Trial] = []
    rules: tuple[str, ...] = ()
    seen: dict[tuple[frozenset[str], str, int], int] = {}
    for place, data in objects(text, str(path), '{"rules": …}'):
        trial, named = _trial(data, place)
        if rows and named != rules:
            raise _fault(f"the rules are {_list(named)}, and {_list(rules)} before", place)
        if rows and (trial.cost is None) != (rows[0].cost is None):
            raise _fault("some lines have a `cost` and others none", place)
        key = (trial.on, trial.task, trial.seed)
        if key in seen:
            raise _fault(f"the same trial as line {seen[key]}: rules, task and seed", place)
        seen[key] = place.line
        rules = named
        rows.append(trial)
    if not rows:
        raise DataError("no trial", place=where, remedy="write one JSON object a line")
    _need_both(rules, rows, where)
    return Trials(rules, tuple(rows))


def _need_both(rules: tuple[str, ...], rows: list[Trial], where: Place) -> None:
    for rule in rules:
        count = sum(rule in trial.on for trial in rows)
        if count in (0, len(rows)):
            word = "on" if count else "off"
            raise DataError(
                f"the rule {rule!r} is {word} in every trial, so nothing is compared",
                place=where,
                remedy="run the same tasks with it and without it",
            )


def _trial(data: Mapping[str, Json], place: Place) -> tuple[Trial, tuple[str, ...]]:
    for key in data:
        if key not in _KEYS:
            raise _fault(f"unknown field {key!r}; known: {', '.join(_KEYS)}", place)
    named, on = _settings(data.get("rules"), place)
    task, seed, passed = data.get("task"), data.get("seed", 0), data.get("passed")
    if not isinstance(task, str) or not task:
        raise _fault(f"`task` is {task!r}, which is no name", place)
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise _fault(f"`seed` is {seed!r}, which is no integer", place)
    if not isinstance(passed, bool):
        raise _fault(f"`passed` is {passed!r}, neither true nor false", place)
    return Trial(on, task, seed, passed, _cost(data.get("cost"), place)), named


def _settings(rules: object, place: Place) -> tuple[tuple[str, ...], frozenset[str]]:
    if not isinstance(rules, dict) or not rules:
        raise _fault("`rules` is missing or no object of rule and true or false", place)
    if len(rules) > MOST_RULES:
        raise _fault(f"{len(rules)} rules, more than {MOST_RULES} in one design", place)
    for name, setting in rules.items():
        if not isinstance(setting, bool) or not name:
            raise _fault(f"the rule {name!r} is {setting!r}, neither true nor false", place)
    return tuple(sorted(rules)), frozenset(name for name, setting in rules.items() if setting)


def _cost(cost: object, place: Place) -> float | None:
    if cost is None:
        return None
    if isinstance(cost, bool) or not isinstance(cost, int | float):
        raise _fault(f"`cost` is {cost!r}, which is no number", place)
    try:
        value = float(cost)
    except OverflowError:
        value = float("inf")
    if not isfinite(value) or value < 0:
        raise _fault(f"`cost` is {str(cost)[:40]}, negative or not finite", place)
    return value


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def _fault(what: str, place: Place) -> DataError:
    return DataError(what, place=place, remedy="see docs/bench.md for what a line holds")
