"""What code hosts read in the log, and which files `--tasks-only` leaves out."""

import json
from pathlib import Path

import pytest

from lemmata.cli.main import main

TASKS = """
from icontract import ensure


@ensure(lambda n, result: result != "50%\\n::error::x")
@ensure(lambda n, result: n != 3)
def wrong(n: int) -> str:
    return "a"


@ensure(lambda n, result: result == n + 1)
def odd(n: int) -> int:
    return n + eval("1")
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a, b").mkdir()
    Path("a, b/tasks.py").write_text(TASKS)


def commands(text: str) -> list[str]:
    """The lines that GitHub takes for commands."""
    return [line for line in text.splitlines() if line.lstrip().startswith("::")]


def test_what_is_not_proved_is_a_command_of_its_level(capsys: pytest.CaptureFixture[str]) -> None:
    """Refuted is an error at the line of its conjunct, unsupported a notice; paths are escaped."""
    assert main(["prove", str(Path("a, b/tasks.py").resolve()), "--annotations", "github"]) == 1
    wrong, odd = commands(capsys.readouterr().out)
    assert wrong == (
        "::error file=a%2C b/tasks.py,line=6,title=lemmata%3A refuted"
        "::wrong: refuted. wrong(n=3) returns 'a'; violates: n != 3"
    )
    assert odd.startswith("::notice file=a%2C b/tasks.py,line=12,title=lemmata%3A unsupported::odd")


def test_no_text_of_a_task_begins_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    """Per cent signs and line ends in what is shown are escaped: one finding, one line."""
    source = TASKS.replace('return "a"', 'return "50%\\n::error::x"')
    Path("a, b/tasks.py").write_text(source)
    assert main(["prove", "a, b/tasks.py::wrong", "--annotations", "github"]) == 1
    (line,) = commands(capsys.readouterr().out)
    assert "returns '50%25\\n::error::x'" in line


def test_json_keeps_its_stream(capsys: pytest.CaptureFixture[str]) -> None:
    """With `--json` the commands go to stderr, which GitHub reads as well; bad input is told."""
    Path("bad.py").write_text(
        "from icontract import ensure\n@ensure(lambda m: m)\ndef f() -> int: ..."
    )
    options = ["--json", "--annotations", "github"]
    assert main(["prove", "bad.py", *options]) == 3
    printed = capsys.readouterr()
    assert len(json.loads(printed.out)["errors"]) == 1
    (line,) = commands(printed.err)
    assert line.startswith("::error file=bad.py,line=2,title=lemmata%3A bad-input::")
    assert "%0Aremedy: " in line


def test_files_that_are_no_task_files_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    """Asked for tasks only, ordinary files are no bad input; a broken contract still is."""
    Path("ordinary.py").write_text("import os\nprint(os.name)\n")
    Path("words.py").write_text('"""Speaks of icontract."""\nprint(">>>")\n')
    Path("loose.py").write_text(
        "def f(*n): ...\n\n\ndef g(n: int) -> int:\n    '''>>>'''\n    return n"
    )
    assert main(["prove", ".", "--tasks-only", "--json"]) == 1
    assert {known["file"] for known in json.loads(capsys.readouterr().out)["results"]} == {
        "a, b/tasks.py"
    }
    assert main(["prove", "ordinary.py", "words.py", "--tasks-only"]) == 0
    assert main(["prove", "ordinary.py"]) == 3
    Path("doc.py").write_text('def f(n: int) -> int:\n    """post: __return__ >"""\n    return n\n')
    Path("syntax.py").write_text("from icontract import ensure\ndef f(:\n")
    capsys.readouterr()
    assert main(["prove", "doc.py", "syntax.py", "gone.py", "--tasks-only", "--json"]) == 3
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert [known["path"] for known in errors] == ["doc.py", "syntax.py", "gone.py"]
