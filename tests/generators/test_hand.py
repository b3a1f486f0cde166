"""A person as a generator: a file, or an editor that is any command."""

import sys
from pathlib import Path

import pytest

from lemmata.cli.main import main
from lemmata.contracts.attempts import Attempt, Budget, Distance, Exhausted
from lemmata.contracts.errors import ChoiceError, FileError
from lemmata.contracts.reading import read_source
from lemmata.contracts.verdicts import Candidate, Judgement, Verdict
from lemmata.generators import Request, generator
from lemmata.testing.generators import TASKS

MODULE = read_source(TASKS)
FAKE = """
import sys
from pathlib import Path

file, bodies, seen = Path(sys.argv[-1]), Path("bodies"), Path("seen")
seen.mkdir(exist_ok=True)
turn = len(list(seen.iterdir()))
(seen / str(turn)).write_text(file.read_text())
text = bodies.read_text().split("---\\n")
if turn < len(text):
    above = [line for line in file.read_text().splitlines() if line.startswith("#:")]
    file.write_text("\\n".join([*above, text[turn]]))
"""


@pytest.fixture(name="folder")
def folder_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with tasks and an editor that saves the next of `bodies` each time."""
    monkeypatch.chdir(tmp_path)
    Path("tasks.py").write_text(TASKS)
    Path("fake editor.py").write_text(FAKE)
    monkeypatch.setenv("EDITOR", f"{sys.executable} 'fake editor.py'")
    monkeypatch.delenv("VISUAL", raising=False)
    return tmp_path


def judged(body: str) -> Attempt:
    """An attempt that was refuted."""
    judgement = Judgement("clamp", Verdict.REFUTED)
    return Attempt(1, Candidate(body, "hand"), judgement, Distance(2, 1, 1, 1))


def test_an_editor_loops_on_save(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong body brings the editor back with its counterexample; the right one is sealed."""
    (folder / "bodies").write_text("return value\n---\nreturn max(low, min(value, high))\n")
    assert main(["compile", "tasks.py::clamp", "-o", "out", "--generator", "hand"]) == 0
    assert "proved" in capsys.readouterr().out
    first, second = ((folder / "seen" / turn).read_text() for turn in "01")
    assert "#: def clamp(value: int, low: int, high: int) -> int:" in first
    assert "What was found" not in first
    assert "must hold" in second
    assert second.endswith("\nreturn value\n")
    assert not list(folder.glob("out/clamp.lemma/*hand*"))


def test_leaving_without_a_change_gives_up(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A person who changes nothing ends the search; nothing is sealed and nothing is claimed."""
    (folder / "bodies").write_text("return value\n")
    assert main(["compile", "tasks.py::clamp", "-o", "out", "--generator", "hand"]) == 2
    assert "left without a change" in capsys.readouterr().out
    assert [path.name for path in (folder / "out").iterdir()] == [".lemmata"]


@pytest.mark.parametrize(
    ("editor", "message"),
    [("", "no editor"), ("'unclosed", "EDITOR"), ("no-such-editor", "cannot be started")],
)
def test_a_bad_editor_is_an_error(
    editor: str, message: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No editor is guessed, and one that cannot start is named."""
    monkeypatch.setenv("EDITOR", editor)
    with pytest.raises(ChoiceError, match=message):
        generator("hand").propose(Request(MODULE, "clamp"), Budget())
    assert not (folder / "out").exists()


def test_an_editor_that_fails_gives_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an editor leaves that ended with an error is not taken for a body."""
    (folder / "fail.py").write_text(FAKE + "sys.exit(3)\n")
    (folder / "bodies").write_text("return value\n")
    monkeypatch.setenv("EDITOR", f"{sys.executable} fail.py")
    ended = generator("hand").propose(Request(MODULE, "clamp"), Budget())
    assert ended == Exhausted("the editor ended with code 3")


def test_a_file_is_proposed_once(folder: Path) -> None:
    """`hand:FILE` proposes what the file holds, and no body twice."""
    (folder / "body.py").write_text("return value\n")
    chosen = generator("hand:body.py")
    found = chosen.propose(Request(MODULE, "clamp"), Budget())
    assert found == Candidate("return value\n", "hand:body.py")
    again = chosen.propose(Request(MODULE, "clamp", (), (judged("return value\n"),)), Budget())
    assert isinstance(again, Exhausted)
    assert "was judged" in again.reason


@pytest.mark.parametrize("data", [None, b"\xff", b"a" * ((1 << 20) + 1)])
def test_a_bad_file_is_an_error(data: bytes | None, folder: Path) -> None:
    """A body's file is there, is text, and has an end."""
    if data is not None:
        (folder / "body.py").write_bytes(data)
    with pytest.raises(FileError):
        generator("hand:body.py").propose(Request(MODULE, "clamp"), Budget())
