"""The generator ``sketch:INNER``: INNER may leave holes, invariants and steps; they are completed.

Without INNER the sketch is the body that the task file itself has. While a filling is refuted, or
no proof of it is found, the next one of the same sketch is proposed before INNER is asked again.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lemmata.contracts.attempts import Budget, Exhausted, Proposal
from lemmata.contracts.bodies import body_of
from lemmata.contracts.clocks import cpu_seconds
from lemmata.contracts.errors import ChoiceError
from lemmata.contracts.verdicts import Candidate, Cost, Verdict
from lemmata.generators.composing import parts_of
from lemmata.generators.protocol import Bill, Ending, Generator, Request, Resumable
from lemmata.sketching.completing import Draft, completed
from lemmata.sketching.reading import holes_of

REFILLS = 3
"""Further fillings of one sketch, after the first."""
WEAK_REFILLS = 1
"""Where no proof was found and somebody can be asked for help with it."""
FILLING_SHARE = 0.5
"""Of the CPU seconds that are left: the rest is for the proof."""


@dataclass(slots=True)
class Sketch:
    """Completes what another generator, or the file, drafts."""

    name: str
    inner: Generator | None
    _draft: Candidate | None = None
    _refills: int = 0
    _task: tuple[object, str] | None = None
    _told: set[str] = field(default_factory=set)

    def resumed(self, request: Request, proposals: tuple[Proposal, ...]) -> None:
        """Passed on to whom it asks."""
        inner: object = self.inner
        if isinstance(inner, Resumable):
            inner.resumed(request, proposals)

    def propose(self, request: Request, budget: Budget) -> Proposal:
        """The next completed body; one with a hole that nothing fills says which.

        Raises:
            ChoiceError: nobody is asked, and the file's own body is no sketch.
            ToolError: a solver is missing or broke.
        """
        if budget.is_spent:
            return Exhausted("the budget is spent")
        if self._task != (request.module, request.task):
            self._task, self._draft, self._told = (request.module, request.task), None, set()
        started, cost = cpu_seconds(), Cost()
        again = self._refilled(request, budget, started)
        found: Proposal = again or self._drafted(request, budget)
        if again is None:
            cost = found.cost
            if isinstance(found, Candidate):
                self._draft, self._refills = found, 0
                found = self._completed(request, found, budget, started)
        return replace(found, cost=replace(cost, cpu_seconds=cpu_seconds() - started))

    def end(self) -> Bill:
        """What whom it asks did not tell."""
        self._task = None
        return self.inner.end() if isinstance(self.inner, Ending) else Bill()

    def _refilled(self, request: Request, budget: Budget, started: float) -> Candidate | None:
        """The last sketch with another filling, where the one before was judged and did not do."""
        draft = self._draft
        if draft is None or not request.attempts:
            return None
        last = request.attempts[-1]
        is_weak = last.judgement.verdict is Verdict.UNKNOWN and self.inner is not None
        if self._refills >= (WEAK_REFILLS if is_weak else REFILLS):
            return None
        is_mine = last.candidate.generator == self.name and last.candidate.body in self._told
        is_open = last.judgement.verdict in (Verdict.REFUTED, Verdict.UNKNOWN)
        if not is_mine or not is_open or not holes_of(request.module, draft.body):
            return None
        self._refills += 1
        found = self._completed(request, draft, budget, started)
        if any(known.severity == "error" for known in found.findings):
            self._draft = None
            return None
        return found

    def _drafted(self, request: Request, budget: Budget) -> Proposal:
        if self.inner is not None:
            return self.inner.propose(replace(request, may_sketch=True), budget)
        task = request.module.tasks[request.task]
        body = "" if task.is_open else body_of(request.module, request.task)
        if not holes_of(request.module, body):
            raise ChoiceError(
                f"the body of {request.task} in the file has no hole()",
                remedy="write one where an expression is missing, or name who sketches: "
                "sketch:model:NAME",
            )
        if request.attempts:
            return Exhausted("the sketch has no further filling")
        return Candidate(body, self.name)

    def _completed(
        self, request: Request, draft: Candidate, budget: Budget, started: float
    ) -> Candidate:
        until = time.monotonic() + budget.wall_seconds

        def is_late() -> bool:
            is_spent = cpu_seconds() - started > FILLING_SHARE * budget.cpu_seconds
            return is_spent or time.monotonic() > until or request.watch.is_over

        judged = frozenset(one.candidate.body for one in request.attempts)
        task = Draft(request.module, request.task, draft, request.requirements, judged)
        made = completed(task, is_late)
        self._told.add(made.body)
        told = [draft.note] if draft.note else []
        if made.filled:
            told.append(f"the holes are filled with {', '.join(f'`{one}`' for one in made.filled)}")
        return replace(
            draft,
            body=made.body,
            generator=self.name,
            note="; ".join(told)[:2000],
            findings=(*draft.findings, *made.findings),
        )


@dataclass(frozen=True, slots=True)
class SketchFamily:
    """``sketch`` and ``sketch:INNER``."""

    name: str = "sketch"

    def configured(self, argument: str, options: Mapping[str, str]) -> Sketch:
        """The generator that completes INNER's sketches, or the file's own; options are INNER's.

        Raises:
            ChoiceError: nobody offers INNER, or an option is for nobody.
        """
        if not argument:
            if options:
                raise ChoiceError(
                    f"generator 'sketch' has no option {next(iter(options))!r}",
                    remedy="leave it out, or name who sketches: sketch:model:NAME",
                )
            return Sketch(self.name, None)
        (part,) = parts_of([argument], options)
        return Sketch(f"{self.name}:{argument}", part)


FAMILY = SketchFamily()

__all__ = ["FAMILY", "Sketch", "SketchFamily"]
