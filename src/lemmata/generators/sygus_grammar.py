"""A small grammar from the contract: its inputs, constants, operations and tests, nothing else.

Where single invocation fails (products, quotients, strings), cvc5 enumerates; over its default
grammar that takes seconds, over this one it is quick or soon over.
"""

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import (
    FRACTION,
    INT,
    STR,
    BoolType,
    FractionType,
    IntType,
    RecordType,
    StrType,
    TupleType,
    Type,
)
from lemmata.contracts.values import Value
from lemmata.generators.predicates import contract_tests, inputs
from lemmata.generators.problem import Problem, constants
from lemmata.generators.sygus_problem import input_test_text
from lemmata.generators.terms import walk
from lemmata.language.tree import Apply, Expr, Name, Operation, Project
from lemmata.obligations import sorts
from lemmata.obligations.smtlib import symbol

_SHAPES = {
    Operation.ADD: "(+ S S)",
    Operation.SUBTRACT: "(- S S)",
    Operation.MULTIPLY: "(* S S)",
    Operation.CONCAT: "(str.++ S S)",
}
_FRACTION_SHAPES = {**_SHAPES, Operation.DIVIDE: "(/ S S)"}


def grammar(task: Problem) -> str:
    """The grammar as ``synth-fun`` takes it, over a start symbol ``S`` and tests ``B``.

    Raises:
        UnsupportedError: the result is neither int, bool, str nor Fraction.
    """
    kind = task.returns
    tests = [input_test_text(task, test) for test in contract_tests(task)]
    if isinstance(kind, BoolType):
        choices = " ".join(dict.fromkeys(["true", "false", *tests, "(not B)", "(and B B)"]))
        return f"((B Bool))\n((B Bool ({choices})))"
    if not isinstance(kind, IntType | FractionType | StrType):
        raise UnsupportedError("no grammar for a result of this type")
    sort = sorts.sort_name(kind)
    leaves = [_input_text(leaf) for leaf in inputs(task) if leaf.type == kind]
    fixed = [sorts.constant(value, kind) for value in _values(task, kind)]
    terms = " ".join(dict.fromkeys([*leaves, *fixed, *_shapes(task, kind), "(ite B S S)"]))
    order = ["(= S S)"] if kind == STR else ["(= S S)", "(<= S S)"]
    choices = " ".join(dict.fromkeys([*tests, *order, "(not B)", "(and B B)"]))
    return f"((S {sort}) (B Bool))\n((S {sort} ({terms}))\n (B Bool ({choices})))"


def _shapes(task: Problem, kind: Type) -> list[str]:
    used = {n.operation for c in task.ensures for n in walk(c) if isinstance(n, Apply)}
    if kind == STR:
        return [_SHAPES[Operation.CONCAT]]
    if kind == FRACTION:
        return [shape for op, shape in _FRACTION_SHAPES.items() if op is not Operation.CONCAT]
    always = {Operation.ADD, Operation.SUBTRACT}
    wanted = always | (used & {Operation.MULTIPLY})
    return [shape for op, shape in _SHAPES.items() if op in wanted]


def _values(task: Problem, kind: Type) -> list[Value]:
    fitting = {kind, INT} if kind == FRACTION else {kind}
    found: list[Value] = [const.value for const in constants(task) if const.type in fitting]
    return found if kind == STR else [*found, 0, 1]


def _input_text(leaf: Expr) -> str:
    if isinstance(leaf, Name):
        return f"arg.{symbol(leaf.name)}"
    assert isinstance(leaf, Project)
    assert isinstance(leaf.value.type, TupleType | RecordType)
    return sorts.project(leaf.value.type, leaf.index, _input_text(leaf.value))
