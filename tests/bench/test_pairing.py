"""What is compared with what: pairs, tasks, rules and pairs of rules."""

import json
from pathlib import Path

import pytest

from lemmata.bench.flaky import flaky_tasks
from lemmata.bench.judging import Answer, judge
from lemmata.bench.pairing import comparisons
from lemmata.bench.trials import Trials, read_trials
from lemmata.contracts.errors import DataError, FileError


def written(folder: Path, rows: list[dict[str, object]]) -> Trials:
    """Rows, read from a file."""
    file = folder / "trials.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return read_trials(file)


def row(
    task: str, passed: bool, seed: int = 0, cost: float | None = None, **rules: bool
) -> dict[str, object]:
    """One line."""
    known: dict[str, object] = {"rules": rules, "task": task, "seed": seed, "passed": passed}
    return known if cost is None else {**known, "cost": cost}


def test_pairs_share_task_seed_and_the_other_rules(tmp_path: Path) -> None:
    """A task's effect is the mean over its pairs; its seeds are no new tasks."""
    rows = [row("a", passed, seed, r=False) for seed, passed in enumerate((False, False, True))]
    rows += [row("a", passed, seed, r=True) for seed, passed in enumerate((True, False, True))]
    rows += [row("b", True, seed, r=on) for seed in range(3) for on in (False, True)]
    (one,) = comparisons(written(tmp_path, rows))
    assert (one.rules, one.is_paired, one.tasks) == (("r",), True, ("a", "b"))
    assert list(one.effects) == [1 / 3, 0]
    assert len(one.strata) == 6
    assert (one.left_out, one.incomplete) == (0, ())


def test_a_task_with_fewer_pairs_is_left_out_and_named(tmp_path: Path) -> None:
    """Its value would change at a later look."""
    rows = [row("a", True, seed, r=on) for seed in range(2) for on in (False, True)]
    rows += [row("b", True, 0, r=on) for on in (False, True)]
    rows += [row("c", True, 0, r=True)]
    (one,) = comparisons(written(tmp_path, rows))
    assert (one.tasks, one.incomplete, one.left_out) == (("a",), ("b",), 1)


def test_arms_without_common_seeds_are_compared_task_by_task(tmp_path: Path) -> None:
    """Each task is a stratum, and its effect the difference of its shares."""
    rows = [row("a", seed > 0, seed, 2.0, r=False) for seed in range(4)]
    rows += [row("a", True, seed, 3.0, r=True) for seed in range(10, 12)]
    rows += [row("b", True, 0, 2.0, r=False)]
    (one,) = comparisons(written(tmp_path, rows))
    assert (one.is_paired, one.tasks, one.effects) == (False, ("a",), (0.25,))
    assert (one.strata[0].on, one.strata[0].off, one.left_out) == (2, 4, 1)
    assert one.costs == (1.0,)


def test_two_rules_are_a_design(tmp_path: Path) -> None:
    """Each rule over both settings of the other, and what they do together beyond it."""
    passed = {(False, False): False, (True, False): True, (False, True): True, (True, True): True}
    rows = [row(f"t{n}", result, r=r, s=s) for n in range(30) for (r, s), result in passed.items()]
    one, other, both = comparisons(written(tmp_path, rows))
    assert one.effects == other.effects == (0.5,) * 30
    assert both.rules == ("r", "s")
    assert both.effects == (-0.5,) * 30
    report = judge(written(tmp_path, rows))
    assert [effect.answer for effect in report.effects] == [
        Answer.BETTER,
        Answer.BETTER,
        Answer.WORSE,
    ]


def test_few_trials_cannot_tell(tmp_path: Path) -> None:
    """Three wins of three are no evidence, and what would be is said."""
    rows = [row(f"t{n}", on, cost=1 + on, r=on) for n in range(3) for on in (False, True)]
    (effect,) = judge(written(tmp_path, rows)).effects
    assert effect.answer is Answer.CANNOT_TELL
    assert effect.low < 0 < effect.high
    assert effect.smallest is None
    assert effect.needed is not None
    assert 3 < effect.needed < 20
    assert effect.cost is not None
    assert effect.cost.mean == 1


def test_a_harmful_rule_is_worse(tmp_path: Path) -> None:
    """And the looks on the way end with the answer's interval."""
    rows = [row(f"t{n}", not on, r=on) for n in range(40) for on in (False, True)]
    (effect,) = judge(written(tmp_path, rows)).effects
    assert effect.answer is Answer.WORSE
    assert effect.high < 0
    assert (effect.looks[-1].low, effect.looks[-1].high) == (effect.low, effect.high)
    assert [look.tasks for look in effect.looks] == list(range(1, 41))


def test_flaky_tasks_are_listed(tmp_path: Path) -> None:
    """One task and one setting, two outcomes; the most undecided first."""
    rows = [row("a", seed == 0, seed, r=False) for seed in range(4)]
    rows += [row("b", seed < 2, seed, r=True) for seed in range(4)]
    rows += [row("c", True, seed, r=True) for seed in range(4)]
    found = flaky_tasks(written(tmp_path, rows))
    assert [(one.task, one.passed, one.runs, one.on) for one in found] == [
        ("b", 2, 4, ("r",)),
        ("a", 1, 4, ()),
    ]


GOOD = '{"rules": {"r": true}, "task": "a", "passed": true}\n'
BAD = {
    "not JSON": "{",
    "no object": "[1]",
    "NaN is no number": '{"rules": {"r": true}, "task": "a", "passed": true, "cost": NaN}',
    "not finite": '{"rules": {"r": true}, "task": "a", "passed": true, "cost": 1e999}',
    "negative": '{"rules": {"r": true}, "task": "a", "passed": true, "cost": -1}',
    "no number": '{"rules": {"r": true}, "task": "a", "passed": true, "cost": "2"}',
    "neither true nor false": '{"rules": {"r": true}, "task": "a", "passed": 1}',
    "`passed` is None": '{"rules": {"r": true}, "task": "a"}',
    "no name": '{"rules": {"r": true}, "task": "", "passed": true}',
    "no integer": '{"rules": {"r": true}, "task": "a", "passed": true, "seed": true}',
    "`rules` is missing": '{"task": "a", "passed": true}',
    "the rule 'r' is 1": '{"rules": {"r": 1}, "task": "a", "passed": true}',
    "unknown field 'rule'": '{"rule": "r", "task": "a", "passed": true}',
    "comes twice": '{"rules": {"r": true}, "task": "a", "task": "b", "passed": true}',
    "the same trial as line 1": GOOD,
    "the rules are s, and r before": '{"rules": {"s": true}, "task": "a", "passed": true}',
    "others none": '{"rules": {"r": false}, "task": "a", "passed": true, "cost": 1}',
    "on in every trial": '{"rules": {"r": true}, "task": "b", "passed": true}',
}


@pytest.mark.parametrize("what", BAD)
def test_bad_lines_are_told_by_place(what: str, tmp_path: Path) -> None:
    """Nothing is guessed, and nothing is left out without a word."""
    file = tmp_path / "trials.jsonl"
    file.write_text(GOOD + BAD[what] + "\n")
    with pytest.raises(DataError, match=what) as caught:
        read_trials(file)
    assert caught.value.place is not None
    assert caught.value.place.line in (0, 2)
    assert caught.value.remedy


def test_bad_files(tmp_path: Path) -> None:
    """Missing, empty, not UTF-8."""
    file = tmp_path / "trials.jsonl"
    with pytest.raises(FileError, match="cannot be read"):
        read_trials(file)
    file.write_text("\n")
    with pytest.raises(DataError, match="no trial"):
        read_trials(file)
    file.write_bytes(b"\xff")
    with pytest.raises(FileError, match="not UTF-8 at byte 0"):
        read_trials(file)
