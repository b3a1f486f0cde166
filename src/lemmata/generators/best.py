"""The generator ``best:N:INNER``: N bodies of one generator for the same knowledge, then N more.

A generator that waits for somebody else is asked by several threads at once, and what arrives first
is judged first, while the others are still on their way. Any other is asked for the next body only
when it is wanted, with another seed. What repeats a body, or breaks an input that was learned from
another of the round, is dropped before it is judged. The first proof ends the search: what is then
on its way is called off, and what it cost is in the ledger.
"""

import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from lemmata.contracts.attempts import Budget, Exhausted, Proposal, Unrealizable
from lemmata.contracts.clocks import cpu_seconds
from lemmata.contracts.errors import ChoiceError, LemmataError
from lemmata.contracts.verdicts import Candidate, Cost
from lemmata.generators.composing import parts_of
from lemmata.generators.protocol import Bill, Concurrent, Ending, Generator, Request, Resumable
from lemmata.generators.recalling import Standing, standing
from lemmata.generators.watching import Under

MOST = 64
AT_ONCE = 8
"""Requests that are on their way together."""
GLANCE_SECONDS = 0.1
"""How often a wait looks whether anybody still waits for its end."""
END_SECONDS = 5.0
"""How long the end of a search waits for threads to hear that they are called off."""
SEEDS_APART = 1_000_003
"""Between the seeds of two rounds."""

_Said: TypeAlias = Proposal | Exception


@dataclass(slots=True)
class _Round:
    """What was asked for one state of knowledge.

    ``got`` counts what came, of any kind; ``ready`` are the candidates among it that wait.
    """

    request: Request
    watch: Under
    seed: int
    got: int = 0
    candidates: int = 0
    ready: list[Candidate] = field(default_factory=list)
    arrived: "queue.Queue[_Said]" = field(default_factory=queue.Queue)
    threads: list[threading.Thread] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    error: Exception | None = None


@dataclass(slots=True)
class Best:
    """Asks one generator for ``count`` bodies at a time."""

    name: str
    inner: Generator
    count: int
    _round: _Round | None = None
    _rounds: int = 0
    _seen: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)
    _untold: Cost = Cost()
    _spared: list[Candidate] = field(default_factory=list)

    def resumed(self, request: Request, proposals: tuple[Proposal, ...]) -> None:
        """Passed on to whom it asks; what was paid for and not proposed comes first."""
        self._spared = list(request.payments.spared())
        if isinstance(self.inner, Resumable):
            self.inner.resumed(request, proposals)

    def propose(self, request: Request, budget: Budget) -> Proposal:
        """The next body that is worth judging, of this round or else of one more.

        Raises: what the generator that is asked raises, where it gives nothing else.
        """
        if budget.is_spent:
            return Exhausted("the budget is spent")
        started = cpu_seconds()
        if self._round is not None and _is_other(self._round.request, request):
            self._call_off()
        found = self._next(request, budget)
        cost = replace(self._untold, cpu_seconds=cpu_seconds() - started)
        self._untold = Cost()
        found = replace(found, cost=cost)
        return replace(found, generator=self.name) if isinstance(found, Candidate) else found

    def end(self) -> Bill:
        """Call off the round; what nobody came to ask for is told here."""
        self._call_off()
        inner = self.inner.end() if isinstance(self.inner, Ending) else Bill()
        bill, self._untold = Bill(self._untold + inner.untold, inner.parts), Cost()
        return bill

    def _next(self, request: Request, budget: Budget) -> Proposal:
        until = time.monotonic() + budget.wall_seconds
        for _ in range(2):
            is_rest = self._round is not None
            known = self._round = self._round or self._opened(request, budget)
            while True:
                found = self._picked(known, request)
                if found is not None:
                    return found
                if known.got >= self.count:
                    break
                said = self._received(known, budget, until)
                if isinstance(said, Unrealizable | Exhausted):
                    return said
            self._round = None
            if not known.candidates:
                if known.error is not None:
                    raise known.error
                return Exhausted("; ".join(dict.fromkeys(known.ends)))
            if not is_rest:
                break
        return Exhausted(f"none of {self.count} bodies is new and keeps what was learned")

    def _opened(self, request: Request, budget: Budget) -> _Round:
        seed = request.seed + SEEDS_APART * self._rounds
        self._rounds += 1
        opened = _Round(request, Under(request.watch), seed)
        if self._spared:  # the rest of a round that an earlier run paid for
            opened.ready, self._spared = self._spared, []
            opened.got, opened.candidates = self.count, len(opened.ready)
            return opened
        if not (isinstance(self.inner, Concurrent) and self.inner.is_concurrent):
            return opened
        numbers: queue.SimpleQueue[int] = queue.SimpleQueue()
        for number in range(self.count):
            numbers.put(number)

        def ask_all() -> None:
            while True:
                try:
                    number = numbers.get_nowait()
                except queue.Empty:
                    return
                opened.arrived.put(_said(self._ask, opened, number, budget))

        for _ in range(min(self.count, AT_ONCE)):
            thread = threading.Thread(target=ask_all, daemon=True)
            opened.threads.append(thread)
            thread.start()
        return opened

    def _ask(self, known: _Round, number: int, budget: Budget) -> Proposal:
        watch = Under(known.watch, f"{number + 1} of {self.count}: ")
        asked = replace(known.request, seed=known.seed + number, watch=watch)
        found = self.inner.propose(asked, budget)
        if isinstance(found, Candidate) and found.cost.requests:
            known.request.payments.spares(found)
        return found

    def _received(
        self, known: _Round, budget: Budget, until: float
    ) -> Unrealizable | Exhausted | None:
        """Wait for one more answer; an end of the whole search is returned."""
        said: _Said
        if not known.threads:
            said = _said(self._ask, known, known.got, budget)
        else:
            while True:
                if known.watch.is_over or time.monotonic() >= until:
                    return Exhausted("time is over, and no further body came")
                try:
                    said = known.arrived.get(timeout=GLANCE_SECONDS)
                    break
                except queue.Empty:
                    continue
        return self._noted(known, said)

    def _noted(self, known: _Round, said: _Said) -> Unrealizable | None:
        known.got += 1
        match said:
            case Candidate():
                known.candidates += 1
                known.ready.append(said)
            case Unrealizable():
                self._untold = self._untold + said.cost
                return said
            case Exhausted():
                self._untold = self._untold + said.cost
                known.ends.append(said.reason)
                if not known.threads:  # it will say so again
                    known.got = self.count
            case LemmataError():
                known.error = known.error or said
                if not known.threads:
                    known.got = self.count
            case Exception():
                raise said
        return None

    def _picked(self, known: _Round, request: Request) -> Candidate | None:
        """The most promising candidate that came, after those that are not worth judging."""
        while not known.arrived.empty():
            self._noted(known, known.arrived.get())
        module, task = request.module, request.task
        judged = {_text(attempt.candidate) for attempt in request.attempts} | self._seen
        ranked: list[tuple[Standing, Candidate]] = []
        for one in known.ready:
            place = standing(module, task, one, request.requirements)
            if _text(one) in judged or place is Standing.BREAKS:
                self._untold = self._untold + one.cost
            else:
                judged.add(_text(one))
                ranked.append((place, one))
        known.ready = [one for _, one in ranked]
        if not ranked:
            return None
        _, best = min(ranked, key=lambda pair: pair[0])
        known.ready.remove(best)
        self._seen.add(_text(best))
        self._untold = self._untold + best.cost
        return best

    def _call_off(self) -> None:
        known, self._round = self._round, None
        self._seen.clear()
        self._rounds = 0
        if known is None:
            return
        known.watch.end()
        until = time.monotonic() + END_SECONDS
        for thread in known.threads:
            thread.join(max(0.0, until - time.monotonic()))
        while not known.arrived.empty():
            said = known.arrived.get()
            if not isinstance(said, Exception):
                self._untold = self._untold + said.cost
        for one in known.ready:
            self._untold = self._untold + one.cost


def _said(
    ask: Callable[[_Round, int, Budget], Proposal], known: _Round, number: int, budget: Budget
) -> _Said:
    """What was proposed, or what was raised: it is raised again where somebody waits."""
    try:
        return ask(known, number, budget)
    except Exception as error:  # noqa: BLE001  (a thread's own; its asker raises it)
        return error


def _text(candidate: Candidate) -> tuple[str, tuple[str, ...]]:
    return candidate.body, candidate.helpers


def _is_other(known: Request, request: Request) -> bool:
    """Whether the request begins another search than the one that the round belongs to."""
    if (known.module, known.task) != (request.module, request.task):
        return True
    return not request.attempts and not request.requirements


@dataclass(frozen=True, slots=True)
class BestFamily:
    """``best:N:INNER``."""

    name: str = "best"

    def configured(self, argument: str, options: Mapping[str, str]) -> Best:
        """The generator that asks INNER for N bodies at a time; options are INNER's.

        Raises:
            ChoiceError: N is no number from 2 to 64, there is no INNER, or an option is not taken.
        """
        number, _, inner = argument.partition(":")
        count = int(number) if number.isascii() and number.isdigit() else 0
        if not 2 <= count <= MOST or not inner:
            raise ChoiceError(
                f"best:{argument} names no number from 2 to {MOST} and no generator",
                remedy="write best:8:model:NAME",
            )
        (part,) = parts_of([inner], options)
        return Best(f"{self.name}:{argument}", part, count)


FAMILY = BestFamily()

__all__ = ["FAMILY", "Best", "BestFamily"]
