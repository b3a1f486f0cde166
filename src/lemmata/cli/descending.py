"""What a running search shows: attempts as a sparkline that falls, what is asked now, what is left.

Text alone, without a terminal: `live_view` draws it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from lemmata.contracts.attempts import Attempt, Budget, Distance
from lemmata.contracts.verdicts import Verdict
from lemmata.provers import Answer, Limits, Prover, Question

BARS = "▁▂▃▄▅▆▇█"
MOST_WIDE = 40
MOST_TEXT = 160


def sparkline(distances: Sequence[Distance]) -> str:
    """A bar an attempt, lower being nearer to a proof; of very many the last.

    Heights are ranks among the distances that occur, as these have an order and no unit.
    """
    ordered: list[Distance] = []
    for one in sorted(distances):
        if not ordered or ordered[-1] < one:
            ordered.append(one)
    steps = max(1, len(ordered) - 1)
    drawn = ""
    for one in distances[-MOST_WIDE:]:
        rank = sum(1 for known in ordered if known < one)
        least = 1 if one.stages_left else 0  # the lowest bar is for a proof
        drawn += BARS[max(least, round(rank * (len(BARS) - 1) / steps))]
    return drawn


@dataclass(slots=True)
class Descending:
    """The search of one function after another. ``spent`` reads CPU seconds, ``now`` the time."""

    budget: Budget
    spent: Callable[[], float]
    now: Callable[[], float] = time.monotonic
    target: str = ""
    function: str = ""
    doing: str = "reading"
    attempts: list[Attempt] = field(default_factory=list)
    _began: float = 0.0
    _before: float = 0.0
    _used: float = 0.0

    def __post_init__(self) -> None:
        self._restart()

    def begin(self, target: str) -> None:
        """Another file or function of the command line."""
        self.target, self.function, self.doing = target, "", "reading"
        self._restart()

    def asks(self, function: str, doing: str) -> None:
        """What is asked now, and about which function; threads of a generator name none."""
        self.doing = doing
        if function:
            self.function = function
            self._used = self.spent() - self._before

    def judged(self, attempt: Attempt) -> None:
        """An attempt was judged; the first is another search's."""
        if attempt.number == 1 and self.attempts:
            self._restart()
        self.attempts.append(attempt)
        is_proved = attempt.judgement.verdict is Verdict.PROVED
        doing = "proved; sealing" if is_proved else "looking for the next"
        self.asks(attempt.judgement.function, doing)

    def _restart(self) -> None:
        self.attempts.clear()
        self._began, self._before, self._used = self.now(), self.spent(), 0.0

    def lines(self) -> list[str]:
        """What to show now, a few short lines; another thread may ask."""
        known = tuple(self.attempts)
        last = known[-1] if known else None
        is_proved = last is not None and last.judgement.verdict is Verdict.PROVED
        number = last.number + (not is_proved) if last else 1
        named = "" if self.target.endswith(f"::{self.function}") else self.function
        where = f"{self.target} {named}".strip()
        shown = [f"{where}: attempt {number} of at most {self.budget.attempts}: {self.doing}"]
        if known:
            shown.append(f"{sparkline([one.distance for one in known])}  {_nearest(known)}")
        wall = self.budget.wall_seconds - (self.now() - self._began)
        cpu = self.budget.cpu_seconds - self._used
        left = max(0, self.budget.attempts - (last.number if last else 0))
        shown.append(
            f"left: {left} attempts, {max(0.0, cpu):.1f} s of CPU time, {max(0.0, wall):.0f} s"
        )
        return [_plain(line) for line in shown]


def _nearest(known: Sequence[Attempt]) -> str:
    best = min(known, key=lambda one: one.distance.key)
    open_ended, failed = best.distance.conjuncts_unproved, best.distance.examples_failed
    said = f"nearest: attempt {best.number}, {best.judgement.verdict.value}"
    if open_ended:
        said += f", {open_ended} unproved"
    return said + (f", wrong on {failed} inputs" if failed else "")


def _plain(line: str) -> str:
    """One line that moves no cursor, whatever a candidate's name or a service's word holds."""
    kept = "".join(c if c.isprintable() else "?" for c in line[:MOST_TEXT])
    return kept + ("…" if len(line) > MOST_TEXT else "")


@dataclass(frozen=True, slots=True)
class Watched:
    """A prover that says when it is asked, and is in all else the one that it holds."""

    prover: Prover
    asks: Callable[[str, str], None]

    @property
    def name(self) -> str:
        """The name of the prover."""
        return self.prover.name

    def ask(self, question: Question, limits: Limits) -> Answer:
        """Its answer; raises what it raises."""
        self.asks(question.name, f"prover {self.prover.name}")
        return self.prover.ask(question, limits)
