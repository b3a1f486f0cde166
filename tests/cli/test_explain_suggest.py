"""`explain` and `suggest` as a user runs them: exit codes, published shapes, written files."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lemmata.cli.main import main
from lemmata.cli.shapes import OUTPUTS

STEPS = '''
def steps(n: int) -> int:
    """Rounded up.

    pre: n != 13
    post: __return__ >= n
    """
    return 10 // n if n < 5 else n
'''
OPEN_FILE = "def f(n: int) -> int:\n    with open('x') as file:\n        return n\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with one task file."""
    monkeypatch.chdir(tmp_path)
    Path("task.py").write_text(STEPS)
    return tmp_path


def said(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> tuple[int, list[dict[str, object]]]:
    """Run a command with ``--json``; its code and its results, which have the published shape."""
    code = main([*words, "--json"])
    body = json.loads(capsys.readouterr().out)
    OUTPUTS[words[0]].model_validate(body)
    found = body["results"]
    assert isinstance(found, list)
    return code, found


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        (STEPS, [], 0),
        (STEPS, ["--budget", "1"], 0),
        (OPEN_FILE, [], 2),
        ("X = 1\n", [], 0),
        ("def f(:", [], 3),
    ],
)
def test_explain_exit_codes(
    text: str, words: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """All explained, something outside the language, nothing to explain, and bad input."""
    Path("task.py").write_text(text)
    found, _ = said(["explain", "task.py", *words], capsys)
    assert found == code


def test_regions_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Conditions, outcomes, witnesses by name, and what the contract says."""
    _, (result,) = said(["explain", "task.py::steps"], capsys)
    first, second, third = result["regions"]  # type: ignore[misc]
    assert (first["condition"], first["raises"]) == ("n == 0", "ZeroDivisionError")  # type: ignore[has-type]
    assert first["witness"]["outcome"] == {"raised": "ZeroDivisionError"}  # type: ignore[has-type]
    assert (second["condition"], second["returns"]) == ("n < 5 and n != 0", "10 // n")  # type: ignore[has-type]
    assert second["constrained_by"] == ["result >= n"]  # type: ignore[has-type]
    assert (third["admitted"], third["witness"]["admitted"]) == ("some", True)  # type: ignore[has-type]


def test_regions_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    """A title for each function, and a line or more for each region."""
    assert main(["explain", "task.py"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "task.py::steps"
    assert lines[2].split("  ")[1:3] == ["n == 0", ""]
    assert "forbids it" in "".join(lines) or "is broken: no exception" in "".join(lines)


def test_cases_are_written_and_pass(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside the file or elsewhere; a second run replaces what the first one wrote."""
    inner = folder / "tests"
    inner.mkdir()
    for _ in range(2):
        assert main(["explain", "task.py", "--tests", "tests/test_task.py"]) == 0
    command = [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "tests/test_task.py"], capture_output=True, text=True, check=False
    )
    assert "2 passed" in done.stdout, done.stdout
    assert [path.name for path in inner.iterdir() if path.suffix != ""] == ["test_task.py"]
    capsys.readouterr()


@pytest.mark.parametrize("place", ["mine.py", "nowhere/test_task.py"])
def test_no_file_of_the_users_is_replaced(
    folder: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that was not made here, or a folder that is not there, is bad input."""
    (folder / "mine.py").write_text("x = 1\n")
    assert main(["explain", "task.py", "--tests", place]) == 3
    assert (folder / "mine.py").read_text() == "x = 1\n"
    assert "Error: " in capsys.readouterr().err


def test_tests_are_of_one_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder with two files has no single place for its cases."""
    (folder / "other.py").write_text(STEPS)
    assert main(["explain", ".", "--tests", "test_task.py"]) == 3
    assert "takes one task file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("def f(n: int) -> int:\n    return n + 1\n", 0),
        (STEPS, 0),
        (OPEN_FILE, 2),
        ("def f(:", 3),
    ],
)
def test_suggest_exit_codes(text: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Told, nothing to tell as all have contracts, outside the language, and bad input."""
    Path("task.py").write_text(text)
    found, _ = said(["suggest", "task.py"], capsys)
    assert found == code


def test_suggestions_can_be_pasted(capsys: pytest.CaptureFixture[str]) -> None:
    """The verdict, the decorators a line each, and what follows from them."""
    Path("task.py").write_text("def f(n: int, d: int) -> int:\n    return n % d\n")
    assert main(["suggest", "task.py::f"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "proved  task.py::f",
        "    @icontract.require(lambda d: d != 0)",
        "    @icontract.ensure(lambda n, d, result: result == n % d)",
    ]


def test_a_verdict_on_the_whole_file(capsys: pytest.CaptureFixture[str]) -> None:
    """A function that is named has its own contract judged too: here it is wrong for -1."""
    _, (result,) = said(["suggest", "task.py::steps"], capsys)
    assert result["requires"] == ["n != 0"]
    assert result["verdict"] == "refuted"
