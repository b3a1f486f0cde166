"""Comprehensions: quantifiers over places, defined exactly where Python evaluates them.

`all` stops at the first False and `any` at the first True, so what is demanded of an item counts
only where no earlier one has stopped it. Where `all` is itself a conjunct of a clause that says
no more than that every item is defined: the clause is false if one stops it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import INT, ListType, SetType, TupleType, Type, show
from lemmata.language.tree import (
    Apply,
    Comprehension,
    Expr,
    Gather,
    Operation,
    RangeSource,
    ReversedSource,
    Source,
    Target,
    ValueSource,
)
from lemmata.obligations.demands import Demand
from lemmata.obligations.encoding import Binder, Encoding, Environment
from lemmata.obligations.folds import fold, neighbours
from lemmata.obligations.maps import has
from lemmata.obligations.obligation import ObligationKind
from lemmata.obligations.quantifiers import for_all
from lemmata.obligations.smtlib import Term, apply, conjunction, implies, negate, operands
from lemmata.obligations.sorts import constructor, project, sort_name
from lemmata.obligations.sources import drawn, sliced
from lemmata.obligations.theory import forall, replaced


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
    if expr.gather is Gather.SET:
        listed = replace(expr, gather=Gather.LIST, type=ListType(expr.element.type))
        made = Apply(Operation.SET_OF, (listed,), expr.type, expr.line)
        return encoder.term(made, environment)
    is_conjunct = encoder.is_conjunct and expr.gather is Gather.ALL
    source = expr.source
    of_set = isinstance(source, ValueSource) and isinstance(source.value.type, SetType)
    if of_set and expr.gather not in _FOLDS:
        assert isinstance(source, ValueSource)
        return _over_set(encoder, expr, source.value, environment, is_conjunct)
    if isinstance(source, ReversedSource) and expr.gather in _FOLDS:
        source = source.inner  # the order makes no difference to these
    span = spanned(encoder, source, environment)
    match expr.gather:
        case Gather.ALL | Gather.ANY:
            return _quantified(encoder, expr, span, environment, is_conjunct)
        case Gather.SUM | Gather.LIST | Gather.LEAST | Gather.GREATEST:
            return _folded(encoder, expr, span, environment)
        case _:
            raise UnsupportedError(f"a comprehension for {expr.gather.value}, line {expr.line}")


_FOLDS = {Gather.SUM: "sum", Gather.LEAST: "least", Gather.GREATEST: "greatest"}


def _folded(encoder: Encoding, expr: Comprehension, span: Span, environment: Environment) -> Term:
    """A fold; every item is evaluated, in order."""
    with encoder.binder("Int") as bound:
        body = evaluate(encoder, expr, span, environment, bound, False)
    if bound.demands:
        demand_all(encoder, bound)
    sort = encoder.sorts.sort(expr.element.type)
    kind = _FOLDS.get(expr.gather, "map" if body.tests == "true" else "keep")
    if expr.gather is Gather.LIST:
        encoder.sorts.sort(expr.type)
        if isinstance(expr.type, ListType) and sort_name(expr.type) != f"list.{sort}":
            raise UnsupportedError(f"a list of {show(expr.element.type)}, line {expr.line}")
    if kind in ("least", "greatest"):
        _some(encoder, expr, span, body, kind)
    numbers = ("Int", "Real") if kind == "sum" else ("Int", "Real", "String")
    if kind in _FOLDS.values() and sort not in numbers:
        raise UnsupportedError(f"the {kind} of {show(expr.element.type)}, line {expr.line}")
    triple = (body.place, body.tests, body.element)
    return fold(encoder, kind, triple, (span.first, span.last), sort)


def _some(encoder: Encoding, expr: Comprehension, span: Span, body: Body, kind: str) -> None:
    """The demand that something is drawn."""
    some = apply("<", span.first, span.last)
    if body.tests != "true":
        inside = within(span, body.place)
        variables = ((body.place, "Int"),)
        some = negate(for_all(encoder.sorts, variables, inside, negate(body.tests)))
    text = f"the {kind} is of one item or more"
    encoder.demand(Demand(some, ObligationKind.DEFINED, text, expr.line, "ValueError"))


def spanned(encoder: Encoding, source: Source, environment: Environment) -> Span:
    """The places of a source; those of a plain range are its integers, of a slice the list's."""
    if isinstance(source, ValueSource):
        part = sliced(encoder, source.value, environment)
        if part is not None:
            return Span(*part)
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
    low, high = apply("<=", span.first, place), apply("<", place, span.last)
    with encoder.under(low), encoder.under(high):
        return _tested(encoder, expr, inner, place, is_conjunct)


def _tested(
    encoder: Encoding, expr: Comprehension, inner: Environment, place: str, is_conjunct: bool
) -> Body:
    """The tests, each where the earlier ones hold, then the element."""

    def under(tests: tuple[Expr, ...], known: tuple[Term, ...]) -> Body:
        if not tests:
            element = encoder.conjunct(expr.element, inner, is_conjunct)
            return Body(place, conjunction(known), element)
        test = encoder.term(tests[0], inner)
        with encoder.under(test):
            return under(tests[1:], (*known, test))

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
    ordered = None
    if is_all and body.tests == "true":
        ordered = neighbours(encoder, (span.first, span.last), body.place, body.element)
    if ordered is not None:
        return ordered
    made = for_all(encoder.sorts, ((body.place, "Int"),), premise, goes_on)
    return made if is_all else negate(made)


def _over_set(
    encoder: Encoding,
    expr: Comprehension,
    value: Expr,
    environment: Environment,
    is_conjunct: bool,
) -> Term:
    """`all` or `any` over a set, whose order nobody knows: each item must be defined."""
    kind, is_all = value.type, expr.gather is Gather.ALL
    if not isinstance(kind, SetType) or expr.gather not in (Gather.ALL, Gather.ANY):
        raise UnsupportedError(
            f"a set in a {expr.gather.value}, line {expr.line}", remedy="sort it"
        )
    whole = encoder.share(encoder.term(value, environment), kind)
    sort = encoder.sorts.sort(kind.item)
    with encoder.binder(sort) as bound:
        (one,) = bound.names
        held = has(kind, whole, one)
        with encoder.under(held):
            inner = bind(expr.target, one, expr.item, environment)
            body = _tested(encoder, expr, inner, one, is_conjunct)
    if bound.demands and encoder.in_clause and not is_conjunct:
        # Whether an item is reached hangs on the order: no clause can say it exactly.
        raise UnsupportedError(
            f"a clause over a set that may raise, line {expr.line}", remedy="test for it first"
        )

    def each(premise: Term, conclusion: Term) -> Term:
        return forall(((one, sort),), implies(premise, conclusion), ((held,),))

    for guards, demand in bound.demands:
        condition = each(conjunction(guards), demand.condition)
        encoder.demand(demand._replace(condition=condition))
    goes_on = body.element if is_all else negate(body.element)
    made = each(conjunction([held, body.tests]), goes_on)
    return made if is_all else negate(made)


def _goes_on(encoder: Encoding, span: Span, body: Body, goes_on: Term) -> Term:
    """No place before this one has stopped the evaluation."""
    early = body.place.replace("bound.", "early.")
    names = {body.place: early}
    statement = implies(replaced(body.tests, names), replaced(goes_on, names))
    return for_all(encoder.sorts, ((early, "Int"),), within(span, early, body.place), statement)
