"""Tests over the inputs on which a body may branch, those of the contract first."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from lemmata.contracts.types import (
    BOOL,
    BoolType,
    EnumType,
    FractionType,
    IntType,
    LiteralType,
    OptionalType,
    StrType,
    Type,
    inhabitants,
)
from lemmata.generators.problem import Problem, constants
from lemmata.generators.shapes import component_types, mentioned_paths
from lemmata.generators.terms import (
    MIRRORED,
    component,
    connected,
    constant_value,
    negation,
    operation,
    walk,
)
from lemmata.language.tree import Apply, Call, Const, Expr, Logic, Name, Operation


def contract_tests(task: Problem) -> tuple[Expr, ...]:
    """Every test of the postcondition that does not mention the result, largest first.

    A clause ``not a or not b or result == x`` gives ``a and b``.
    """
    found: dict[Expr, None] = {}
    for conjunct in task.ensures:
        for node in walk(conjunct):
            found |= dict.fromkeys(_tests(node))
    return tuple(found)


def _tests(node: Expr) -> Iterator[Expr]:
    if node.type != BOOL or isinstance(node, Const):
        return
    if isinstance(node, Logic):
        free = tuple(part for part in node.operands if not mentioned_paths(part))
        if free:
            whole = connected(node.operator, free)
            yield positive(negation(whole) if node.operator == "or" else whole)
    elif not mentioned_paths(node):
        yield positive(node)


def positive(test: Expr) -> Expr:
    """The test or its negation, whichever reads without ``not``, a constant on the right."""
    while isinstance(test, Apply) and test.operation is Operation.NOT:
        test = test.arguments[0]
    if isinstance(test, Apply) and test.operation is Operation.NOT_EQUAL:
        return negation(test)
    if isinstance(test, Apply) and test.operation in MIRRORED:
        left, right = test.arguments
        if constant_value(left) is not None and constant_value(right) is None:
            return operation(MIRRORED[test.operation], right, left, result=BOOL)
    return test


def inputs(task: Problem) -> tuple[Expr, ...]:
    """The leaves of the inputs: parameters, and components of tuples and records."""
    found: list[Expr] = []
    for parameter in task.function.parameters:
        found.extend(_input_leaves(Name(parameter.name, parameter.type, 0)))
    return tuple(found)


def _input_leaves(expr: Expr) -> Iterator[Expr]:
    parts = component_types(expr.type)
    if parts is None:
        yield expr
        return
    for index in range(len(parts)):
        yield from _input_leaves(component(expr, index))


def input_tests(task: Problem, terms: Iterable[Expr]) -> Iterator[Expr]:
    """Tests of single inputs, and comparisons between inputs, terms and constants."""
    known = constants(task)
    for leaf in inputs(task):
        yield from _tests_of(leaf, known)
    pool = dict.fromkeys([*inputs(task), *terms, *known])
    for kind in (IntType, FractionType):
        same = [term for term in pool if isinstance(term.type, kind) and _is_plain(term)]
        for left, right in combinations(same[:14], 2):
            for kind_of_test in _comparing(left, right):
                yield positive(operation(kind_of_test, left, right, result=BOOL))


def _comparing(left: Expr, right: Expr) -> tuple[Operation, ...]:
    """Two variables are seldom worth asking whether they are equal; a constant is."""
    ordered = (Operation.LESS, Operation.LESS_EQUAL)
    is_fixed = constant_value(left) is not None or constant_value(right) is not None
    return (*ordered, Operation.EQUAL) if is_fixed else ordered


def _is_plain(term: Expr) -> bool:
    """Whether a comparison with the term reads well: no extreme, nothing of the result."""
    extremes = {Operation.MINIMUM, Operation.MAXIMUM}
    parts = walk(term)
    is_extreme = any(isinstance(part, Apply) and part.operation in extremes for part in parts)
    return not is_extreme and not mentioned_paths(term)


def _tests_of(leaf: Expr, known: list[Const]) -> Iterator[Expr]:
    kind: Type = leaf.type
    match kind:
        case BoolType():
            yield leaf
        case OptionalType():
            yield operation(Operation.IS_NONE, leaf, result=BOOL)
        case EnumType() | LiteralType():
            for value in inhabitants(kind):
                yield operation(Operation.EQUAL, leaf, Const(value, kind, 0), result=BOOL)
        case StrType():
            for text in known:
                if isinstance(text.type, StrType):
                    yield operation(Operation.EQUAL, leaf, text, result=BOOL)


def calls_results(task: Problem) -> tuple[Expr, ...]:
    """Calls of helpers in the postcondition that do not mention the result."""
    found = (n for c in task.ensures for n in walk(c) if isinstance(n, Call))
    return tuple(dict.fromkeys(call for call in found if not mentioned_paths(call)))
