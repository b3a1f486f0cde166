"""Compilations that are cut off: the same lemma after, and nothing sealed on a journal's word."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from lemmata import assembly
from lemmata.assembly import Choices, Compiled, compile_module
from lemmata.cli.main import main
from lemmata.contracts.attempts import Budget, Exhausted, Proposal, Turn
from lemmata.contracts.errors import InputError
from lemmata.contracts.reading import read_module, read_source
from lemmata.contracts.verdicts import Candidate, Cost, Verdict
from lemmata.generators import Recorder, Request
from lemmata.proving import Session, Settings
from lemmata.search import Journals, journal_path, read_journal
from lemmata.search.journal_lines import Line, written
from lemmata.testing.generators import TASKS

BODIES = ("return value", "return low", "return max(low, min(value, high))")


@pytest.fixture(autouse=True)
def no_review(monkeypatch: pytest.MonkeyPatch) -> None:
    """Contracts are reviewed elsewhere, and each review takes longer than a search here."""
    monkeypatch.setattr(assembly, "reviewed", lambda session, module, name: ())


class KilledError(BaseException):
    """The process is gone."""


@dataclass
class Script:
    """Proposes by what was judged so far; it tells a cost, as models do."""

    bodies: tuple[str, ...] = BODIES
    name: str = "script"
    told: list[str] = field(default_factory=list)

    def propose(self, request: Request, budget: Budget) -> Proposal:
        """The next body."""
        number = len(request.attempts)
        if number >= len(self.bodies):
            return Exhausted("no more ideas")
        self.told.append(self.bodies[number])
        return Candidate(self.bodies[number], self.name, Cost(tokens=70, money_usd=0.25))


@pytest.fixture(name="session", scope="module")
def session_() -> Iterator[Session]:
    """One for all tests."""
    with Session(Settings(1.0)) as session:
        yield session


def compiled(
    session: Session, folder: Path, script: Script, said: list[str] | None = None
) -> tuple[Compiled | None, list[InputError]]:
    """What becomes of the task, in one run."""
    path, errors = folder / "tasks.py", list[InputError]()
    path.write_text(TASKS)
    journals = Journals(folder / "out", say=(list[str]() if said is None else said).append)
    choices = Choices(folder / "out", opened=script, journals=journals)
    module = read_module(path)
    made = list(compile_module(session, module, "clamp", choices, errors.append))
    return (made[0] if made else None), errors


def killed(
    session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch, at: int, script: Script
) -> Path:
    """A run that ends in place of its write number ``at``."""
    turns, write = iter(range(1_000)), os.pwrite

    def pwrite(descriptor: int, data: bytes, offset: int) -> int:
        if next(turns) == at:
            raise KilledError
        return write(descriptor, data, offset)

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", pwrite)
        with pytest.raises(KilledError):
            compiled(session, folder, script)
    return journal_path(folder / "out", "clamp")


def files_of(folder: Path) -> dict[str, bytes]:
    """The lemma's files, but for the ledger and the sum of it."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "ledger.json"
    }
    sums = found["SHA256SUMS"].splitlines()
    return found | {"SHA256SUMS": b"".join(s for s in sums if not s.endswith(b"ledger.json"))}


def test_a_killed_compilation_seals_the_same_lemma(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only `ledger.json` differs, in `cpu_seconds`, `created` and `runs`; no body comes twice."""
    (tmp_path / "whole").mkdir()
    assert compiled(session, tmp_path / "whole", Script())[0]
    whole = tmp_path / "whole" / "out" / "clamp.lemma"
    bill = json.loads((whole / "ledger.json").read_text())
    for at in (4, 10, 12):
        folder, script, said = tmp_path / str(at), Script(), list[str]()
        folder.mkdir()
        killed(session, folder, monkeypatch, at, script)
        again, errors = compiled(session, folder, script, said)
        assert (errors, len(said)) == ([], 1)
        assert again is not None
        assert [known.candidate.body for known in again.attempts] == list(BODIES)
        assert script.told == list(BODIES)
        lemma = folder / "out" / "clamp.lemma"
        assert files_of(lemma) == files_of(whole)
        ledger = json.loads((lemma / "ledger.json").read_text())
        differ = {name for name in bill if bill[name] != ledger[name]}
        assert {"runs"} <= differ <= {"runs", "cpu_seconds", "created"}
        assert ledger["tokens"] == 210
        last = read_journal(journal_path(folder / "out", "clamp"))[-1]
        assert last.kind == "sealed"


def rewritten(path: Path, change: Callable[[Line], dict[str, Any]]) -> None:
    """The journal with other data, and all digests right, as somebody who means it would do."""
    lines, before = [], ""
    for line in read_journal(path):
        text, before = written(
            line.number, before, line.at, line.cpu, line.wall, line.kind, change(line)
        )
        lines.append(text)
    path.write_bytes(b"".join(lines))


def test_a_forged_proof_is_not_sealed(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A journal that calls every body proved changes nothing: a proof is made by this run."""
    script = Script(BODIES[:2])
    path = killed(session, tmp_path, monkeypatch, 8, script)

    def proved(line: Line) -> dict[str, Any]:
        if line.kind != "judged":
            return line.data
        known: dict[str, Any] = line.data
        said = {**known["judgement"], "verdict": "proved", "assurance": "two-solvers"}
        return {**known, "judgement": {**said, "counterexample": None, "findings": []}}

    rewritten(path, proved)
    assert any(b'"verdict":"proved"' in text for text in path.read_bytes().splitlines())
    made, errors = compiled(session, tmp_path, script)
    assert (errors, made is not None) == ([], True)
    assert made is not None
    assert made.judgement.verdict is Verdict.UNKNOWN
    assert {known.judgement.verdict for known in made.attempts} == {Verdict.REFUTED}
    assert not (tmp_path / "out" / "clamp.lemma").exists()


def test_a_forged_body_passes_the_gates_or_does_not(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is put in place of a proposal is judged as any other: it runs behind no gate less."""
    path = killed(session, tmp_path, monkeypatch, 4, Script())
    mark = tmp_path / "ran"
    hostile = f"open({str(mark)!r}, 'w')\nreturn max(low, min(value, high))"

    def other(line: Line) -> dict[str, Any]:
        if line.kind != "proposed":
            return line.data
        known: dict[str, Any] = line.data
        return {**known, "value": {**known["value"], "body": hostile}}

    rewritten(path, other)
    made, _ = compiled(session, tmp_path, Script())
    assert made is not None
    assert made.attempts[0].judgement.verdict is Verdict.UNSUPPORTED
    assert not mark.exists()
    assert made.judgement.verdict is Verdict.PROVED


def test_a_forged_counterexample_of_no_type_is_judged_anew(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An input that no such function can get is not taken into the search."""
    path = killed(session, tmp_path, monkeypatch, 5, Script())

    def other(line: Line) -> dict[str, Any]:
        if line.kind != "judged":
            return line.data
        known: dict[str, Any] = line.data
        found = known["judgement"]["counterexample"]
        given = [[name, {"list": []}] for name, _ in found["arguments"]]
        said = {**known["judgement"], "counterexample": {**found, "arguments": given}}
        return {**known, "judgement": said}

    rewritten(path, other)
    made, errors = compiled(session, tmp_path, Script())
    assert made is not None
    assert (made.judgement.verdict, errors) == (Verdict.PROVED, [])


def transcribe(path: Path) -> None:
    """A transcript of the bodies."""
    bodies = iter(BODIES)
    module = read_source(TASKS)
    ask = Recorder(path).recording(
        lambda turn, left: Candidate(next(bodies), "script"), module, "clamp", "script"
    )
    for _ in BODIES:
        ask(Turn(), Budget())


def test_kill_9(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """A process that is killed leaves no lock; the next command goes on and says so in its bill."""
    monkeypatch.chdir(tmp_path)
    Path("tasks.py").write_text(TASKS)
    words = ["compile", "tasks.py::clamp", "--generator", "recorded:run.jsonl", "-o", "out"]
    transcribe(Path("run.jsonl"))
    assert main([*words[:4], "-o", "first"]) == 0
    run = "import sys; from lemmata.cli.main import main; sys.exit(main(sys.argv[1:]))"
    path = journal_path(Path("out"), "clamp")
    with subprocess.Popen([sys.executable, "-c", run, *words], stdout=subprocess.DEVNULL) as child:
        deadline = time.monotonic() + 60
        while not (path.exists() and path.read_bytes().count(b'"kind":"judging"') == 3):
            assert time.monotonic() < deadline
            time.sleep(0.002)
        child.send_signal(signal.SIGKILL)
    capsys.readouterr()
    assert main([*words, "--json"]) == 0
    out, err = capsys.readouterr()
    (made,) = json.loads(out)["results"]
    assert "goes on from out/.lemmata/clamp.journal: 3 proposals, 2 judgements\n" in err
    assert (made["ledger"]["runs"], made["journal"]) == (2, "out/.lemmata/clamp.journal")
    manifests = [Path(name, "clamp.lemma", "manifest.json") for name in ("first", "out")]
    assert manifests[0].read_bytes() == manifests[1].read_bytes()


def test_two_commands_at_one_task(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """While one command works at a task another is bad input, with the file and a remedy."""
    monkeypatch.chdir(tmp_path)
    Path("tasks.py").write_text(TASKS)
    run = ["compile", "tasks.py::clamp", "-o", "out", "--generator", "hand:body.py"]
    Path("body.py").write_text("return value\n")
    assert main(run) == 2
    path = journal_path(Path("out"), "clamp")
    with path.open("rb+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert main(run) == 3
    assert "clamp.journal: another process works at this task" in capsys.readouterr().err
    path.write_bytes(path.read_bytes().replace(b"return value", b"return valve"))
    assert main(run) == 3
    assert "it was changed since it was written" in capsys.readouterr().err
    Path("body.py").write_text(BODIES[-1])
    assert main([*run, "--fresh"]) == 0
    assert "is kept as clamp-" in capsys.readouterr().err
