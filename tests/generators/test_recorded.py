"""Transcripts: a run is replayed exactly, and nothing else passes for one."""

import json
from pathlib import Path

import pytest

from lemmata.cli.main import main
from lemmata.contracts.attempts import (
    Budget,
    Exhausted,
    Proposal,
    Requirement,
    RequirementKind,
    Turn,
    Unrealizable,
)
from lemmata.contracts.errors import ChoiceError, DataError, FileError
from lemmata.contracts.reading import read_source
from lemmata.contracts.verdicts import Candidate, Cost
from lemmata.generators import Recorder, Request, generator, read_transcript
from lemmata.generators.recorded import OTHER_REQUIREMENTS
from lemmata.generators.transcripts import task_digest
from lemmata.testing.generators import TASKS, generator_conformance

MODULE = read_source(TASKS)
LEARNED = (Requirement(RequirementKind.NOTE, "be right"),)
SAID: tuple[Proposal, ...] = (
    Candidate("return a", "model:x", Cost(12, 0.5, 0.25), "a try"),
    Candidate("return a", "model:x", Cost(3)),
    Unrealizable((("a", 1), ("b", -2)), "no output", Cost(1)),
    Exhausted("nothing more", Cost(2)),
)


def record(path: Path, said: tuple[Proposal, ...] = SAID, task: str = "solve_add") -> str:
    """A transcript of the proposals, the later ones after something was learned."""
    left = list(said)
    propose = Recorder(path).recording(lambda *_: left.pop(0), MODULE, task, "model:x")
    for number in range(len(said)):
        propose(Turn(LEARNED if number else ()), Budget())
    return f"recorded:{path}"


def test_replay_is_the_recording(tmp_path: Path) -> None:
    """Each proposal comes again, in its order, with its cost; then the end is told."""
    replay = generator(record(tmp_path / "t.jsonl"))
    told = []
    for number in range(5):
        request = Request(MODULE, "solve_add", LEARNED if number else ())
        told.append(replay.propose(request, Budget()))
    expected = [
        Candidate("return a", replay.name, Cost(12, 0.5, 0.25), "a try"),
        Candidate("return a", replay.name, Cost(3)),
        *SAID[2:],
        Exhausted("the transcript ends after 4 proposals for this task"),
    ]
    assert told == expected


def test_other_requirements_are_told(tmp_path: Path) -> None:
    """A replay that learned something else than the recording goes on and says so."""
    replay = generator(record(tmp_path / "t.jsonl"))
    found = replay.propose(Request(MODULE, "solve_add", LEARNED), Budget())
    assert isinstance(found, Candidate)
    assert found.note == OTHER_REQUIREMENTS


@pytest.mark.parametrize(
    ("source", "task", "message"),
    [
        (TASKS, "clamp", "no proposal"),
        (TASKS.replace("a + result == b", "a + result >= b"), "solve_add", "another contract"),
    ],
)
def test_another_task_is_an_error(source: str, task: str, message: str, tmp_path: Path) -> None:
    """A transcript speaks for the task that it was recorded for, whatever a function's name."""
    replay = generator(record(tmp_path / "t.jsonl"))
    with pytest.raises(DataError, match=message):
        replay.propose(Request(read_source(source), task), Budget())


def test_a_digest_is_blind_to_lines_and_comments() -> None:
    """Formatting makes no other task."""
    moved = read_source(TASKS.replace("from icontract", "# moved\n\nfrom icontract"))
    assert task_digest(moved, "clamp") == task_digest(MODULE, "clamp")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda line: line[: len(line) // 2], "killed"),
        (lambda _: "[" * 100_000, "no JSON"),
        (lambda _: "{}", "transcript"),
        (lambda line: line.replace('"candidate"', '"verdict"'), "proposal"),
        (lambda line: line.replace('"tokens": 12', '"tokens": -1'), "tokens"),
        (lambda line: line.replace('"tokens": 12', '"tokens": true'), "tokens"),
        (lambda line: line.replace('"return a"', "7"), "body"),
        (lambda line: line.replace('"requirements": []', '"requirements": [7]'), "requirement"),
    ],
)
def test_a_broken_line_is_named(change: object, message: str, tmp_path: Path) -> None:
    """A line that is none of a transcript's is an error with its number; nothing is replayed."""
    path = tmp_path / "t.jsonl"
    record(path)
    first, *rest = path.read_text().splitlines()
    path.write_text("\n".join([rest[0], change(first), *rest[1:]]))  # type: ignore[operator]
    with pytest.raises(DataError, match=message) as raised:
        read_transcript(path)
    assert raised.value.place is not None
    assert raised.value.place.line == 2


def test_arguments_are_read_by_their_types(tmp_path: Path) -> None:
    """The input of an unrealizable contract is a value of the task's parameters."""
    path = tmp_path / "t.jsonl"
    replay = record(path, SAID[2:3])
    path.write_text(path.read_text().replace('["a", 1]', '["a", "one"]'))
    with pytest.raises(DataError, match="argument a"):
        generator(replay).propose(Request(MODULE, "solve_add"), Budget())


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """A transcript that exists, or has no folder, is an error before anything is generated."""
    record(tmp_path / "t.jsonl")
    with pytest.raises(FileError, match="exists already"):
        Recorder(tmp_path / "t.jsonl")
    with pytest.raises(FileError, match="cannot be written"):
        Recorder(tmp_path / "none" / "t.jsonl")


@pytest.mark.parametrize(
    ("name", "error"),
    [("recorded", ChoiceError), ("recorded:none.jsonl", FileError), ("synth:fast", ChoiceError)],
)
def test_a_bad_argument_is_an_error(name: str, error: type[Exception]) -> None:
    """What stands behind the colon is a transcript that is there; synth takes nothing."""
    with pytest.raises(error):
        generator(name)


@pytest.mark.parametrize("name", ["synth", "hand:b.py", "recorded:t.jsonl"])
def test_an_unknown_option_is_an_error(name: str) -> None:
    """An option that the generator does not have is named."""
    with pytest.raises(ChoiceError, match="speed"):
        generator(name, {"speed": "1"})


def test_a_replay_keeps_the_laws_of_generators(tmp_path: Path) -> None:
    """The conformance kit accepts a transcript of right bodies."""
    path = tmp_path / "t.jsonl"
    record(path, (Candidate("return b - a", "model:x"),))
    other = tmp_path / "u.jsonl"
    record(other, (Candidate("return max(low, min(value, high))", "model:x"),), "clamp")
    path.write_text(path.read_text() + other.read_text())
    generator_conformance(lambda: generator(f"recorded:{path}"))


def test_a_compilation_is_recorded_and_replayed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A replay seals the lemma that the recorded run sealed, byte for byte but for the ledger."""
    monkeypatch.chdir(tmp_path)
    Path("tasks.py").write_text(TASKS)
    words = ["compile", "tasks.py::clamp", "--json"]
    assert main([*words, "-o", "first", "--record", "t.jsonl"]) == 0
    (line,) = Path("t.jsonl").read_text().splitlines()
    assert json.loads(line)["generator"] == "synth"
    assert main([*words, "-o", "again", "--generator", "recorded:t.jsonl"]) == 0
    capsys.readouterr()
    first, again = (Path(folder) / "clamp.lemma" for folder in ("first", "again"))
    for file in ("source.py", "manifest.json"):
        assert (first / file).read_bytes() == (again / file).read_bytes()
    assert json.loads((again / "ledger.json").read_text())["generator"] == "recorded:t.jsonl"
    assert main([*words, "-o", "third", "--record", "t.jsonl"]) == 3
    assert "exists already" in capsys.readouterr().err
    assert not Path("third").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--option", "speed"], "NAME=VALUE"),
        (["--option", "speed=1"], "speed"),
        (["--generator", "recorded:none.jsonl"], "none.jsonl"),
        (["--record", "none/t.jsonl"], "none/t.jsonl"),
    ],
)
def test_bad_words_end_with_three(
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An option, a transcript or a recording that cannot be is bad input, before anything runs."""
    monkeypatch.chdir(tmp_path)
    Path("tasks.py").write_text(TASKS)
    try:
        code = main(["compile", "tasks.py", *words])
    except SystemExit as ended:
        code = int(ended.code or 0)
    assert code == 3
    assert said in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["tasks.py"]
