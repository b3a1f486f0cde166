"""`review` and `diff` as a user runs them: exit codes, published shapes, revisions of git."""

import json
import subprocess
from pathlib import Path

import pytest

from lemmata.cli.main import main
from lemmata.cli.shapes import OUTPUTS

CLEAN = '''
def after(n: int) -> int:
    """The next.

    post: __return__ == n + 1
    """
    return n + 1
'''
LOOSE = CLEAN.replace("== n + 1", "> n")
WRONG = CLEAN.replace("__return__ == n + 1", "__return__ * 2 == n")
ODD = CLEAN.replace("== n + 1", "== n * 1.5")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, object]]:
    """Run a command with ``--json``; its code and its object, which has the published shape."""
    code = main([*words, "--json"])
    body = json.loads(capsys.readouterr().out)
    OUTPUTS[words[0]].model_validate(body)
    return code, body


def results(body: dict[str, object]) -> list[dict[str, object]]:
    """The results of an output."""
    found = body["results"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        (CLEAN, [], 0),
        (LOOSE, [], 0),
        (LOOSE, ["--strict"], 1),
        (WRONG, [], 1),
        (ODD, [], 2),
        ("def f(:", [], 3),
        ("X = 1\n", [], 3),
    ],
)
def test_review_exit_codes(
    text: str, options: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Clean, notes alone, errors, what cannot be decided, and bad input."""
    Path("task.py").write_text(text)
    found, _ = said(["review", "task.py", *options], capsys)
    assert found == code


def test_review_shows_inputs_and_outputs(capsys: pytest.CaptureFixture[str]) -> None:
    """A finding's witnesses are values, by name; its text has place, rule and remedy."""
    Path("task.py").write_text(LOOSE)
    _, body = said(["review", "task.py"], capsys)
    (result,) = results(body)
    (finding,) = result["findings"]  # type: ignore[misc]
    assert (finding["rule"], finding["arguments"], finding["outputs"]) == (  # type: ignore[has-type]
        "underspecified",
        {"n": 0},
        [1, 2],
    )
    main(["review", "task.py"])
    shown = capsys.readouterr().out
    assert shown.startswith("task.py:2: note: underspecified: after(n=0) may return 1, and 2")


def test_compile_reports_what_is_wrong_with_a_contract(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The findings of the review stand in the compilation's report, errors on stderr too."""
    Path("task.py").write_text(WRONG.replace("return n + 1", "..."))
    code = main(["compile", "task.py", "-o", "out", "--json"])
    printed = capsys.readouterr()
    body = json.loads(printed.out)
    OUTPUTS["compile"].model_validate(body)
    assert code == 1
    assert [known["rule"] for known in body["results"][0]["review"]] == ["unrealizable"]
    assert "task.py:2: error: unrealizable: " in printed.err


@pytest.mark.parametrize(
    ("old", "new", "code", "relation"),
    [
        ("return n + 1", "return 1 + n", 0, "equal"),
        ("return n + 1", "return n + 1 if n != 7 else 0", 1, "different"),
        ("return n + 1", "while True:\n        pass", 2, "unknown"),
    ],
)
def test_diff_exit_codes(
    old: str, new: str, code: int, relation: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Equal, different, unknown; a contract is not needed."""
    for name, body in (("old.py", old), ("new.py", new)):
        Path(name).write_text(f"def f(n: int) -> int:\n    {body}\n")
    found, body_said = said(["diff", "old.py", "new.py"], capsys)
    assert (found, results(body_said)[0]["relation"]) == (code, relation)


def test_diff_shows_both_outcomes(capsys: pytest.CaptureFixture[str]) -> None:
    """What each version did, by the input's names."""
    Path("old.py").write_text("def f(n: int) -> int:\n    return 1 // n\n")
    Path("new.py").write_text("def f(n: int) -> int:\n    return 1 // n if n else 5\n")
    _, body = said(["diff", "old.py", "new.py::f"], capsys)
    assert results(body)[0]["witness"] == {
        "arguments": {"n": 0},
        "old": {"raised": "ZeroDivisionError"},
        "new": {"returned": 5},
    }


@pytest.mark.parametrize(
    "words",
    [
        ["old.py"],
        ["--git", "HEAD", "old.py", "new.py"],
        ["missing.py", "old.py"],
        ["old.py", "old.py::nobody"],
        ["old.py::f", "old.py::g"],
        ["--git", "HEAD", "old.py"],
        ["--git=--version", "old.py"],
    ],
)
def test_bad_input_of_diff(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Too few files, too many, missing ones, unknown functions, no repository: exit 3."""
    Path("old.py").write_text("def f(n: int) -> int:\n    return n\n")
    assert main(["diff", *words]) == 3
    assert "Error: " in capsys.readouterr().err


def test_diff_with_a_revision(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The old version comes from git's store, for a file in a subfolder too."""
    inner = folder / "inner"
    inner.mkdir()
    path = inner / "task.py"
    path.write_text(CLEAN)
    author = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "."], [*author, "commit", "-q", "-m", "one"]):
        subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)
    path.write_text(CLEAN.replace("return n + 1", "return n + 1 if n < 40 else 0"))
    code, body = said(["diff", "--git", "HEAD", "inner/task.py::after"], capsys)
    assert (code, results(body)[0]["relation"]) == (1, "different")
    assert body["old"] == "inner/task.py at HEAD"
    assert main(["diff", "--git", "HEAD~1", "inner/task.py"]) == 3


def test_compile_reports_notes_too(capsys: pytest.CaptureFixture[str]) -> None:
    """A contract that leaves a choice is compiled; that it does stands in the JSON alone."""
    Path("task.py").write_text(LOOSE.replace("return n + 1", "..."))
    code = main(["compile", "task.py", "-o", "out", "--json"])
    printed = capsys.readouterr()
    (result,) = json.loads(printed.out)["results"]
    assert code == 0
    assert [known["rule"] for known in result["review"]] == ["underspecified"]
    assert "underspecified" not in printed.err
