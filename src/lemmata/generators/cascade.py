"""The generator ``cascade:A,B,C``: the cheap one first, the next where it has no more to give.

A part is left for good when it has no further body, or is stuck: its last bodies came no nearer,
or it repeats itself. What was learned goes to the next. No part but the last may use up what is
left of the time: each gets its share.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lemmata.contracts.attempts import (
    Attempt,
    Budget,
    Exhausted,
    Proposal,
    RequirementKind,
)
from lemmata.contracts.errors import ChoiceError
from lemmata.contracts.verdicts import Candidate, Cost
from lemmata.generators.composing import Tally, parts_of
from lemmata.generators.protocol import Bill, Ending, Generator, Request, Resumable

STUCK = 3
"""So many bodies of one part without a nearer one, and the next part is asked."""
REPEATS = 2
"""So many bodies that were judged before, and the next part is asked."""


@dataclass(slots=True)
class Cascade:
    """Asks its parts one after another; a candidate names the part that made it."""

    name: str
    members: tuple[Generator, ...]
    _at: int = 0
    _repeats: int = 0
    _task: tuple[object, str] | None = None
    _tally: Tally = field(default_factory=Tally)
    _ends: list[str] = field(default_factory=list)

    @property
    def parts(self) -> tuple[str, ...]:
        """Whose names its candidates bear."""
        return tuple(part.name for part in self.members)

    def resumed(self, request: Request, proposals: tuple[Proposal, ...]) -> None:
        """Go on with the part whose candidate was the last; what each cost is counted on."""
        self._begin(request)
        for said in proposals:
            if isinstance(said, Candidate) and said.generator in self.parts:
                self._at = max(self._at, self.parts.index(said.generator))
                self._tally.add(said.generator, said.cost)
        for part in self.members:
            if isinstance(part, Resumable):
                own = (p for p in proposals if isinstance(p, Candidate))
                part.resumed(request, tuple(p for p in own if p.generator == part.name))

    def propose(self, request: Request, budget: Budget) -> Proposal:
        """The next body of the part whose turn it is."""
        if budget.is_spent:
            return Exhausted("the budget is spent")
        if self._task != (request.module, request.task) or not (
            request.attempts or request.requirements
        ):
            self._begin(request)
        spent = Cost()
        while self._at < len(self.members):
            part = self.members[self._at]
            if self._is_stuck(part, request):
                self._leave(f"{part.name} is stuck", request)
                continue
            said = part.propose(request, self._share(budget))
            self._tally.add(part.name, said.cost)
            spent = spent + said.cost
            if not isinstance(said, Exhausted):
                said = replace(said, cost=spent)
                return replace(said, generator=part.name) if isinstance(said, Candidate) else said
            self._leave(f"{part.name}: {said.reason}", request)
        return Exhausted("; ".join(self._ends) or "no part is left", spent)

    def end(self) -> Bill:
        """What each part cost in all, and what no proposal told."""
        untold = Cost()
        for part in self.members:
            if isinstance(part, Ending):
                more = part.end().untold
                self._tally.add(part.name, more)
                untold = untold + more
        bill = Bill(untold, tuple(self._tally.costs.items()))
        self._task = None
        return bill

    def _begin(self, request: Request) -> None:
        self._at, self._tally, self._ends = 0, Tally(), []
        self._task = (request.module, request.task)
        self._repeats = _repeats(request)

    def _leave(self, why: str, request: Request) -> None:
        self._ends.append(why)
        self._at += 1
        self._repeats = _repeats(request)

    def _is_stuck(self, part: Generator, request: Request) -> bool:
        if self._at == len(self.members) - 1:
            return False  # nobody is left to ask instead
        if _repeats(request) - self._repeats >= REPEATS:
            return True
        own = [one for one in request.attempts if one.candidate.generator == part.name]
        if len(own) < STUCK:
            return False
        return not _is_nearer(own[-STUCK:], request.attempts)

    def _share(self, budget: Budget) -> Budget:
        """What is left of the time, by the number of parts that may still be asked."""
        parts = len(self.members) - self._at
        return replace(
            budget,
            cpu_seconds=budget.cpu_seconds / parts,
            wall_seconds=budget.wall_seconds / parts,
        )


def _is_nearer(last: list[Attempt], attempts: tuple[Attempt, ...]) -> bool:
    """Whether one of the last attempts came nearer than all before them; the first one does."""
    before = [one.distance for one in attempts if one.number < last[0].number]
    if not before:
        before, last = [last[0].distance], last[1:]
    nearest = before[0]
    for distance in before[1:]:
        nearest = min(nearest, distance)
    return any(one.distance < nearest for one in last)


def _repeats(request: Request) -> int:
    return sum(known.kind is RequirementKind.DUPLICATE for known in request.requirements)


@dataclass(frozen=True, slots=True)
class CascadeFamily:
    """``cascade:A,B,C``."""

    name: str = "cascade"

    def configured(self, argument: str, options: Mapping[str, str]) -> Cascade:
        """The generator that asks the parts in their order.

        Raises:
            ChoiceError: fewer than two parts, one of them a cascade, or an option for none.
        """
        names = [part.strip() for part in argument.split(",")]
        if len(names) < 2 or not all(names):
            raise ChoiceError(
                f"cascade:{argument} names no two generators",
                remedy="write cascade:synth,model:NAME",
            )
        if len(set(names)) < len(names):
            raise ChoiceError(
                f"cascade:{argument} names a generator twice", remedy="name each once"
            )
        return Cascade(f"{self.name}:{argument}", parts_of(names, options))


FAMILY = CascadeFamily()

__all__ = ["FAMILY", "Cascade", "CascadeFamily"]
