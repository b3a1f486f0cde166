"""Journals: a search that is killed at any of its writes goes on, and pays nothing twice."""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from lemmata.contracts.attempts import Budget, Exhausted, Judge, Proposal, Propose, Turn
from lemmata.contracts.errors import FileError, JournalError
from lemmata.contracts.paying import Spent
from lemmata.contracts.verdicts import Candidate, Cost, Counterexample, Judgement, Verdict
from lemmata.search import Journal, Journals, Outcome, Owner, journal_path, read_journal, search
from lemmata.search.history import history_of
from lemmata.search.journal_file import JournalFile
from lemmata.search.journal_lines import written

BODIES = ("return a", "return 0", "return b - a")
OWNER = Owner("solve", "d1", "model:m")
HIT = Counterexample((("a", 1), ("b", 1)), "a + result == b", 3, observed=1, returned=True)
MOST, PRICE = Spent(1000, 0.5, 30.0), Spent(70, 0.25, 0.0)
BUDGET = Budget(8, 60.0, 60.0)


@pytest.fixture(autouse=True)
def no_wait_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What reaches the disk is seen by a loss of power alone."""
    monkeypatch.setattr(os, "fdatasync", lambda descriptor: None)


class KilledError(BaseException):
    """The process is gone."""


@dataclass
class World:
    """What outlives a process: what the service was asked, and what was judged to the end."""

    sent: int = 0
    billed: list[str] = field(default_factory=list)
    judged: Counter[str] = field(default_factory=Counter)

    def propose(self, journal: Journal) -> Propose:
        """A generator that pays for each body, and is asked for the next by what was judged."""

        def ask(turn: Turn, left: Budget) -> Proposal:
            number = len(turn.attempts)
            if number == len(BODIES):
                return Exhausted("the script is over")
            kept = journal.kept("model:m", f"q{number}")
            if kept is not None:
                paid, answer = kept
                return Candidate(str(answer["body"]), "model:m", Cost(70, 0.25, 0.0, (paid,)))
            request = journal.owes("model:m", f"q{number}", MOST)
            self.sent += 1
            self.billed.append(BODIES[number])
            journal.settles(request, PRICE, {"body": BODIES[number]})
            return Candidate(BODIES[number], "model:m", Cost(70, 0.25, 0.0, (request,)))

        return ask

    def judge(self) -> Judge:
        """Proves the right body, refutes the others."""

        def judge(candidate: Candidate, left: Budget) -> Judgement:
            self.judged[candidate.body] += 1
            if candidate.body == BODIES[-1]:
                return Judgement("solve", Verdict.PROVED)
            return Judgement("solve", Verdict.REFUTED, counterexample=HIT, reason="refuted")

        return judge

    def run(self, journals: Journals, owner: Owner = OWNER, judging: str = "j1") -> Outcome:
        """One run of the search, with its seal."""
        with journals.opened(owner, judging, BUDGET) as journal:
            outcome = search(
                journal.proposing(self.propose(journal)),
                journal.judging_by(self.judge(), lambda _: True),
                BUDGET,
                clock=journal.started(),
            )
            journal.ended(outcome)
            if outcome.verdict is Verdict.PROVED:
                journal.sealed(b"{}")
        return outcome


def killing(monkeypatch: pytest.MonkeyPatch, at: int, part: float) -> None:
    """End the process at its write number ``at``, when ``part`` of the line is on the disk."""
    turns: Iterator[int] = iter(range(10_000))
    write = os.pwrite

    def pwrite(descriptor: int, data: bytes, offset: int) -> int:
        if next(turns) < at:
            return write(descriptor, data, offset)
        if part:
            write(descriptor, data[: max(1, int(len(data) * part))], offset)
        raise KilledError

    def gone(journal: Journal) -> None:
        os.close(journal._file._descriptor)  # as the kernel does; nothing is tidied up

    monkeypatch.setattr(os, "pwrite", pwrite)
    monkeypatch.setattr(Journal, "close", gone)


def lines_of(folder: Path) -> list[dict[str, Any]]:
    """Kind and data of the lines."""
    return [
        {"kind": line.kind, **line.data} for line in read_journal(journal_path(folder, "solve"))
    ]


WRITES = 2 + 5 * len(BODIES) + 2
"""Lines of a whole run: task, run; asking, answered, proposed, judging, judged; ended, sealed."""


def test_a_run_writes_what_it_does(tmp_path: Path) -> None:
    """Each payment, proposal and judgement has its line, in the order in which things happen."""
    assert World().run(Journals(tmp_path)).verdict is Verdict.PROVED
    each = ["asking", "answered", "proposed", "judging", "judged"]
    kinds = [line["kind"] for line in lines_of(tmp_path)]
    assert kinds == ["task", "run", *each * len(BODIES), "ended", "sealed"]
    assert len(kinds) == WRITES


@pytest.mark.parametrize("part", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("at", range(WRITES))
def test_a_search_killed_at_any_write_goes_on(
    at: int, part: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Same attempts, each answer used once, no refutation made twice; in flight counts in full."""
    world = World()
    with monkeypatch.context() as patch:
        killing(patch, at, part)
        with pytest.raises(KilledError):
            world.run(Journals(tmp_path))
    said: list[str] = []
    outcome = world.run(Journals(tmp_path, say=said.append))
    assert [attempt.candidate.body for attempt in outcome.attempts] == list(BODIES)
    assert (outcome.cost.tokens, outcome.cost.money_usd) == (210, 0.75)
    lines = lines_of(tmp_path)
    answered = Counter(str(line["answer"]["body"]) for line in lines if line["kind"] == "answered")
    assert answered == Counter(BODIES)
    lost = [one for line in lines if line["kind"] == "run" for one in line["lost"]]
    asked = sum(line["kind"] == "asking" for line in lines)
    assert len(lost) == asked - len(BODIES) <= 1
    assert world.sent <= asked
    judged = Counter(
        str(line["judgement"]["verdict"]) for line in lines if line["kind"] == "judged"
    )
    assert judged["refuted"] == len(BODIES) - 1
    assert judged["proved"] in (1, 2)
    spent = history_of(read_journal(journal_path(tmp_path, "solve"))).spent()
    assert spent.tokens == 210 + 1000 * len(lost)
    is_continued = at > 2 or (at, part) in {(1, 1.0), (2, 0.0), (2, 0.5), (2, 1.0)}
    assert ["in flight" in text for text in said] == ([bool(lost)] if is_continued else [])


def test_nothing_is_sent_before_the_disk_has_what_it_may_cost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loss of power forgets no payment: the line is synced, then the request is sent."""
    events: list[str] = []
    write = os.pwrite

    def pwrite(descriptor: int, data: bytes, offset: int) -> int:
        events.append(json.loads(data)["kind"])
        return write(descriptor, data, offset)

    class Sent(list[str]):
        def append(self, body: str) -> None:
            events.append("sent")

    monkeypatch.setattr(os, "pwrite", pwrite)
    monkeypatch.setattr(os, "fdatasync", lambda descriptor: events.append("sync"))
    World(billed=Sent()).run(Journals(tmp_path))
    assert events[:4] == ["task", "sync", "run", "sync"]
    turn = ["asking", "sync", "sent", "answered", "sync", "proposed", "sync"]
    turn += ["judging", "judged", "sync"]
    assert events[4:] == [*turn * len(BODIES), "ended", "sync", "sealed", "sync"]


def cut_off(folder: Path, monkeypatch: pytest.MonkeyPatch, at: int = 9) -> Path:
    """The journal of a search that was killed at this write."""
    with monkeypatch.context() as patch:
        killing(patch, at, 0.0)
        with pytest.raises(KilledError):
            World().run(Journals(folder))
    return journal_path(folder, "solve")


def test_every_torn_end_is_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much of the last line is there, and with zeros after it, what is before it counts."""
    path = cut_off(tmp_path, monkeypatch)
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n", 0, -1) + 1]
    for length in range(len(whole), len(content), 7):
        path.write_bytes(content[:length] + b"\0" * (length % 3))
        assert b"".join(lines_again(path)) == whole
    World().run(Journals(tmp_path))
    assert read_journal(path)[-1].kind == "sealed"


def lines_again(path: Path) -> Iterator[bytes]:
    """The lines as they would be written."""
    for line in read_journal(path):
        yield written(line.number, line.before, line.at, line.cpu, line.wall, line.kind, line.data)[
            0
        ]


def test_two_processes_cannot_write_one_journal(tmp_path: Path) -> None:
    """The second is refused, whatever it was told, and the first loses nothing."""
    journals = Journals(tmp_path)
    with journals.opened(OWNER, "j1", BUDGET) as journal:
        journal.waits("model:m", 1.0)
        for others in (journals, Journals(tmp_path, is_fresh=True)):
            with pytest.raises(JournalError, match="another process works at this task"):
                others.opened(OWNER, "j1", BUDGET)
        journal.waits("model:m", 1.0)
    assert [line["kind"] for line in lines_of(tmp_path)] == ["task", "run", "waiting", "waiting"]


Change = Callable[[list[bytes]], bytes]


def changed(lines: list[bytes], number: int, old: bytes, new: bytes) -> bytes:
    """The journal with another text in one line."""
    assert old in lines[number]
    return b"".join([*lines[:number], lines[number].replace(old, new), *lines[number + 1 :]])


HOSTILE: dict[str, tuple[Change, str]] = {
    "edited": (lambda lines: changed(lines, 3, b'"tokens":70', b'"tokens":7'), ":4: .*changed"),
    "reordered": (lambda lines: b"".join([lines[0], lines[2], lines[1], *lines[3:]]), "follow"),
    "a line left out": (lambda lines: b"".join([*lines[:2], *lines[3:]]), "does not follow"),
    "its begin left out": (lambda lines: b"".join(lines[1:]), "does not follow"),
    "twice": (lambda lines: b"".join(lines * 2), "does not follow"),
    "foreign": (lambda lines: b'{"transcript": 1}\n', "other keys"),
    "foreign without an end": (lambda lines: b"hello", "does not begin as one does"),
    "an empty line": (lambda lines: b"\n", "no JSON"),
    "not UTF-8": (lambda lines: lines[0] + b"\xff\xfe\n", "no JSON"),
    "nested": (lambda lines: b"[" * 200_000 + b"\n", "no JSON"),
    "another version": (
        lambda lines: written(0, "", "", 0, 0, "task", {"version": 2})[0],
        "has version 2",
    ),
    "a task that is none": (
        lambda lines: written(0, "", "", 0, 0, "task", {"version": 1, "task": 5})[0],
        "task",
    ),
    "a request of nowhere": (
        lambda lines: b"".join([lines[0], forged(lines[0], "answered", {"request": 9})]),
        "KeyError",
    ),
    "less than nothing": (
        lambda lines: b"".join(
            [lines[0], forged(lines[0], "waiting", {"payer": "p", "seconds": -1.0})]
        ),
        "is no amount",
    ),
    "a request that is asked again, to forget what it cost": (
        lambda lines: b"".join([*lines, *again(lines, "asking")]),
        "asked twice",
    ),
    "a request that is settled again, for less": (
        lambda lines: b"".join([*lines, *again(lines, "answered")]),
        "settled twice",
    ),
    "a run without its losses": (
        lambda lines: b"".join([lines[0], forged(lines[0], "run", {"lost": 3})]),
        "lost",
    ),
}


def again(lines: list[bytes], kind: str) -> Iterator[bytes]:
    """The first line of a kind once more, as the last one, with a digest that is right."""
    known = next(line for line in map(json.loads, lines) if line["kind"] == kind)
    last = json.loads(lines[-1])
    yield written(len(lines), last["digest"], "", 0.0, 0.0, kind, known["data"])[0]


def forged(before: bytes, kind: str, data: dict[str, Any]) -> bytes:
    """A second line with a digest that is right."""
    digest = before.split(b'"digest":"')[-1][:64].decode()
    return written(1, digest, "", 0.0, 0.0, kind, data)[0]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_journal_that_was_changed_is_an_error(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is asked or judged, nothing is lost, and --fresh keeps it under another name."""
    path = cut_off(tmp_path, monkeypatch)
    change, message = HOSTILE[name]
    path.write_bytes(change(path.read_bytes().splitlines(keepends=True)))
    before, world = path.read_bytes(), World()
    with pytest.raises(JournalError, match=message) as caught:
        world.run(Journals(tmp_path))
    assert "--fresh" in caught.value.remedy
    assert path.read_bytes() == before
    assert not world.sent
    said: list[str] = []
    assert world.run(Journals(tmp_path, is_fresh=True, say=said.append)).verdict is Verdict.PROVED
    (aside,) = [file for file in path.parent.iterdir() if file != path]
    assert aside.read_bytes() == before
    assert aside.name in said[0]


def test_another_owner_never_takes_what_was_paid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another contract, generator or option is an error that names it; the first goes on after."""
    cut_off(tmp_path, monkeypatch, at=7)
    for owner, message in (
        (Owner("solve", "d2", "model:m"), "another contract"),
        (Owner("solve", "d1", "model:n"), "the generator model:m, and this is model:n"),
        (Owner("solve", "d1", "model:m", (("base_url", "x"),)), "other options"),
    ):
        with pytest.raises(JournalError, match=message) as caught:
            World().run(Journals(tmp_path), owner)
        assert "70 tokens and $0.2500 are paid" in caught.value.message
    world = World()
    world.run(Journals(tmp_path))
    assert world.billed == list(BODIES[1:])


def test_a_search_that_ended_gives_way(tmp_path: Path) -> None:
    """After the end another contract begins anew; what was paid for stays in a file beside."""
    World().run(Journals(tmp_path))
    said: list[str] = []
    world = World()
    assert world.run(Journals(tmp_path, say=said.append), Owner("solve", "d2", "model:m"))
    assert (len(world.billed), "is kept as solve-" in said[0]) == (3, True)
    assert len(list((tmp_path / ".lemmata").iterdir())) == 2


def test_a_refusal_costs_nothing(tmp_path: Path) -> None:
    """A service that refused was not paid: another generator or option just begins."""
    with Journals(tmp_path).opened(OWNER, "j1", BUDGET) as journal:
        number = journal.owes("model:m", "q", MOST)
        journal.settles(number, Spent(seconds=1.0), None)
    said: list[str] = []
    other = Owner("solve", "d1", "model:n")
    with Journals(tmp_path, say=said.append).opened(other, "j1", BUDGET) as journal:
        assert journal.before("model:n") == Spent()
    assert "cut off, and is forgotten" in said[0]


def test_what_was_paid_for_is_had_again(tmp_path: Path) -> None:
    """The same command again asks nobody: the proof alone is made anew."""
    World().run(Journals(tmp_path))
    world = World()
    assert world.run(Journals(tmp_path)).verdict is Verdict.PROVED
    assert (world.sent, world.judged) == (0, Counter(BODIES[-1:]))


def test_what_was_free_is_asked_again(tmp_path: Path) -> None:
    """Where nothing was paid a search that ended starts anew, as its generator may know more."""
    propose: list[str] = ["return a"]

    def ask(turn: Turn, left: Budget) -> Proposal:
        return Exhausted("done") if turn.attempts else Candidate(propose[0], "hand")

    for body in ("return a", "return 0"):
        propose[0] = body
        with Journals(tmp_path).opened(Owner("solve", "d1", "hand"), "j1", BUDGET) as journal:
            judge = journal.judging_by(World().judge(), lambda _: True)
            outcome = search(journal.proposing(ask), judge, BUDGET, clock=journal.started())
            journal.ended(outcome)
        assert [attempt.candidate.body for attempt in outcome.attempts] == [body]


def test_other_gates_or_provers_judge_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A judgement is had again only where it rests on the same; the bodies stay, as they cost."""
    cut_off(tmp_path, monkeypatch, at=16)
    said: list[str] = []
    world = World()
    world.run(Journals(tmp_path, say=said.append), judging="j2")
    assert (world.judged, world.sent) == (Counter(BODIES), 0)
    assert "judged anew" in said[0]


def test_a_journal_proves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that calls a wrong body proved is not believed: the judge of this run is asked."""
    path = cut_off(tmp_path, monkeypatch, at=7)
    lines = read_journal(path)
    last = lines[-1]
    assert last.kind == "judged"
    said = {**last.data["judgement"], "verdict": "proved"}  # type: ignore[dict-item]
    forged_line, _ = written(
        last.number, last.before, last.at, 0.0, 0.0, "judged", {**last.data, "judgement": said}
    )
    kept = b"".join(path.read_bytes().splitlines(keepends=True)[:-1])
    path.write_bytes(kept + forged_line)
    world = World()
    outcome = world.run(Journals(tmp_path))
    assert world.judged[BODIES[0]] == 1
    assert outcome.attempts[0].judgement.verdict is Verdict.REFUTED


def test_a_judgement_that_does_not_fit_the_task_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What only a stranger can have written is not taken into the search."""
    cut_off(tmp_path, monkeypatch, at=7)
    world = World()
    with Journals(tmp_path).opened(OWNER, "j1", BUDGET) as journal:
        judge = journal.judging_by(world.judge(), lambda known: known.function == "other")
        judge(Candidate(BODIES[0], "model:m"), BUDGET)
    assert world.judged == Counter(BODIES[:1])


def test_the_clock_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A budget of seconds holds over all runs: what was written as spent is not there again."""
    path = cut_off(tmp_path, monkeypatch, at=8)
    lines = list(read_journal(path))
    late, before = [], ""
    for line in lines:
        slow = 59.9 if line.kind == "asking" and line.number > 6 else line.cpu
        text, before = written(line.number, before, line.at, slow, 0.0, line.kind, line.data)
        late.append(text)
    path.write_bytes(b"".join(late))
    with Journals(tmp_path).opened(OWNER, "j1", BUDGET) as journal:
        clock = journal.started()
        seen: list[float] = []

        def ask(turn: Turn, left: Budget) -> Proposal:
            seen.append(clock.left(BUDGET, 0).cpu_seconds)
            return Exhausted("done")

        judge = journal.judging_by(World().judge(), lambda _: True)
        outcome = search(journal.proposing(ask), judge, BUDGET, clock=clock)
    assert len(outcome.attempts) == 1
    assert 0 < seen[0] < 0.2
    assert outcome.cost.cpu_seconds >= 59.9


def test_a_full_disk_stops_before_anything_is_paid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line that cannot be written is an error, leaves no part of itself, and asks nobody."""
    path, write, world = journal_path(tmp_path, "solve"), os.pwrite, World()
    turns = iter(range(100))

    def full(descriptor: int, data: bytes, offset: int) -> int:
        if next(turns) < 7:
            return write(descriptor, data, offset)
        if data.startswith(b'{"at"'):
            return write(descriptor, data[:10], offset)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", full)
        with pytest.raises(FileError, match="cannot be written: No space left"):
            world.run(Journals(tmp_path))
    assert (world.sent, path.read_bytes()[-1:]) == (1, b"\n")
    assert world.run(Journals(tmp_path)).verdict is Verdict.PROVED
    assert world.sent == len(BODIES)


def test_no_room_for_an_answer_is_told_before_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that could not be written down would be paid for in vain."""

    def full(file: JournalFile) -> None:
        raise file._unwritable(OSError(28, "No space left on device"))

    monkeypatch.setattr(JournalFile, "make_room", full)
    world = World()
    with pytest.raises(FileError, match="No space left"):
        world.run(Journals(tmp_path))
    assert not world.sent
    assert not list(tmp_path.iterdir())


def test_room_for_an_answer_is_given_back(tmp_path: Path) -> None:
    """What is set aside on the disk for answers does not outlive the run."""
    World().run(Journals(tmp_path))
    path = journal_path(tmp_path, "solve")
    assert path.stat().st_blocks * 512 < 1 << 20


def test_no_place_for_a_journal_is_an_error(tmp_path: Path) -> None:
    """A file in place of the folder, a link, a folder or a pipe in place of the file: not used."""
    (tmp_path / "file").write_text("")
    folder = tmp_path / "out" / ".lemmata"
    folder.mkdir(parents=True)
    (folder / "link.journal").symlink_to(tmp_path / "file")
    (folder / "folder.journal").mkdir()
    os.mkfifo(folder / "pipe.journal")
    for output, task in (("file", "f"), ("out", "link"), ("out", "folder"), ("out", "pipe")):
        with pytest.raises(FileError, match="journal cannot be written"):
            Journals(tmp_path / output).opened(Owner(task, "d", "g"), "j", BUDGET)


def test_what_a_run_spent_on_tasks_to_come_counts_at_once(tmp_path: Path) -> None:
    """The caps are a command's: its first task cannot spend what its second one has spent."""
    with Journals(tmp_path).opened(OWNER, "j1", BUDGET) as journal:
        journal.settles(journal.owes("model:m", "q", MOST), PRICE, None, is_lost=True)
        journal.owes("model:m", "q", MOST)
        journal.waits("model:m", 2.0)
    journals = Journals(tmp_path, foreseen=("first", "solve", "never"))
    with journals.opened(Owner("first", "d", "model:m"), "j1", BUDGET) as journal:
        before = journal.before("model:m")
        assert (before.tokens, before.usd) == (1070, 0.75)
        assert 2.0 <= before.seconds < 10.0
        assert journal.before("model:m") == journal.before("model:n") == Spent()
    with journals.opened(OWNER, "j1", BUDGET) as journal:
        assert journal.before("model:m") == Spent()
        assert journal.lost().tokens == 1070


def test_a_candidate_that_waits_to_be_proposed_is_not_lost(tmp_path: Path) -> None:
    """One that was spared comes back until it is proposed; its answer does not."""
    spare = Candidate("return 1", "model:m", Cost(70, 0.25, 0.0, (1,)))
    with Journals(tmp_path).opened(OWNER, "j1", BUDGET) as journal:
        journal.settles(journal.owes("model:m", "q", MOST), PRICE, {"body": "return 1"})
        journal.spares(spare)
    with Journals(tmp_path).opened(OWNER, "j1", BUDGET) as journal:
        assert journal.spared() == (spare,)
        assert journal.kept("model:m", "q") is None
        journal.proposing(lambda turn, left: spare)(Turn(), BUDGET)
    with Journals(tmp_path).opened(OWNER, "j1", BUDGET) as journal:
        assert journal.spared() == ()
        assert journal.proposals == (spare,)


def test_the_cost_of_what_came_to_nothing_is_billed_once(tmp_path: Path) -> None:
    """When a search goes on after an end, the next proposal bears what came to nothing."""
    owner, bad = Owner("solve", "d1", "model:m"), Cost(50, 0.5, 0.0, (1,))
    found = Candidate("return 1", "model:m", Cost(70, 0.25, 0.0, (2,)))
    with Journals(tmp_path).opened(owner, "j1", BUDGET) as journal:
        journal.settles(journal.owes("model:m", "q", MOST), Spent(50, 0.5), {"body": "?"})
        journal.proposing(lambda turn, left: Exhausted("no body", bad))(Turn(), BUDGET)
    for _ in range(2):
        with Journals(tmp_path).opened(owner, "j1", BUDGET) as journal:
            journal.owes("model:m", "q2", MOST)
            ask = journal.proposing(lambda turn, left: found)
            assert ask(Turn(), BUDGET).cost == Cost(120, 0.75, 0.0, (1, 2))
