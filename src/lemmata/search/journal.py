"""The journal of one task: a search that is killed at any moment goes on with nothing lost.

The functions that a search receives are wrapped. What an earlier run proposed is proposed again,
what it judged is not judged again, and what it paid for is not paid again. **Nothing is proved by a
journal**: a judgement that says ``proved`` is made anew, by the provers of this run, so that
whoever writes into a journal can waste our time and no more.
"""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from os import getpid
from pathlib import Path
from types import TracebackType

from lemmata.contracts.attempts import Budget, Judge, Proposal, Propose, Turn
from lemmata.contracts.clocks import cpu_seconds
from lemmata.contracts.closing import Closing
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import FileError, InputError, JournalError, LemmataError, Place
from lemmata.contracts.keeping import kept
from lemmata.contracts.paying import Spent
from lemmata.contracts.verdicts import Candidate, Cost, Judgement, Verdict
from lemmata.search.clock import Clock
from lemmata.search.history import History, Owner, Told, history_of, lost_data, proposal_data
from lemmata.search.journal_file import JournalFile, read_journal
from lemmata.search.journal_lines import ASIDE, VERSION
from lemmata.search.loop import Outcome, Refute
from lemmata.search.replaying import Input

_NOTHING = Cost()
_ENDS = ("unrealizable", "exhausted")
FOLDER = ".lemmata"
"""Where journals are, in the folder of the lemmas."""


def journal_path(output: Path, task: str) -> Path:
    """Where the journal of a task is, whose lemma goes to ``output``."""
    return output / FOLDER / f"{task}.journal"


class Journal(Closing):
    """One run's part of a journal; it is the `Payments` of the task.

    Args:
        file: the locked file; its lines are those of ``history``.
        history: what earlier runs wrote, of the same owner.
        judging: a digest of all that a judgement of this run rests on.
        budget: what the search may spend, over all runs.
        before: what a payer spent before this run, where that is not the history's alone.
    """

    def __init__(
        self,
        file: JournalFile,
        history: History,
        judging: str,
        budget: Budget,
        before: Callable[[str], Spent] | None = None,
    ) -> None:
        self._file, self.history, self.judging = file, history, judging
        self._before = before or history.spent
        self._lock = threading.RLock()
        self._cpu, self._wall, self._read_cpu = 0.0, 0.0, cpu_seconds
        self._since = (cpu_seconds(), time.monotonic())
        self._replayed = 0
        self._is_used = history.runs > 0
        lost = history.in_flight(_now())
        if not file.lines:
            self._add("task", {"version": VERSION, **_object(kept(history.owner))})
        run: dict[str, Json] = {"pid": getpid(), "judging": judging}
        self._add("run", {**run, "budget": kept(budget), "lost": lost_data(lost)})
        history.lost.extend(lost)
        history.runs += 1
        self.lost_now = lost
        self._number = max(history.requests, default=0)

    def close(self) -> None:
        """End the lock. A journal without a candidate or a payment is removed."""
        if self._is_used:
            self._file.close()
        else:
            self._file.remove()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """What the user has to mend ends a search; whatever else goes wrong cuts it off."""
        if isinstance(error, InputError) and not isinstance(error, FileError | JournalError):
            with suppress(FileError):
                self._end(Verdict.FAILED, str(error), 0)
        self.close()

    @property
    def path(self) -> Path:
        """Where it is."""
        return self._file.path

    def started(self, read_cpu: Callable[[], float] = cpu_seconds) -> Clock:
        """The search begins: the time that it took, over all runs; in a replay, as was written."""
        self._cpu, self._wall, self._read_cpu = 0.0, 0.0, read_cpu
        self._since = (read_cpu(), time.monotonic())
        return Clock(lambda: self._now()[0], lambda: self._now()[1])

    def _now(self) -> tuple[float, float]:
        cpu, wall = self._read_cpu() - self._since[0], time.monotonic() - self._since[1]
        return self._cpu + cpu, self._wall + wall

    def _pass(self, cpu: float, wall: float) -> None:
        """It is at least so late."""
        now = self._now()
        self._cpu, self._wall = max(now[0], cpu), max(now[1], wall)
        self._since = (self._read_cpu(), time.monotonic())

    def _add(self, kind: str, data: dict[str, Json]) -> None:
        with self._lock:
            self._file.add(*self._now(), kind, data)
            is_word = kind in ("task", "run", "ended") or data.get("proposal") in _ENDS
            self._is_used = self._is_used or not is_word

    def proposing(self, propose: Propose) -> Propose:
        """The proposals of earlier runs, and after the last one those of ``propose``."""

        def journalled(turn: Turn, left: Budget) -> Proposal:
            told = self._next()
            if told is not None:
                self._pass(told.cpu, told.wall)
                proposal: Proposal = told.said
                return proposal
            self._pass(self.history.cpu, self.history.wall)
            unbilled, self.history.unbilled = self.history.unbilled, Cost()
            proposal = propose(turn, left)
            self._add("proposed", proposal_data(proposal))
            return replace(proposal, cost=unbilled + proposal.cost)

        return journalled

    def _next(self) -> Told | None:
        known = self.history.proposals
        if self._replayed == len(known):
            return None
        self._replayed += 1
        return known[self._replayed - 1]

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """The candidates of earlier runs."""
        return tuple(told.said for told in self.history.proposals)

    def judging_by(self, judge: Judge, fits: Callable[[Judgement], bool]) -> Judge:
        """The judgements of earlier runs that rest on the same, and those of ``judge``.

        One that does not fit the task was written by somebody else, and is made anew.
        """

        def journalled(candidate: Candidate, left: Budget) -> Judgement:
            digest = candidate_digest(candidate)
            known = self._judged(digest, fits)
            if known is not None:
                return known
            self._add("judging", {"candidate": digest})
            return self._noted(digest, judge(candidate, left))

        return journalled

    def refuting_by(self, refute: Refute, fits: Callable[[Judgement], bool]) -> Refute:
        """The same of whoever refutes by an input that was learned before."""

        def journalled(candidate: Candidate, given: Input, left: Budget) -> Judgement | None:
            digest = candidate_digest(candidate)
            known = self._judged(digest, fits)
            if known is not None:
                return known
            found = refute(candidate, given, left)
            return self._noted(digest, found) if found else None

        return journalled

    def _judged(self, digest: str, fits: Callable[[Judgement], bool]) -> Judgement | None:
        told = self.history.judgements.get((self.judging, digest))
        if told is None or not fits(told.said):
            return None
        self._pass(told.cpu, told.wall)
        judgement: Judgement = told.said
        return judgement

    def _noted(self, digest: str, judgement: Judgement) -> Judgement:
        said: dict[str, Json] = {"candidate": digest, "judging": self.judging}
        self._add("judged", {**said, "judgement": kept(judgement)})
        return judgement

    def ended(self, outcome: Outcome, untold: Cost = _NOTHING) -> None:
        """Write how the search ended, and the cost of what no proposal told."""
        self._end(outcome.verdict, outcome.reason, len(outcome.attempts), untold)

    def _end(self, verdict: Verdict, reason: str, attempts: int, untold: Cost = _NOTHING) -> None:
        said: dict[str, Json] = {"verdict": verdict.value, "reason": reason}
        self._add("ended", {**said, "attempts": attempts, "untold": kept(untold)})

    @property
    def unbilled(self) -> Cost:
        """What earlier runs paid for and no proposal of this one bears; no CPU is in it."""
        return replace(self.history.unbilled, cpu_seconds=0.0)

    def sealed(self, manifest: bytes) -> None:
        """Write that the lemma with this manifest stands in its folder."""
        self._add("sealed", {"manifest": hashlib.sha256(manifest).hexdigest()})

    def lost(self) -> Spent:
        """What may have been billed for the task without an answer, over all runs."""
        return self.history.lost_in_all()

    def before(self, payer: str) -> Spent:
        """What earlier runs spent on the task, and on others that this run has not come to."""
        with self._lock:
            return self._before(payer)

    def kept(self, payer: str, question: str) -> tuple[int, Mapping[str, Json]] | None:
        """An answer that an earlier run paid for and did not come to use."""
        with self._lock:
            return self.history.take_kept(payer, question)

    def owes(self, payer: str, question: str, most: Spent) -> int:
        """Write what a request may cost, and make sure that its answer can be written.

        Raises:
            FileError: one of the two cannot be done; the request is not to be sent.
        """
        with self._lock:
            self._file.make_room()
            self._number += 1
            asked: dict[str, Json] = {"request": self._number, "payer": payer}
            self._add("asking", {**asked, "question": question, "most": kept(most)})
            return self._number

    def settles(
        self, number: int, spent: Spent, answer: Mapping[str, Json] | None, *, is_lost: bool = False
    ) -> None:
        """Write what a request came to."""
        said: dict[str, Json] = {"request": number, "spent": kept(spent)}
        if answer is not None:
            self._add("answered", {**said, "answer": dict(answer)})
            return
        with self._lock:
            self._add("unanswered", {**said, "is_lost": is_lost})
            if is_lost:
                self.history.lost_since = self.history.lost_since + spent

    def waits(self, payer: str, seconds: float) -> None:
        """Write how long a wait is."""
        self._add("waiting", {"payer": payer, "seconds": seconds})

    def spares(self, candidate: Candidate) -> None:
        """Write a candidate that is to be proposed later."""
        self._add("spare", {"candidate": kept(candidate)})

    def spared(self) -> tuple[Candidate, ...]:
        """Candidates that an earlier run spared and did not come to propose."""
        return tuple(self.history.spares)


def candidate_digest(candidate: Candidate) -> str:
    """What tells candidates apart for a judge: all but who proposed them, and for how much."""
    plain = replace(candidate, generator="", cost=Cost(), note="")
    data = json.dumps(kept(plain), sort_keys=True)
    return hashlib.sha256(data.encode("ascii")).hexdigest()


def _object(data: Json) -> dict[str, Json]:
    assert isinstance(data, dict)
    return data


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _nobody(text: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Journals:
    """The journals of one command: in which folder, and what becomes of one that is there.

    One of the same owner is continued, if its search was cut off or if anything was paid for it.
    Where nothing was, a search that ended starts anew. One of another owner is set aside, unless it
    was cut off after something was paid: that is an error. ``is_fresh`` sets any aside. ``say`` is
    told, in one line, what was found. ``foreseen`` are the tasks of the command: what one generator
    spent on all of them before is taken out of its caps before it is asked for the first.
    """

    output: Path
    is_fresh: bool = False
    say: Callable[[str], None] = _nobody
    foreseen: tuple[str, ...] = ()
    _counted: set[tuple[str, str]] = field(default_factory=set)

    def opened(self, owner: Owner, judging: str, budget: Budget) -> Journal:
        """The journal of the task, with this run begun in it.

        Raises:
            JournalError: it is in use or broken, or was cut off and is another owner's.
            FileError: it cannot be written.
        """
        path = journal_path(self.output, owner.task)
        file = self._file(path)
        try:
            history = self._history(file, owner)
            if history is None:
                file, history = self._anew(file, path), History(owner)
            journal = Journal(file, history, judging, budget, partial(self._before, history))
        except BaseException:
            file.close()
            raise
        if history.runs > 1:
            self.say(_resumed(journal))
        return journal

    def _file(self, path: Path) -> JournalFile:
        if not self.is_fresh:
            return JournalFile(path)
        try:
            file = JournalFile(path)
        except JournalError as error:
            if error.remedy != ASIDE:
                raise
            file = JournalFile(path, is_read=False)
        return file

    def _before(self, history: History, payer: str) -> Spent:
        """What was spent on this task and on the foreseen ones, each counted once."""
        total, mine = Spent(), history.owner
        for task in {mine.task, *self.foreseen}:
            if (task, payer) in self._counted:
                continue
            self._counted.add((task, payer))
            found = history if task == mine.task else self._elsewhere(task, mine)
            total = total + found.spent(payer) if found else total
        return total

    def _elsewhere(self, task: str, mine: Owner) -> History | None:
        """The journal of another task for which the same generator is asked."""
        path = journal_path(self.output, task)
        if self.is_fresh or not path.exists():
            return None
        try:
            found = history_of(read_journal(path))
        except LemmataError:  # told when its task is reached
            return None
        if replace(found.owner, task=mine.task, digest=mine.digest) != mine:
            return None
        found.lost.extend(found.in_flight(_now()))
        return found

    def _history(self, file: JournalFile, owner: Owner) -> History | None:
        """What is to be continued; None for a new journal."""
        if not file.lines:
            return None if self.is_fresh else History(owner)
        if self.is_fresh:
            return None
        history = history_of(file.lines)
        if history.owner == owner:
            is_over = history.end is not None and not history.is_paid
            return None if is_over else history
        if history.end is None and history.is_paid:
            raise _of_another(file.path, history, owner)
        return None

    def _anew(self, file: JournalFile, path: Path) -> JournalFile:
        """A new file in place of this one, which is kept under another name if it is worth it."""
        try:
            history = history_of(file.lines) if file.lines else None
        except JournalError:
            history = None
        if history is not None and not history.is_paid:
            if history.end is None and not self.is_fresh:
                self.say(f"{path}: a search for something else was cut off, and is forgotten")
            file.empty()
            return file
        if history is None and not path.stat().st_size:
            return file
        aside = file.set_aside()
        self.say(f"{path} is kept as {aside.name}")
        return JournalFile(path)


def _of_another(path: Path, history: History, owner: Owner) -> JournalError:
    theirs, ours = asdict(history.owner), asdict(owner)
    what = next(name for name in theirs if theirs[name] != ours[name])
    said = {
        "digest": "another contract",
        "generator": f"the generator {history.owner.generator}, and this is {owner.generator}",
        "options": "other options of the generator",
    }.get(what, "another task")
    spent = history.spent()
    return JournalError(
        f"a search for {owner.task!r} was cut off, and it was for {said};"
        f" {spent.tokens} tokens and ${spent.usd:.4f} are paid",
        place=Place(str(path)),
        remedy="finish it as it was begun, or start anew with --fresh, which keeps the old file",
    )


def _resumed(journal: Journal) -> str:
    history = journal.history
    spent, lost = history.spent(), Spent()
    for known in journal.lost_now:
        lost = lost + known.spent
    text = f"{history.owner.task}: goes on from {journal.path}:"
    text += f" {len(history.proposals)} proposals"
    count = sum(1 for judging, _ in history.judgements if judging == journal.judging)
    text += f", {count} judgements"
    if len(history.judgements) > count:
        text += ", the others are judged anew as the gates, provers or the file have changed"
    if history.is_paid:
        text += f", {spent.tokens} tokens and ${spent.usd:.4f} paid"
    if journal.lost_now:
        text += (
            f"; {len(journal.lost_now)} in flight when it was cut off, counted in full:"
            f" {lost.tokens} tokens, ${lost.usd:.4f}, {lost.seconds:.0f} s"
        )
    return text


__all__ = ["FOLDER", "Journal", "Journals", "candidate_digest", "journal_path"]
