"""The built-in generator ``synth``: bodies made from the contract alone, without a model.

The enumerative engine goes first, as it needs no process for most contracts; what it cannot
solve goes to cvc5's syntax-guided synthesis, and then to larger enumerated terms. Nothing is
believed: a proposal is tried on every learned input here and proved elsewhere.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from lemmata.contracts.attempts import (
    Budget,
    Exhausted,
    Proposal,
    Requirement,
    RequirementKind,
    Unrealizable,
)
from lemmata.contracts.bodies import with_body
from lemmata.contracts.clocks import cpu_seconds
from lemmata.contracts.errors import InputError, LimitError, UnsupportedError
from lemmata.contracts.reading import reread
from lemmata.contracts.tasks import Module
from lemmata.contracts.verdicts import Candidate, Cost
from lemmata.generators.enumerative import QUICK, THOROUGH, Engine, Hopeless
from lemmata.generators.oracle import ORACLE_LIMITS, admitted_point
from lemmata.generators.problem import Point, Problem, problem
from lemmata.generators.protocol import Request
from lemmata.generators.samples import Sampler
from lemmata.generators.sygus import sygus_bodies
from lemmata.language.interpreter import example_violation, violation
from lemmata.language.parsing import parse_program
from lemmata.language.printer import print_body
from lemmata.language.tree import Stmt
from lemmata.obligations.solvers import Solvers

SAMPLES = 240


@dataclass(frozen=True, slots=True)
class Synthesizer:
    """Bodies from contracts; the same request gives the same body."""

    name: str = "synth"

    def propose(self, request: Request, budget: Budget) -> Proposal:
        """The first body of the engines that is new and right on everything learned so far.

        Raises:
            ChoiceError: the module has no such task.
            ToolError: a solver is missing or broke.
        """
        if budget.is_spent:
            return Exhausted("the budget is spent")
        started, ends = cpu_seconds(), time.monotonic() + budget.wall_seconds

        def is_late() -> bool:
            return cpu_seconds() - started > budget.cpu_seconds or time.monotonic() > ends

        proposal = _proposed(request, self.name, is_late)
        return replace(proposal, cost=Cost(cpu_seconds=cpu_seconds() - started))


def _proposed(request: Request, name: str, is_late: Callable[[], bool]) -> Proposal:
    """The proposal before its cost is known: the solvers' time counts once they ended."""
    try:
        task = problem(parse_program(request.module), request.task)
    except UnsupportedError as reason:
        return Exhausted(f"the contract cannot be synthesized from: {reason}")
    judged = {attempt.candidate.body for attempt in request.attempts}
    with Solvers(ORACLE_LIMITS) as solvers:
        points = _points(task, request, solvers)
        if not points:
            return Exhausted("no admitted input was found to start from")
        for found in _found(task, points, solvers, is_late):
            if isinstance(found, Hopeless):
                arguments = tuple(zip(task.names, found.point, strict=True))
                return Unrealizable(arguments, found.reason)
            body = print_body(found)
            if body not in judged and _is_right(request.module, request.task, body, points):
                return Candidate(body, name)
    why = "its time is over" if is_late() else "no body of its search space meets the contract"
    return Exhausted(why)


def _found(
    task: Problem, points: list[Point], solvers: Solvers, is_late: Callable[[], bool]
) -> Iterator[tuple[Stmt, ...] | Hopeless]:
    """The engines in the order of their cost."""
    engine = Engine(task, points, solvers, is_late)
    yield from engine.bodies(QUICK)
    yield from sygus_bodies(engine)
    yield from engine.bodies(THOROUGH)


def _points(task: Problem, request: Request, solvers: Solvers) -> list[Point]:
    learned = dict.fromkeys([*_learned(request.requirements), *_examples(task)])
    known = [point for point in learned if task.admits(point)]
    points = dict.fromkeys([*known, *Sampler(task, request.seed).points(SAMPLES)])
    if points:
        return list(points)
    found = admitted_point(task, solvers)
    return [] if found is None else [found]


def _learned(requirements: tuple[Requirement, ...]) -> Iterator[Point]:
    for requirement in requirements:
        if requirement.kind is RequirementKind.EXAMPLE:
            yield tuple(value for _, value in requirement.arguments)


def _examples(task: Problem) -> Iterator[Point]:
    for sample in task.function.examples:
        yield sample.arguments


def _is_right(module: Module, name: str, body: str, points: list[Point]) -> bool:
    """Whether the printed body, read again, meets the contract on every point."""
    try:
        program = parse_program(reread(module, with_body(module, name, body)))
        if name in program.unsupported:
            return False
        broken = any(violation(program, name, point) is not None for point in points)
        return not broken and example_violation(program, name) is None
    except (InputError, LimitError):
        return False


GENERATOR = Synthesizer()

__all__ = ["GENERATOR", "Synthesizer"]
