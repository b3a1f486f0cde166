"""Golden sets, comparisons, scores: nothing wrong counts as right."""

from pathlib import Path

import pytest

from lemmata.contracts.codec import Json
from lemmata.contracts.errors import ChoiceError, DataError, FileError, Place
from lemmata.contracts.gating import GateOutcome, GateResult
from lemmata.contracts.verdicts import Finding
from lemmata.gates import Policy, Submission, Toolbox, judge
from lemmata.gates.comparing import agrees, compared
from lemmata.gates.golden import read_golden, split_of
from lemmata.gates.policy import AccuracyRules, FieldRules
from lemmata.gates.scoring import wilson
from lemmata.sandbox import Opaque

SOURCE = '''
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """A kind."""

    LOW = 1
    HIGH = 2


@dataclass(frozen=True)
class Fee:
    """A fee."""

    cents: int
    kind: Kind


def fee(cents: int) -> Fee:
    """The fee.

    pre: cents >= 0
    raises: ValueError
    """
    if cents == 13:
        raise ValueError("unlucky")
    return Fee(cents // 10, Kind.HIGH if cents > 100 else Kind.LOW)
'''


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "not JSON"),
        ("[1]", "no object"),
        ('{"input": {}, "expected": 1, "note": 2}', "unknown field"),
        ('{"expected": 1}', "`input` is missing"),
        ('{"input": {}}', "neither or both"),
        ('{"input": {}, "expected": 1, "raises": "ValueError"}', "neither or both"),
        ('{"input": {}, "raises": 3}', "`raises`"),
        ('{"input": {}, "expected": 1, "split": "test"}', "`split`"),
        ('{"input": {}, "expected": NaN}', "NaN"),
        ('{"input": {"a": 1, "a": 2}, "expected": 1}', "twice"),
        ('{"input": {}, "expected": 1}\n{"input": {}, "expected": 2}', "same input"),
        ("", "no row"),
    ],
)
def test_a_row_that_is_none_is_bad_input(tmp_path: Path, line: str, told: str) -> None:
    """With the file and the line."""
    path = tmp_path / "golden.jsonl"
    path.write_text(line)
    with pytest.raises(DataError, match=told):
        read_golden(path, 0.3)


def test_a_golden_set_that_cannot_be_read_is_bad_input(tmp_path: Path) -> None:
    """Missing, or not UTF-8."""
    with pytest.raises(FileError):
        read_golden(tmp_path / "none.jsonl", 0.3)
    (tmp_path / "odd.jsonl").write_bytes(b"\xff")
    with pytest.raises(FileError, match="UTF-8"):
        read_golden(tmp_path / "odd.jsonl", 0.3)


def test_a_row_never_changes_sides() -> None:
    """The split is of the input alone, in about the share that is asked for."""
    inputs: list[dict[str, Json]] = [{"n": n} for n in range(1000)]
    sides = [split_of(given, 0.3) for given in inputs]
    assert sides == [split_of(given, 0.3) for given in inputs]
    assert 250 < sides.count("held-out") < 350
    assert {split_of(given, 0.0) for given in inputs} == {"train"}
    assert {split_of(given, 1.0) for given in inputs} == {"held-out"}


@pytest.mark.parametrize(
    ("expected", "observed", "tolerance", "is_right"),
    [
        (1, 1, None, True),
        (1, 1.0, None, False),
        (1, True, None, False),
        (True, 1, None, False),
        (None, 0, None, False),
        (1, 1.0, 0.0, True),
        (0.3, 0.31, 0.01, True),
        (0.3, 0.3100001, 0.01, False),
        (0.3, float("nan"), 9.0, False),
        (0.3, float("inf"), 9.0, False),
        (1, True, 5.0, False),
        (1, "1", 5.0, False),
        ("a", "b", 5.0, False),
        ([1, 2], (1, 2), None, True),
        ([1, 2], [2, 1], None, False),
        ([1, 2], {2, 1}, None, True),
        ([1, 1], {1}, None, False),
        ([["a", 1]], {"a": 1}, None, True),
        ({"a": 1}, {"a": 1, "b": 2}, None, False),
        ({"a": 1, "b": 2}, {"a": 1}, None, False),
        ({}, {"a": 1}, None, False),
        ("HIGH", Opaque("Kind", (("name", "HIGH"), ("value", 2))), None, True),
        ({"x": 1}, Opaque("Point", (("x", 1),)), None, True),
        ({"x": 1}, Opaque("Point", (("x", 1), ("y", 2))), None, False),
    ],
)
def test_right_is_the_same_value(
    expected: Json, observed: object, tolerance: float | None, is_right: bool
) -> None:
    """Types count unless a tolerance is declared; a larger answer is no right one."""
    assert agrees(expected, observed, tolerance) is is_right
    assert all(compared({"f": expected}, {"f": observed}, {"": tolerance}).values()) is is_right


def test_fields_are_told_apart() -> None:
    """A wrong field leaves the others right, and each has its own tolerance."""
    expected: Json = {"sum": 10, "line": {"net": 8, "tax": 2}}
    found = compared(expected, {"sum": 10.5, "line": {"net": 8, "tax": 3}}, {"sum": 1.0})
    assert found == {"sum": True, "line.net": True, "line.tax": False}
    assert compared(expected, None, {}) == {"sum": False, "line.net": False, "line.tax": False}


@pytest.mark.parametrize(
    ("right", "rows", "low", "high"),
    [(10, 10, 0.7225, 1.0), (0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (0, 0, 0.0, 1.0)],
)
def test_intervals_are_wilsons(right: int, rows: int, low: float, high: float) -> None:
    """As the tables of his interval have them."""
    assert wilson(right, rows) == pytest.approx((low, high), abs=1e-4)


def asked(box: Toolbox, tmp_path: Path, rows: str, rules: AccuracyRules) -> GateResult:
    """The accuracy gate's word on these golden rows."""
    path = tmp_path / "golden.jsonl"
    path.write_text(rows)
    golden = read_golden(path, 0.0)
    submission = Submission.of("t.py", SOURCE, "fee", Policy(accuracy=rules), golden)
    (result,) = judge(submission, box.tools(), asked=["accuracy"])
    return result


RIGHT = """
{"input": {"cents": 120}, "expected": {"cents": 12, "kind": "HIGH"}}
{"input": {"cents": 13}, "raises": "ValueError"}
{"input": {"cents": 20}, "expected": {"cents": 2, "kind": "LOW"}, "split": "held-out"}
"""
WRONG = """
{"input": {"cents": 120}, "expected": {"cents": 13, "kind": "HIGH"}}
{"input": {"cents": 7654321}, "expected": {"cents": 9, "kind": "HIGH"}, "split": "held-out"}
{"input": {"cents": 20}, "expected": {"cents": 2, "kind": "LOW"}, "split": "held-out"}
"""


def test_golden_rows_are_run_and_scored(box: Toolbox, tmp_path: Path) -> None:
    """Dataclasses by field, enumerations by name, exceptions by class, each split by itself."""
    result = asked(box, tmp_path, RIGHT, AccuracyRules())
    assert result.outcome is GateOutcome.PASSED
    told = {(score.field, score.split): (score.right, score.rows) for score in result.scores}
    assert told == {
        ("cents", "train"): (1, 1),
        ("cents", "held-out"): (1, 1),
        ("kind", "train"): (1, 1),
        ("kind", "held-out"): (1, 1),
        ("result", "train"): (1, 1),
    }


def test_a_field_below_its_threshold_fails(box: Toolbox, tmp_path: Path) -> None:
    """The score decides in each split; wrong train rows are told, rows held out never."""
    result = asked(box, tmp_path, WRONG, AccuracyRules())
    assert result.outcome is GateOutcome.FAILED
    assert [found.rule for found in result.findings] == ["inaccurate", "inaccurate", "golden-row"]
    told = " ".join(found.message for found in result.findings)
    assert "cents: 1 of 2 held-out rows" in told
    assert "line 2" in told
    assert "7654321" not in told
    assert "765432" not in told


def test_thresholds_and_tolerances_are_of_a_field(box: Toolbox, tmp_path: Path) -> None:
    """What the policy forgives it forgives by name; the interval's lower end is stricter."""
    forgiving = AccuracyRules(fields={"cents": FieldRules(tolerance=1.0, threshold=0.5)})
    assert asked(box, tmp_path, WRONG, forgiving).outcome is GateOutcome.PASSED
    strict = AccuracyRules(threshold=0.5, decides="lower-bound")
    assert asked(box, tmp_path, RIGHT, strict).outcome is GateOutcome.FAILED
    with pytest.raises(ChoiceError, match="total"):
        asked(box, tmp_path, RIGHT, AccuracyRules(fields={"total": FieldRules()}))


@pytest.mark.parametrize(
    "row",
    [
        '{"input": {"cents": "12"}, "expected": 1}',
        '{"input": {}, "expected": 1}',
        '{"input": {"cents": 1, "euros": 2}, "expected": 1}',
    ],
)
def test_a_row_of_another_signature_is_bad_input(box: Toolbox, tmp_path: Path, row: str) -> None:
    """A golden set of another function is nobody's failure but the user's."""
    with pytest.raises(DataError) as caught:
        asked(box, tmp_path, row, AccuracyRules())
    assert caught.value.place is not None
    assert caught.value.place.line == 1


def test_too_few_rows_are_no_pass(box: Toolbox, tmp_path: Path) -> None:
    """A golden set that lost its rows breaks the gate."""
    result = asked(box, tmp_path, RIGHT, AccuracyRules(rows=4))
    assert result.outcome is GateOutcome.BROKEN


class Opinionated:
    """A judge that likes nothing."""

    name = "grumpy"
    version = "7"

    def opinion(self, submission: Submission) -> tuple[Finding, ...]:
        """An error, it thinks."""
        return (Finding("taste", f"{submission.function} is ugly", Place("t.py", 1)),)


def test_a_judge_decides_nothing(
    box: Toolbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its opinion is a note, and its name and version are kept."""
    monkeypatch.setattr("lemmata.gates.accuracy_gate.judge", lambda name: Opinionated())
    result = asked(box, tmp_path, RIGHT, AccuracyRules(judges=("grumpy",)))
    assert result.outcome is GateOutcome.PASSED
    assert [(found.rule, found.severity) for found in result.findings] == [("taste", "note")]
    assert ("judge grumpy", "7") in result.tools


def test_an_absent_judge_breaks_the_gate(box: Toolbox, tmp_path: Path) -> None:
    """An opinion that was wanted and not given is no pass."""
    path = tmp_path / "golden.jsonl"
    path.write_text(RIGHT)
    policy = Policy(accuracy=AccuracyRules(judges=("nobody",)))
    submission = Submission.of("t.py", SOURCE, "fee", policy, read_golden(path, 0.0))
    (result,) = judge(submission, box.tools(), asked=["accuracy"])
    assert result.outcome is GateOutcome.BROKEN
    assert "no judge 'nobody'" in result.notes[0]
