"""The laws of generators: `generator_conformance` checks any generator, ours or a stranger's."""

import ast
import textwrap
from collections.abc import Callable
from dataclasses import replace

from lemmata.contracts.attempts import (
    Attempt,
    Budget,
    Distance,
    Exhausted,
    Proposal,
    Requirement,
    RequirementKind,
    Unrealizable,
)
from lemmata.contracts.bodies import with_body
from lemmata.contracts.errors import InputError
from lemmata.contracts.reading import read_source
from lemmata.contracts.tasks import Module
from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Candidate, Counterexample, Judgement, Verdict
from lemmata.generators.protocol import Generator, Request
from lemmata.language.interpreter import admits, violation
from lemmata.language.parsing import parse_program

ROUNDS = 4
BUDGET = Budget(attempts=8, cpu_seconds=10.0, wall_seconds=30.0)

TASKS = '''"""Tasks that every generator is tried on."""

from icontract import ensure, require


@ensure(lambda a, b, result: a + result == b)
def solve_add(a: int, b: int) -> int:
    """The number that takes a to b."""
    ...


@require(lambda low, high: low <= high)
@ensure(lambda value, low, high, result: low <= result <= high)
@ensure(lambda value, low, high, result: result == value or value < low or value > high)
@ensure(lambda value, low, high, result: value >= low or result == low)
@ensure(lambda value, low, high, result: value <= high or result == high)
def clamp(value: int, low: int, high: int) -> int:
    """The value, moved into the range."""
    ...
'''

INPUTS: dict[str, tuple[tuple[Value, ...], ...]] = {
    "solve_add": ((0, 0), (1, 5), (-2, 3), (7, -7)),
    "clamp": ((0, 0, 0), (5, 1, 3), (-4, -2, 9), (2, 1, 3), (9, 9, 9)),
}


def generator_conformance(factory: Callable[[], Generator]) -> None:
    """Checks the laws of the protocol.

    The generator has a name; a spent budget gives `Exhausted`; what it proposes is Python and
    names its maker (it, or one of the names in its ``parts``) and cost; the same request gives the
    same proposal; a body that was refuted is not proposed again.

    Args:
        factory: makes a generator that has seen nothing yet.

    Raises:
        AssertionError: a law is broken; the message says which, on which task.
    """
    module = read_source(TASKS)
    _has_name(factory())
    for task in INPUTS:
        _honours_budget(factory(), module, task)
        _is_deterministic(factory, module, task)
        _respects_requirements(factory(), module, task)


def _has_name(generator: Generator) -> None:
    assert isinstance(generator, Generator), "a generator needs `name` and `propose`"
    name = generator.name
    assert isinstance(name, str), "the name must be a str"
    assert name, "the name must not be empty"


def _honours_budget(generator: Generator, module: Module, task: str) -> None:
    for spent in (replace(BUDGET, attempts=0), replace(BUDGET, cpu_seconds=0.0)):
        proposal = generator.propose(Request(module, task), spent)
        found = type(proposal).__name__
        assert isinstance(proposal, Exhausted), f"{task}: a spent budget gave {found}"
        assert proposal.reason, f"{task}: giving up needs a reason"


def _is_deterministic(factory: Callable[[], Generator], module: Module, task: str) -> None:
    first, second = (factory().propose(Request(module, task, seed=3), BUDGET) for _ in range(2))
    same = _without_cost(first) == _without_cost(second)
    assert same, f"{task}: the same request and seed gave two proposals"


def _without_cost(proposal: Proposal) -> tuple[object, ...]:
    match proposal:
        case Candidate(body=body, note=note):
            return ("candidate", body, note)
        case Unrealizable(arguments=arguments):
            return ("unrealizable", arguments)
        case Exhausted(reason=reason):
            return ("exhausted", reason)


def _respects_requirements(generator: Generator, module: Module, task: str) -> None:
    requirements: tuple[Requirement, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    refuted: set[str] = set()
    for number in range(1, ROUNDS + 1):
        proposal = generator.propose(Request(module, task, requirements, attempts), BUDGET)
        _costs_something_known(proposal, task)
        if not isinstance(proposal, Candidate):
            assert isinstance(proposal, Exhausted), f"{task}: the contract can be met"
            return
        _is_python(proposal, generator, task)
        assert proposal.body not in refuted, f"{task}: a refuted body came again"
        hit = _counterexample(module, task, proposal)
        if hit is None:
            return
        refuted.add(proposal.body)
        text = f"{hit.violated} must hold"
        kind = RequirementKind.EXAMPLE
        requirements += (Requirement(kind, text, hit.arguments, hit.violated),)
        judgement = Judgement(task, Verdict.REFUTED, counterexample=hit)
        attempts += (Attempt(number, proposal, judgement, Distance(2, 1, 1, 1)),)


def _costs_something_known(proposal: Proposal, task: str) -> None:
    cost = proposal.cost
    known = cost.tokens >= 0 and cost.money_usd >= 0 and cost.cpu_seconds >= 0
    assert known, f"{task}: a negative cost"


def _is_python(candidate: Candidate, generator: Generator, task: str) -> None:
    makers = (generator.name, *getattr(generator, "parts", ()))
    assert candidate.generator in makers, f"{task}: a candidate names its generator"
    try:
        ast.parse("def body():\n" + textwrap.indent(candidate.body, "    "))
    except SyntaxError as fault:
        raise AssertionError(f"{task}: the body is not Python: {fault}") from fault


def _counterexample(module: Module, task: str, candidate: Candidate) -> Counterexample | None:
    """An input that the body gets wrong; a body outside the language is wrong on the first."""
    names = [parameter.name for parameter in module.tasks[task].parameters]
    points = INPUTS[task]
    first = tuple(zip(names, points[0], strict=True))
    try:
        program = parse_program(read_source(with_body(module, task, candidate.body)))
    except InputError as fault:
        return Counterexample(first, str(fault), 0, error="SyntaxError")
    if task in program.unsupported:
        return Counterexample(first, str(program.unsupported[task]), 0, error="unsupported")
    for point in points:
        broken = violation(program, task, point) if admits(program, task, point) else None
        if broken is not None:
            arguments = tuple(zip(names, point, strict=True))
            return Counterexample(arguments, broken.text, broken.line, returned=True)
    return None
