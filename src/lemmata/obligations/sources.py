"""What loops and comprehensions draw from: a length, and the item at each position.

The operands are evaluated once, before anything is drawn. Positions are counted from 0; `item`
means nothing outside `0 <= position < length`.
"""

from collections.abc import Callable
from typing import NamedTuple

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import (
    INT,
    STR,
    DictType,
    ListType,
    SetType,
    StrType,
    TupleType,
    Type,
    show,
)
from lemmata.language.tree import (
    Apply,
    EnumerateSource,
    Expr,
    ItemsSource,
    Operation,
    RangeSource,
    ReversedSource,
    Source,
    ValueSource,
    ZipSource,
)
from lemmata.obligations.encoding import Encoding, Environment
from lemmata.obligations.lists import bounds_of, item_at, length_of
from lemmata.obligations.maps import items_of, keys_of, size_of, value_at
from lemmata.obligations.smtlib import Term, add, apply, choose, integer, subtract
from lemmata.obligations.sorts import base_of, build


class Drawn(NamedTuple):
    """A source as terms: how many items, which one at a position, and their type."""

    length: Term
    item: Callable[[Term], Term]
    type: Type


def drawn(encoder: Encoding, source: Source, environment: Environment) -> Drawn:
    """The source's length and items, its operands evaluated here.

    Raises:
        UnsupportedError: a source whose order or length has no exact counterpart.
    """
    match source:
        case RangeSource():
            return _range(encoder, source, environment)
        case ValueSource(value=value):
            return _value(encoder, value, environment)
        case EnumerateSource(inner=inner, start=start):
            return _enumerate(encoder, inner, start, environment)
        case ZipSource(inners=inners):
            return _zip(encoder, [drawn(encoder, inner, environment) for inner in inners])
        case ReversedSource(inner=inner):
            return _reversed(drawn(encoder, inner, environment))
        case ItemsSource(value=value):
            return _items(encoder, value, environment)


def _range(encoder: Encoding, source: RangeSource, environment: Environment) -> Drawn:
    start = encoder.share(encoder.term(source.start, environment), INT)
    stop = encoder.share(encoder.term(source.stop, environment), INT)
    return range_drawn(start, stop, source.step, lambda term: encoder.share(term, INT))


def range_drawn(start: Term, stop: Term, step: int, share: Callable[[Term], Term]) -> Drawn:
    """`range(start, stop, step)` as terms."""
    span = subtract(stop, start) if step > 0 else subtract(start, stop)
    size = abs(step)
    count = span if size == 1 else f"(div (+ {span} {size - 1}) {size})"
    length = share(choose(f"(> {span} 0)", count, "0"))
    return Drawn(length, lambda position: add(start, scaled(step, position)), INT)


class Sliced(NamedTuple):
    """A slice as places of the whole, from ``first`` up to ``last``; none if they cross."""

    first: Term
    last: Term
    item: Callable[[Term], Term]
    type: Type


def sliced(encoder: Encoding, value: Expr, environment: Environment) -> Sliced | None:
    """The places of a slice of a list or str; None if the value is no slice."""
    kind = value.type
    if not isinstance(value, Apply) or value.operation is not Operation.SLICE:
        return None
    if not isinstance(kind, ListType | StrType):
        return None
    terms = [encoder.term(argument, environment) for argument in value.arguments]
    encoder.sorts.sort(kind)
    whole = encoder.share(terms[0], kind)
    if isinstance(kind, StrType):
        bounds = bounds_of(encoder, value, terms, apply("str.len", whole))
        return Sliced(*bounds, lambda place: apply("str.at", whole, place), kind)
    bounds = bounds_of(encoder, value, terms, length_of(kind, whole))
    return Sliced(*bounds, lambda place: item_at(kind, whole, place), kind.item)


def _value(encoder: Encoding, value: Expr, environment: Environment) -> Drawn:
    part = sliced(encoder, value, environment)
    if part is not None:
        first, last, item, inner = part
        size = last if first == "0" else choose(f"(< {first} {last})", f"(- {last} {first})", "0")
        length = encoder.share(size, INT)
        return Drawn(length, lambda position: item(add(first, position)), inner)
    kind = base_of(value.type)
    whole = encoder.share(encoder.term(value, environment), value.type)
    match kind:
        case StrType():
            length = apply("str.len", whole)
            return Drawn(length, lambda position: apply("str.at", whole, position), STR)
        case ListType(item=inner):
            length = length_of(kind, whole)
            return Drawn(length, lambda position: item_at(kind, whole, position), inner)
        case DictType(key=inner):
            listed = ListType(inner)
            keys = encoder.share(keys_of(encoder, kind, whole), listed)
            length = size_of(kind, whole)
            return Drawn(length, lambda position: item_at(listed, keys, position), inner)
        case SetType(item=inner):
            listed = ListType(inner)
            items = encoder.share(items_of(encoder, kind, whole), listed)
            length = size_of(kind, whole)
            return Drawn(length, lambda position: item_at(listed, items, position), inner)
        case _:
            raise UnsupportedError(f"iteration over {show(kind)}", remedy="iterate over a list")


def _items(encoder: Encoding, value: Expr, environment: Environment) -> Drawn:
    kind = base_of(value.type)
    if not isinstance(kind, DictType):
        raise UnsupportedError(f"the items of {show(kind)}", remedy="use a dict")
    keys = _value(encoder, value, environment)
    whole = encoder.share(encoder.term(value, environment), kind)
    pair = TupleType((kind.key, kind.value))
    encoder.sorts.sort(pair)

    def item(position: Term) -> Term:
        key = keys.item(position)
        return build(pair, [key, value_at(kind, whole, key)])

    return Drawn(keys.length, item, pair)


def _enumerate(encoder: Encoding, inner: Source, start: Expr, environment: Environment) -> Drawn:
    below = drawn(encoder, inner, environment)
    first = encoder.share(encoder.term(start, environment), INT)
    pair = TupleType((INT, below.type))
    encoder.sorts.sort(pair)
    return Drawn(below.length, lambda p: build(pair, [add(first, p), below.item(p)]), pair)


def _zip(encoder: Encoding, inners: list[Drawn]) -> Drawn:
    if not inners:
        raise UnsupportedError("zip of nothing", remedy="name what is to be zipped")
    kind = TupleType(tuple(inner.type for inner in inners))
    encoder.sorts.sort(kind)
    length = inners[0].length
    for inner in inners[1:]:
        length = encoder.share(apply("py.min", length, inner.length), INT)
    return Drawn(length, lambda p: build(kind, [inner.item(p) for inner in inners]), kind)


def _reversed(inner: Drawn) -> Drawn:
    last = subtract(inner.length, "1")
    return Drawn(inner.length, lambda p: inner.item(subtract(last, p)), inner.type)


def scaled(factor: int, term: Term) -> Term:
    """The product with a constant, without a one."""
    return term if factor == 1 else apply("*", integer(factor), term)
