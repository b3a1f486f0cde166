"""Comprehensions: quantifiers over places, defined exactly where Python evaluates them.

`all` stops at the first False and `any` at the first True, so what is demanded of an item counts
only where no earlier one has stopped it. Where `all` is itself a conjunct of a clause that says
no more than that every item is defined: the clause is false if one stops it.
"""

from collections.abc import Callable
from typing import NamedTuple

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import INT, TupleType, Type
from lemmata.language.tree import Comprehension, Expr, Gather, RangeSource, Source, Target
from lemmata.obligations.encoding import Binder, Encoding, Environment
from lemmata.obligations.quantifiers import for_all
from lemmata.obligations.smtlib import Term, apply, conjunction, implies, negate, operands
from lemmata.obligations.sorts import constructor, project
from lemmata.obligations.sources import drawn
from lemmata.obligations.theory import replaced


class Span(NamedTuple):
    """Places `first <= place < last`, and the item at each."""

    first: Term
    last: Term
    item: Callable[[Term], Term]
    type: Type


class Body(NamedTuple):
    """A comprehension under its binder: the place, whether it is tested in, and the element."""

    place: str
    tests: Term
    element: Term


def gather(encoder: Encoding, expr: Comprehension, environment: Environment) -> Term:
    """The value of a comprehension.

    Raises:
        UnsupportedError: one without an exact counterpart.
    """
    is_conjunct = encoder.is_conjunct and expr.gather is Gather.ALL
    span = spanned(encoder, expr.source, environment)
    match expr.gather:
        case Gather.ALL | Gather.ANY:
            return _quantified(encoder, expr, span, environment, is_conjunct)
        case _:
            raise UnsupportedError(f"a comprehension for {expr.gather.value}, line {expr.line}")


def spanned(encoder: Encoding, source: Source, environment: Environment) -> Span:
    """The places of a source; those of a plain range are its integers."""
    if isinstance(source, RangeSource) and source.step == 1:
        start, stop = (encoder.term(bound, environment) for bound in (source.start, source.stop))
        return Span(start, stop, lambda place: place, INT)
    made = drawn(encoder, source, environment)
    return Span("0", made.length, made.item, made.type)


def evaluate(
    encoder: Encoding,
    expr: Comprehension,
    span: Span,
    environment: Environment,
    bound: Binder,
    is_conjunct: bool,
) -> Body:
    """The tests and the element at the bound place, each demand kept in the binder."""
    (place,) = bound.names
    inner = bind(expr.target, span.item(place), expr.item, environment)

    def under(tests: tuple[Expr, ...], known: tuple[Term, ...]) -> Body:
        if not tests:
            element = encoder.conjunct(expr.element, inner, is_conjunct)
            return Body(place, conjunction(known), element)
        test = encoder.term(tests[0], inner)
        with encoder.under(test):
            return under(tests[1:], (*known, test))

    with encoder.under(apply("<=", span.first, place)), encoder.under(apply("<", place, span.last)):
        return under(expr.tests, ())


def bind(target: Target, item: Term, kind: Type, environment: Environment) -> Environment:
    """The environment with the item's parts under the target's names."""
    if isinstance(target, str):
        return {**environment, target: (item, kind)}
    if not isinstance(kind, TupleType):
        raise UnsupportedError("unpacking what is no tuple")
    made = item.startswith(f"({constructor(kind)} ")
    parts = operands(item) if made else [project(kind, i, item) for i in range(len(kind.items))]
    for inner, part, inner_kind in zip(target, parts, kind.items, strict=True):
        environment = bind(inner, part, inner_kind, environment)
    return environment


def within(span: Span, place: Term, last: Term | None = None) -> Term:
    """The place is one of the span's, below ``last`` if that is given."""
    return conjunction([apply("<=", span.first, place), apply("<", place, last or span.last)])


def demand_all(encoder: Encoding, bound: Binder, more: Term = "true") -> None:
    """Demand outside, for all places, what was demanded under the binder."""
    variables = tuple((name, "Int") for name in bound.names)
    for guards, demand in bound.demands:
        premise = conjunction([*guards[:2], more, *guards[2:]])
        condition = for_all(encoder.sorts, variables, premise, demand.condition)
        encoder.demand(demand._replace(condition=condition))


def _quantified(
    encoder: Encoding,
    expr: Comprehension,
    span: Span,
    environment: Environment,
    is_conjunct: bool,
) -> Term:
    is_all = expr.gather is Gather.ALL
    with encoder.binder("Int") as bound:
        body = evaluate(encoder, expr, span, environment, bound, is_conjunct)
    goes_on = body.element if is_all else negate(body.element)
    if bound.demands:
        more = "true" if is_conjunct else _goes_on(encoder, span, body, goes_on)
        demand_all(encoder, bound, more)
    premise = conjunction([within(span, body.place), body.tests])
    made = for_all(encoder.sorts, ((body.place, "Int"),), premise, goes_on)
    return made if is_all else negate(made)


def _goes_on(encoder: Encoding, span: Span, body: Body, goes_on: Term) -> Term:
    """No place before this one has stopped the evaluation."""
    early = body.place.replace("bound.", "early.")
    names = {body.place: early}
    statement = implies(replaced(body.tests, names), replaced(goes_on, names))
    return for_all(encoder.sorts, ((early, "Int"),), within(span, early, body.place), statement)
