"""What a variable of a rule holds while the rule is read: a value, a field, ints of fields."""

from dataclasses import dataclass, field
from typing import TypeAlias

from lemmata.contracts.values import RecordValue, Value
from lemmata.rules.domain import Field


@dataclass(frozen=True, slots=True)
class Known:
    """One value. Equal where the text is: ``True`` is no ``1``, at any depth."""

    text: str
    value: Value = field(compare=False)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The label of a field, which stands at this position of the domain."""

    field: int


@dataclass(frozen=True, slots=True)
class Linear:
    """``offset`` and the ints of some fields, each with a factor other than 0, by position."""

    factors: tuple[tuple[int, int], ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Struct:
    """A tuple, or a record of this name, of which some component is not known."""

    items: tuple["Term", ...]
    record: str = ""
    names: tuple[str, ...] = ()


Term: TypeAlias = Known | Chosen | Linear | Struct


def known(value: Value) -> Known:
    """The term of one value."""
    return Known(repr(value), value)


def struct(items: tuple[Term, ...], record: str = "", names: tuple[str, ...] = ()) -> Term:
    """A tuple or a record of terms: one value where all of them are."""
    values = tuple(item.value for item in items if isinstance(item, Known))
    if len(values) < len(items):
        return Struct(items, record, names)
    return known(RecordValue(record, names, values) if record else values)


def linear(term: Term) -> Linear | None:
    """The term as ints of fields; None where it is no int."""
    if isinstance(term, Linear):
        return term
    if isinstance(term, Known) and isinstance(term.value, int):
        return Linear((), int(term.value))
    return None


def add(left: Linear, right: Linear, factor: int = 1) -> Linear:
    """``left + factor * right``."""
    factors = dict(left.factors)
    for position, known_factor in right.factors:
        factors[position] = factors.get(position, 0) + factor * known_factor
    kept = tuple(sorted((p, f) for p, f in factors.items() if f))
    return Linear(kept, left.offset + factor * right.offset)


def simple(term: Linear) -> Term:
    """The term, as one value where no field is in it."""
    return term if term.factors else known(term.offset)


def fields_of(term: Term) -> frozenset[int]:
    """The positions of all fields in a term."""
    match term:
        case Known():
            return frozenset()
        case Chosen(field=position):
            return frozenset({position})
        case Linear(factors=factors):
            return frozenset(position for position, _ in factors)
        case Struct(items=items):
            return frozenset().union(*map(fields_of, items))


def ground(term: Term, position: int, index: int, one: Field) -> Term:
    """The term where the field at this position has the value of this index."""
    match term:
        case Known():
            return term
        case Chosen(field=held):
            return known(one.value(index)) if held == position else term
        case Linear(factors=factors, offset=offset):
            rest = tuple((p, f) for p, f in factors if p != position)
            factor = dict(factors).get(position, 0)
            return simple(Linear(rest, offset + factor * (one.low + index)))
        case Struct(items=items, record=record, names=names):
            parts = tuple(ground(item, position, index, one) for item in items)
            return struct(parts, record, names)
