"""Laws of expressions as scripts, and small builders of the tree that they are written in."""

from collections.abc import Mapping

from lemmata.contracts.types import BOOL, INT, ListType, Type
from lemmata.language.tree import (
    Apply,
    Comprehension,
    Const,
    Expr,
    Gather,
    Logic,
    Name,
    Operation,
    RangeSource,
    Source,
    ValueSource,
)
from lemmata.obligations.demands import Demand
from lemmata.obligations.obligation import ObligationKind
from lemmata.obligations.scripts import Claim, Input, obligation
from lemmata.obligations.smtlib import Term, negate
from lemmata.obligations.solvers import Script
from lemmata.obligations.sorts import domain
from lemmata.obligations.terms import Encoder

INTS = ListType(INT)
Op = Operation


def use(operation: Operation, kind: Type, *arguments: Expr) -> Apply:
    """The operation applied."""
    return Apply(operation, arguments, kind, 1)


def num(value: int) -> Const:
    """An integer."""
    return Const(value, INT, 1)


def var(name: str, kind: Type = INT) -> Name:
    """A variable."""
    return Name(name, kind, 1)


def size(xs: Expr) -> Apply:
    """`len(xs)`."""
    return use(Op.LENGTH, INT, xs)


def item(xs: Expr, index: Expr) -> Apply:
    """`xs[index]`."""
    assert isinstance(xs.type, ListType)
    return use(Op.ITEM, xs.type.item, xs, index)


def equals(left: Expr, right: Expr) -> Apply:
    """`left == right`."""
    return use(Op.EQUAL, BOOL, left, right)


def less(left: Expr, right: Expr) -> Apply:
    """`left < right`."""
    return use(Op.LESS, BOOL, left, right)


def most(left: Expr, right: Expr) -> Apply:
    """`left <= right`."""
    return use(Op.LESS_EQUAL, BOOL, left, right)


def plus(left: Expr, right: Expr) -> Apply:
    """`left + right` of ints."""
    return use(Op.ADD, INT, left, right)


def minus(left: Expr, right: Expr) -> Apply:
    """`left - right` of ints."""
    return use(Op.SUBTRACT, INT, left, right)


def both(*parts: Expr) -> Logic:
    """`and`."""
    return Logic("and", parts, BOOL, 1)


def either(*parts: Expr) -> Logic:
    """`or`."""
    return Logic("or", parts, BOOL, 1)


def when(test: Expr, then: Expr) -> Logic:
    """`not test or then`."""
    return either(use(Op.NOT, BOOL, test), then)


def cut(xs: Expr, lower: Expr, upper: Expr) -> Apply:
    """`xs[lower:upper]`."""
    return use(Op.SLICE, xs.type, xs, lower, upper)


def over(source: Source) -> Type:
    """The type of what a source yields."""
    match source:
        case ValueSource(value=Name(type=ListType(item=inner)) | Apply(type=ListType(item=inner))):
            return inner
        case _:
            return INT


def each(
    gather: Gather,
    element: Expr,
    target: str,
    source: Source,
    *tests: Expr,
) -> Comprehension:
    """`gather(element for target in source if tests)`."""
    made: Type = element.type
    if gather is Gather.LIST:
        made = ListType(made)
    return Comprehension(gather, element, target, source, over(source), tests, made, 1)


def span(stop: Expr, start: Expr | None = None) -> RangeSource:
    """`range(start, stop)`."""
    return RangeSource(start or num(0), stop, 1)


def law(variables: Mapping[str, Type], goal: Expr, *given: Expr) -> Script:
    """Unsat if the goal is defined and true of all values of which the premises are."""
    inputs = {name: Input(f"arg.{name}", kind) for name, kind in variables.items()}

    def none(demand: Demand, _: tuple[Term, ...]) -> None:
        raise AssertionError(demand)

    encoder = Encoder(none, lambda *_: "")
    environment = {name: (known.term, known.type) for name, known in inputs.items()}
    for known in inputs.values():
        encoder.sorts.sort(known.type)
        encoder.scope.state(domain(known.term, known.type))
    for premise in given:
        encoder.scope.state(encoder.holds(premise, environment))
    formula = encoder.holds(goal, environment)
    claim = Claim("law", ObligationKind.POSTCONDITION, "a law", 1)
    made = obligation(
        "law",
        claim,
        list(inputs.values()),
        encoder.scope,
        [negate(formula)],
        encoder.sorts.declared.values(),
        [],
    )
    return Script(made.smt)
