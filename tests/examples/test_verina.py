"""The contracts of `examples/verina/` against the tests of their data, with no prover."""

import json
import os
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from benchmarks.verina_contracts import (
    DATA,
    EXAMPLES,
    ROOT,
    Task,
    check_all,
    check_task,
    file_name,
    load,
    read_literal,
    read_value,
    subject,
    totals,
)

WHERE = Path(os.environ.get("LEMMATA_DATA", DATA))
FILES = sorted(EXAMPLES.glob("*.py"))


@pytest.fixture(scope="module")
def tasks() -> list[Task]:
    """Every task that has an example, checked."""
    if not (WHERE / "verina" / "tasks.jsonl").is_file():
        pytest.skip("no data: LEMMATA_DATA names no folder with verina/tasks.jsonl")
    return check_all(WHERE)


@pytest.mark.data
def test_every_contract_holds_on_its_data(tasks: list[Task]) -> None:
    """True on what is expected, false on what is not, and the precondition knows its inputs."""
    assert {task.file: task.trouble for task in tasks if not task.holds} == {}


@pytest.mark.data
def test_every_file_has_its_task(tasks: list[Task]) -> None:
    """No example is left unchecked for want of a task with its number."""
    assert [task.file for task in tasks] == [path.name for path in FILES]


@pytest.mark.data
def test_the_readme_publishes_what_holds(tasks: list[Task]) -> None:
    """The figures in the folder's README are those that the data gives."""
    text = (EXAMPLES / "README.md").read_text()
    published = {
        row[0]: (int(row[1].replace(",", "")), int(row[2].replace(",", "")))
        for row in re.findall(r"^\| .* \| `(\w+)` \| ([\d,]+) of ([\d,]+) \|$", text, re.MULTILINE)
    }
    found = {kind: (tally.held, tally.of) for kind, tally in totals(tasks).items()}
    found["tasks"] = (sum(task.holds for task in tasks), len(tasks))
    assert published == found


@pytest.mark.data
def test_the_report_is_one_json_object(tasks: list[Task]) -> None:
    """What the benchmark prints is what the functions found."""
    script = ROOT / "benchmarks" / "verina_contracts.py"
    done = subprocess.run(
        [sys.executable, script, "--data", WHERE],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        check=True,
        text=True,
    )
    report = json.loads(done.stdout)
    assert report["tasks_that_hold"] == sum(task.holds for task in tasks)
    assert [detail["file"] for detail in report["details"]] == [task.file for task in tasks]


def test_there_are_enough() -> None:
    """At least sixty tasks are contracts with bodies."""
    assert len(FILES) >= 60


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_says_whose_task_it_is(path: Path) -> None:
    """The first line of the docstring names the task; the last function has the contract."""
    module = load(path)
    named = re.match(r"Verina, (basic|advanced) (\d+) \(`\w+`\): ", module.__doc__ or "")
    assert named is not None
    assert path.name == file_name(f"verina_{named[1]}_{named[2]}")
    assert subject(module).__dict__["__postconditions__"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("#[]", []),
        ("#[1, -2,3]", [1, -2, 3]),
        ("#[#[1], #[]]", [[1], []]),
        ("[(1, 3), (2, 6)]", [(1, 3), (2, 6)]),
        ("⟨[(1, 10), (2, 20)]⟩", {1: 10, 2: 20}),
        ("⟨[]⟩", {}),
        ("some (3)", 3),
        ("some ('a')", "a"),
        ("none", None),
        ("true", True),
        ("(15, 3.5)", (15, Fraction(7, 2))),
        ("#['X',' ']", ["X", " "]),
        ("['\\'', '\\n']", ["'", "\n"]),
        ('["ad", ""]', ["ad", ""]),
    ],
)
def test_literals(text: str, value: object) -> None:
    """Each form that the data writes has its Python value."""
    read = read_literal(text)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("text", ["", "#[1", "1 2", "maybe", "⟨[(0, 1), (0, 2)]⟩"])
def test_what_is_no_literal(text: str) -> None:
    """A text that is not understood is an error, never a value."""
    with pytest.raises(ValueError, match=r"."):
        read_literal(text)


def test_texts_are_no_literals() -> None:
    """Where the data says String, digits and brackets are characters."""
    assert read_value("[1]", "String") == "[1]"
    assert read_value("1", "Char") == "1"
    assert read_value("1", "Nat") == 1


def _record(**changed: object) -> dict[str, object]:
    signature = {
        "parameters": [{"param_name": "N", "param_type": "Nat"}],
        "return_type": "Nat",
    }
    tests = [{"input": {"N": 3}, "expected": 4, "unexpected": [5]}]
    made = {"id": "verina_basic_1", "task": {"signature": signature}, "tests": tests}
    return {**made, "reject_inputs": [{"input": {"N": -1}}], **changed}


@pytest.mark.parametrize(
    ("contract", "body", "trouble"),
    [
        ("@require(lambda n: n >= 0)\n@ensure(lambda n, result: result == n + 1)", "n + 1", []),
        ("@ensure(lambda n, result: result == n + 1)", "n + 1", ["reject input 0 is accepted"]),
        ("@require(lambda n: n >= 0)\n@ensure(lambda n, result: result > n)", "n + 1", ["allowed"]),
        (
            "@require(lambda n: n >= 0)\n@ensure(lambda n, result: result == n + 2)",
            "n + 2",
            ["4 not allowed", "5 allowed", "body does not give 4"],
        ),
        (
            "@require(lambda n: n >= 0)\n@ensure(lambda n, result: 1 // (5 - result) == 1)",
            "n + 1",
            ["a clause raises ZeroDivisionError"],
        ),
        (
            "@require(lambda n: n >= 4)\n@ensure(lambda n, result: result == n + 1)",
            "n + 1",
            ["input not accepted", "does not give 4"],
        ),
    ],
)
def test_a_wrong_contract_is_noticed(
    contract: str, body: str, trouble: list[str], tmp_path: Path
) -> None:
    """Too weak, too strong, undefined, or its precondition wrong: each has its trouble."""
    path = tmp_path / "basic_001.py"
    path.write_text(
        f"from icontract import ensure, require\n\n\n{contract}\n"
        f"def f(n: int) -> int:\n    return {body}\n"
    )
    found = check_task(_record(), path).trouble
    assert len(found) == len(trouble)
    assert all(part in said for part, said in zip(trouble, found, strict=True))
