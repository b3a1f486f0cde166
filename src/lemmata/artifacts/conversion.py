"""Values between three forms: JSON's stand-ins, and instances of a lemma's own classes."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from lemmata.contracts.types import (
    BoolType,
    DictType,
    EnumType,
    FractionType,
    FunctionType,
    IntType,
    ListType,
    LiteralType,
    NoneType,
    OptionalType,
    RecordType,
    RecursiveType,
    SetType,
    StrType,
    TupleType,
    Type,
    UnionType,
)
from lemmata.contracts.values import (
    DictValue,
    EnumValue,
    FunctionValue,
    ListValue,
    RecordValue,
    SetValue,
    Value,
)

Convert = Callable[[Any], Any]
Known = dict[str, Convert]
_PLAIN = {
    IntType: (int, bool),
    BoolType: (bool,),
    StrType: (str,),
    NoneType: (type(None),),
    FractionType: (Fraction,),
}


def same(value: Any) -> Any:
    """The value as it is: such types have one form."""
    return value


def tied(kind: Type, make: Callable[[Type, Known], Convert], known: Known) -> Convert:
    """What ``make`` gives for a recursive record, made once: inside it stands by its name."""
    name = kind.name if isinstance(kind, RecursiveType) else ""
    if not name:
        return make(kind, known)

    def later(value: Any) -> Any:
        return known[name](value)

    if name not in known:
        known[name] = later
        known[name] = make(kind, known)
    return later


def to_live(kind: Type, space: Mapping[str, Any], known: Known | None = None) -> Convert:
    """A function from values of ``kind`` to instances of the classes in ``space``.

    ``known`` are the functions of recursive records, as far as they were met.
    """
    return tied(kind, lambda one, met: _to_live(one, space, met), {} if known is None else known)


def _to_live(kind: Type, space: Mapping[str, Any], known: Known) -> Convert:
    match kind:
        case EnumType(name=name):
            cls = space[name]
            return lambda value: cls[value.member]
        case RecordType(name=name, fields=fields):
            made = space[name]
            parts = tuple((field.name, to_live(field.type, space, known)) for field in fields)
            return lambda value: made(
                **{n: part(v) for (n, part), v in zip(parts, value.values, strict=True)}
            )
        case TupleType(items=items):
            inner = tuple(to_live(item, space, known) for item in items)
            return lambda value: tuple(part(v) for part, v in zip(inner, value, strict=True))
        case OptionalType(item=item):
            some = to_live(item, space, known)
            return lambda value: None if value is None else some(value)
        case UnionType(items=records):
            ways = {record.name: to_live(record, space, known) for record in records}
            return lambda value: ways[value.record](value)
        case ListType() | SetType() | DictType() | FunctionType():
            return _container_to_live(kind, space)
        case _:
            return same


def _container_to_live(
    kind: ListType | SetType | DictType | FunctionType, space: Mapping[str, Any]
) -> Convert:
    match kind:
        case ListType(item=item):
            part = to_live(item, space)
            return lambda value: [part(v) for v in value.items]
        case SetType(item=item):
            part = to_live(item, space)
            return lambda value: {part(v) for v in value.items}
        case DictType(key=key, value=held):
            named, part = to_live(key, space), to_live(held, space)
            return lambda value: {named(k): part(v) for k, v in value.entries}
        case FunctionType(parameters=parameters, returns=returns):
            return _table(to_live(TupleType(parameters), space), to_live(returns, space))


def _table(given: Convert, gives: Convert) -> Convert:
    """From a function's table to a function that looks it up."""

    def make(value: FunctionValue) -> Callable[..., Any]:
        rows = [(given(known), gives(result)) for known, result in value.table]
        otherwise = gives(value.otherwise)
        return lambda *asked: next((r for known, r in rows if known == asked), otherwise)

    return make


def from_live(kind: Type, known: Known | None = None) -> Callable[[Any], Value]:
    """A function from instances of the lemma's classes to values of ``kind``; see `to_live`."""
    return tied(kind, _from_live, {} if known is None else known)


def _from_live(kind: Type, known: Known) -> Convert:
    match kind:
        case EnumType(name=name):
            return lambda value: EnumValue(name, value.name)
        case RecordType(name=name, fields=fields):
            names = tuple(field.name for field in fields)
            parts = tuple((field.name, from_live(field.type, known)) for field in fields)
            return lambda value: RecordValue(
                name, names, tuple(part(getattr(value, n)) for n, part in parts)
            )
        case TupleType(items=items):
            inner = tuple(from_live(item, known) for item in items)
            return lambda value: tuple(part(v) for part, v in zip(inner, value, strict=True))
        case OptionalType(item=item):
            some = from_live(item, known)
            return lambda value: None if value is None else some(value)
        case UnionType(items=records):
            ways = {record.name: from_live(record, known) for record in records}
            return lambda value: ways[type(value).__name__](value)
        case ListType(item=item):
            one = from_live(item)
            return lambda value: ListValue(tuple(map(one, value)))
        case SetType(item=item):
            one = from_live(item)
            return lambda value: SetValue(frozenset(map(one, value)))
        case DictType(key=key, value=held):
            named, one = from_live(key), from_live(held)
            return lambda value: DictValue(tuple((named(k), one(v)) for k, v in value.items()))
        case _:
            return same


def membership(
    kind: Type, space: Mapping[str, Any], known: Known | None = None
) -> Callable[[Any], bool]:
    """Whether a Python value is of exactly the type: no subclass of ours, of int or of str.

    Trap: of a function only that it can be called; that it is pure and keeps to its type is the
    caller's word. See `to_live` for ``known``.
    """
    return tied(kind, lambda one, met: _membership(one, space, met), {} if known is None else known)


def _membership(kind: Type, space: Mapping[str, Any], known: Known) -> Convert:
    match kind:
        case EnumType(name=name) | RecordType(name=name):
            cls = space[name]
            fields = kind.fields if isinstance(kind, RecordType) else ()
            parts = tuple((field.name, membership(field.type, space, known)) for field in fields)
            return lambda value: (
                type(value) is cls and all(part(getattr(value, n)) for n, part in parts)
            )
        case LiteralType(base=base, values=values):
            is_base = membership(base, space)
            return lambda value: is_base(value) and value in values
        case TupleType(items=items):
            inner = tuple(membership(item, space, known) for item in items)
            return lambda value: (
                type(value) is tuple
                and len(value) == len(inner)
                and all(part(v) for part, v in zip(inner, value, strict=True))
            )
        case OptionalType(item=item):
            some = membership(item, space, known)
            return lambda value: value is None or some(value)
        case UnionType(items=records):
            ways = {space[record.name]: membership(record, space, known) for record in records}
            return lambda value: type(value) in ways and ways[type(value)](value)
        case ListType(item=item) | SetType(item=item):
            cls = list if isinstance(kind, ListType) else set
            one = membership(item, space)
            return lambda value: type(value) is cls and all(map(one, value))
        case DictType(key=key, value=held):
            named, one = membership(key, space), membership(held, space)
            return lambda value: (
                type(value) is dict and all(named(k) and one(v) for k, v in value.items())
            )
        case FunctionType():
            return callable
        case _:
            allowed = _PLAIN[type(kind)]
            return lambda value: type(value) in allowed
