"""The point oracle: which output does the contract demand on one concrete input?

It asks solvers about the contract with the inputs put in, so only the output is unknown. That
is the admission script of a function whose parameter is the result.
"""

from dataclasses import dataclass, replace
from enum import Enum

from lemmata.contracts.errors import DataError, UnsupportedError
from lemmata.contracts.tasks import Parameter
from lemmata.contracts.types import BOOL, OptionalType, RecordType, TupleType, Type
from lemmata.contracts.values import RecordValue, Value
from lemmata.generators.problem import Point, Problem, substituted
from lemmata.generators.terms import component, conjuncts, operation, rewritten
from lemmata.language.tree import (
    Condition,
    Const,
    Construct,
    Convert,
    Expr,
    Function,
    Name,
    Operation,
    Program,
    Project,
)
from lemmata.obligations import admission, read_arguments
from lemmata.obligations.solvers import Limits, Script, Solver, Solvers

ANSWER = "answer"
ORACLE_LIMITS = Limits(z3_rlimit=1_000_000, cvc5_rlimit=200_000, wall_seconds=5.0)


class Count(Enum):
    """How many outputs satisfy the contract on an input, as far as the solvers tell."""

    NONE = "none"
    ONE = "one"
    SOME = "some"  # one at least
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """The oracle's answer for one input; ``value`` is an output where there is one."""

    count: Count
    value: Value = None

    @property
    def has_value(self) -> bool:
        """Whether an output is known."""
        return self.count in (Count.ONE, Count.SOME)


def is_hopeless(task: Problem, point: Point, solvers: Solvers) -> bool:
    """Whether both solvers say that no output satisfies the contract on the point."""
    replies = solvers.solve_both([_script(task, point)[1]])
    return all(reply.status == "unsat" for (reply,) in replies.values())


def answer(task: Problem, point: Point, solvers: Solvers, is_unique: bool = False) -> Answer:
    """What z3 says of the point; with ``is_unique`` it is asked for a second output too.

    ``NONE`` is no proof yet, see `is_hopeless`.

    Raises:
        UnsupportedError: the contract has no exact counterpart for solvers.
        ToolError: z3 is missing or broke.
    """
    program, script = _script(task, point)
    (reply,) = solvers.solve([script], Solver.Z3)
    if reply.status == "unsat":
        return Answer(Count.NONE)
    if reply.status != "sat":
        return Answer(Count.UNKNOWN)
    try:
        (value,) = read_arguments(program, ANSWER, reply.values)
    except DataError:
        return Answer(Count.UNKNOWN)
    if not is_unique:
        return Answer(Count.SOME, value)
    (other,) = solvers.solve([_script(task, point, value)[1]], Solver.Z3)
    return Answer(Count.ONE if other.status == "unsat" else Count.SOME, value)


def _script(task: Problem, point: Point, *excluded: Value) -> tuple[Program, Script]:
    result = Name("result", task.returns, 0)
    parameters = task.function.parameters
    known = {p.name: literal(v, p.type) for p, v in zip(parameters, point, strict=True)}
    demands = [_reduced(substituted(conjunct, known)) for conjunct in task.ensures]
    demands += [
        _relation(Operation.EQUAL, result, sample.expected)
        for sample in task.function.examples
        if sample.arguments == point
    ]
    demands += [_relation(Operation.NOT_EQUAL, result, value) for value in excluded]
    requires = tuple(Condition("", part, 0) for d in demands for part in conjuncts(d))
    only = (Parameter("result", task.returns),)
    function = Function(ANSWER, only, BOOL, requires, (), (), None, 0)
    functions = {**task.program.functions, ANSWER: function}
    program = replace(task.program, functions=functions)
    asked = admission(program, ANSWER)
    return program, Script(asked.smt, asked.inputs)


def _relation(kind: Operation, result: Expr, value: Value) -> Expr:
    return operation(kind, result, literal(value, result.type), result=BOOL)


def _reduced(expr: Expr) -> Expr:
    """Components of displays taken directly."""

    def change(node: Expr) -> Expr:
        if isinstance(node, Project) and isinstance(node.value, Construct):
            return component(node.value, node.index)
        return node

    return rewritten(expr, change)


def literal(value: Value, kind: Type) -> Expr:
    """The expression of a value: displays for tuples and records, constants below."""
    match kind:
        case TupleType(items=items):
            assert isinstance(value, tuple)
            return Construct(tuple(map(literal, value, items)), kind, 0)
        case RecordType(fields=fields):
            assert isinstance(value, RecordValue)
            types = [field.type for field in fields]
            return Construct(tuple(map(literal, value.values, types)), kind, 0)
        case OptionalType(item=item) if value is not None:
            return Convert(literal(value, item), kind, 0)
        case _:
            return Const(value, kind, 0)


def admitted_point(task: Problem, solvers: Solvers) -> Point | None:
    """An admitted input that z3 finds, where sampling found none; None where it does not."""
    name = task.function.name
    try:
        asked = admission(task.program, name)
        (reply,) = solvers.solve([Script(asked.smt, asked.inputs)], Solver.Z3)
        point = read_arguments(task.program, name, reply.values) if reply.values else None
    except (UnsupportedError, DataError):
        return None
    return point if point is not None and task.admits(point) else None
