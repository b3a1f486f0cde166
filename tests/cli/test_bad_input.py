"""Bad input: a clear error, exit 3, nothing written."""

import json
from pathlib import Path

import pytest

from lemmata.cli.main import main

TASK = '''
from icontract import ensure, require

@require(lambda x: {pre})
@ensure(lambda x, result: {post})
def f(x: int) -> int:
    """Doc."""
    {body}
'''


def task(pre: str = "x >= 0", post: str = "result == x", body: str = "return x") -> str:
    """A small task file with one part replaced."""
    return TASK.format(pre=pre, post=post, body=body)


BAD = {
    "syntax error": ("def f(:\n", "SourceError"),
    "no contract": ("def f(x: int) -> int:\n    return x\n", "ContractError"),
    "contradictory precondition": (task(pre="x > 0 and x < 0"), "VacuousError"),
    "a name that shadows a builtin": (task().replace("x", "len"), "ContractError"),
    "a contract calling open": (task(post='open("/etc/passwd") is None'), "ContractError"),
    "a statement that does something": ("print('hello')\n" + task(), "SourceError"),
    "an example outside the precondition": (
        task().replace("Doc.", "Doc.\n\n    >>> f(-1)\n    -1\n    "),
        "ContractError",
    ),
}


@pytest.mark.parametrize("command", ["prove", "compile"])
@pytest.mark.parametrize("kind", sorted(BAD))
def test_bad_source(
    kind: str,
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each names the class of the error and the file, and leaves the folder as it was."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEMMATA_CACHE", str(tmp_path.parent / "cache"))
    source, error = BAD[kind]
    Path("task.py").write_text(source)
    assert main([command, "task.py", "--json"]) == 3
    printed = capsys.readouterr()
    (found,) = json.loads(printed.out)["errors"]
    assert found["error"] == error
    assert found["path"] == "task.py"
    assert error in printed.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["task.py"]


@pytest.mark.parametrize("command", ["prove", "compile"])
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "no such file"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"#" * 10_000_000, "10,000,000"),
        (b"x = '\x00'", "null"),
    ],
    ids=["missing", "not UTF-8", "10 MB", "null byte"],
)
def test_bad_file(
    content: bytes | None,
    says: str,
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A file that cannot be read as a task file says why."""
    monkeypatch.chdir(tmp_path)
    if content is not None:
        Path("task.py").write_bytes(content)
    assert main([command, "task.py"]) == 3
    assert says.lower() in capsys.readouterr().err.lower()
    assert len(list(tmp_path.iterdir())) == (content is not None)


def test_an_unusable_file_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder's other files are judged, and the exit code still tells."""
    (tmp_path / "bad.py").write_text("def f(:\n")
    (tmp_path / "good.py").write_text(task())
    assert main(["prove", str(tmp_path), "--json"]) == 3
    answer = json.loads(capsys.readouterr().out)
    assert [result["verdict"] for result in answer["results"]] == ["proved"]
    assert [error["error"] for error in answer["errors"]] == ["SourceError"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["prove", "{file}::g"], "no function 'g'"),
        (["prove", "{file}", "--prover", "oracle"], "no prover 'oracle'"),
        (["compile", "{open}", "--generator", "oracle"], "no generator 'oracle'"),
        (["prove", "{open}"], "no body"),
        (["prove", "{folder}::f"], "is a folder"),
        (["check", "{folder}/none.lemma"], "no such lemma"),
        (["run", "{folder}/none.lemma", "--input", "{file}"], "none.lemma"),
    ],
)
def test_bad_choice(
    words: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is not there is named, with what there is."""
    (tmp_path / "task.py").write_text(task())
    (tmp_path / "open.py").write_text(task(body="..."))
    places = {
        "file": str(tmp_path / "task.py"),
        "open": str(tmp_path / "open.py"),
        "folder": str(tmp_path),
    }
    filled = [word.format(**places) for word in words]
    if words[0] == "compile":
        filled += ["-o", str(tmp_path / "out")]
    assert main(filled) == 3
    assert says in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("words", [["--budget", "0"], ["--budget", "soon"], ["--budget", "nan"]])
def test_bad_option(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A value that an option cannot take is bad input."""
    with pytest.raises(SystemExit) as ended:
        main(["prove", "x.py", *words])
    assert ended.value.code == 3
    assert "--budget" in capsys.readouterr().err
