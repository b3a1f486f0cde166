"""A solver's model, read back as Python values of the declared types."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from lemmata.contracts.errors import DataError, LemmataError
from lemmata.contracts.types import (
    BOOL,
    BoolType,
    DictType,
    EnumType,
    FractionType,
    IntType,
    LiteralType,
    NoneType,
    OptionalType,
    RecordType,
    SetType,
    StrType,
    TupleType,
    Type,
    UnionType,
    contains,
    show,
)
from lemmata.contracts.values import DictValue, EnumValue, RecordValue, SetValue, Value
from lemmata.language.tree import Program
from lemmata.obligations.calls import find
from lemmata.obligations.scripts import Input
from lemmata.obligations.smtlib import SExpr, read, symbol, unescape
from lemmata.obligations.sorts import components, constructor, inject, member, sort_name


def read_arguments(program: Program, name: str, replies: Sequence[str]) -> tuple[Value, ...]:
    """The arguments in a model: one reply to `get-value` for each parameter, in order.

    A reply is either `((term value))` or the value alone.

    Raises:
        DataError: a reply that is no value of the parameter's type; above all an irrational
            number where a `Fraction` is wanted.
    """
    parameters = find(program, name).parameters
    return read_inputs([Input(f"arg.{symbol(p.name)}", p.type) for p in parameters], replies)


def read_inputs(inputs: Sequence[Input], replies: Sequence[str]) -> tuple[Value, ...]:
    """The values of these constants in a model: one reply to `get-value` for each, in order.

    Raises: as `read_arguments`.
    """
    if len(replies) != len(inputs):
        raise DataError(f"{len(replies)} values for {len(inputs)} constants")
    values: list[Value] = []
    for known, reply in zip(inputs, replies, strict=True):
        label = known.term.partition(".")[2]
        try:
            value = _value(_expand(_lone(read(reply), known.term), {}), known.type)
        except (ValueError, LemmataError, ZeroDivisionError) as error:
            raise DataError(
                f"the solver's value for {label} is no {show(known.type)}: {reply[:120]}"
            ) from error
        if not contains(known.type, value):
            raise DataError(f"the solver's value {value!r} for {label} is outside its type")
        values.append(value)
    return tuple(values)


def _lone(reply: SExpr, term: str) -> SExpr:
    match reply:
        case [[str() as asked, value]] if asked == term:
            return value
        case _:
            return reply


def _expand(node: SExpr, bound: Mapping[str, SExpr]) -> SExpr:
    """The value without `let` (z3 shares parts of large values) and without `as`."""
    match node:
        case str():
            return bound.get(node, node)
        case ["let", list() as bindings, body]:
            inner = dict(bound)
            for binding in bindings:
                if len(binding) != 2 or not isinstance(binding[0], str):
                    raise ValueError("a malformed let")
                inner[binding[0]] = _expand(binding[1], bound)
            return _expand(body, inner)
        case ["as", value, _]:
            return _expand(value, bound)
        case _:
            return [_expand(part, bound) for part in node]


def _value(node: SExpr, kind: Type) -> Value:
    match kind:
        case BoolType():
            return {"true": True, "false": False}[_atom(node, ("true", "false"))]
        case IntType():
            number = _number(node)
            if number.denominator != 1:
                raise ValueError("not an integer")
            return int(number)
        case FractionType():
            return _number(node)
        case StrType():
            return _string(node)
        case NoneType():
            return None
        case LiteralType(base=base):
            return _value(node, base)
        case EnumType(name=name, members=members):
            known = {member(name, one): one for one, _ in members}
            return EnumValue(name, known[_atom(node, tuple(known))])
        case OptionalType():
            return _optional(node, kind)
        case UnionType(items=items):
            return _of_union(node, kind, items)
        case TupleType():
            return _parts(node, kind)
        case RecordType(name=name, fields=fields):
            return RecordValue(name, tuple(field.name for field in fields), _parts(node, kind))
        case DictType():
            return DictValue(_entries(node, kind))
        case SetType():
            return SetValue(frozenset(_members(node, kind)))
        case _:
            raise ValueError("the solver's own name of a value")


def _stored(node: SExpr) -> tuple[SExpr, list[tuple[SExpr, SExpr]]]:
    """What an array holds everywhere, then its stores, first to last."""
    match node:
        case ["const", everywhere]:
            return everywhere, []
        case ["store", inner, key, value]:
            everywhere, stores = _stored(inner)
            return everywhere, [*stores, (key, value)]
        case _:
            raise ValueError("not an array that is written out")


def _entries(node: SExpr, kind: DictType) -> tuple[tuple[Value, Value], ...]:
    everywhere, stores = _stored(node)
    held = OptionalType(kind.value)
    empty = f"none.{sort_name(kind.value)}"
    if everywhere != empty:
        raise ValueError("a dict without end")
    found: dict[Value, Value] = {}
    for key, value in stores:
        place = _value(key, kind.key)
        found.pop(place, None)
        match value:
            case str() if value == empty:
                pass
            case [str() as head, inner] if head == f"some.{sort_name(held.item)}":
                found[place] = _value(inner, kind.value)
            case _:
                raise ValueError("not a slot of a dict")
    return tuple(found.items())


def _members(node: SExpr, kind: SetType) -> set[Value]:
    everywhere, stores = _stored(node)
    if everywhere != "false":
        raise ValueError("a set without end")
    found: set[Value] = set()
    for key, value in stores:
        place = _value(key, kind.item)
        if _value(value, BOOL):
            found.add(place)
        else:
            found.discard(place)
    return found


def _atom(node: SExpr, known: tuple[str, ...]) -> str:
    if isinstance(node, str) and node in known:
        return node
    raise ValueError(f"{node!r} is none of {known}")


def _number(node: SExpr) -> Fraction:
    match node:
        case str():
            return Fraction(node)
        case ["-", operand]:
            return -_number(operand)
        case ["/", left, right]:
            return _number(left) / _number(right)
        case ["to_real", operand]:
            return _number(operand)
        case _:
            raise ValueError("not a rational number")


def _string(node: SExpr) -> str:
    if isinstance(node, str) and node.startswith('"') and node.endswith('"'):
        return unescape(node)
    raise ValueError("not a string")


def _optional(node: SExpr, kind: OptionalType) -> Value:
    sort = sort_name(kind.item)
    match node:
        case str() if node == f"none.{sort}":
            return None
        case [str() as head, value] if head == f"some.{sort}":
            return _value(value, kind.item)
        case _:
            raise ValueError("not an optional")


def _of_union(node: SExpr, kind: UnionType, items: Sequence[RecordType]) -> Value:
    for record in items:
        match node:
            case [str() as head, value] if head == inject(kind, record, "x").split()[0][1:]:
                return _value(value, record)
    raise ValueError("not a value of the union")


def _parts(node: SExpr, kind: TupleType | RecordType) -> tuple[Value, ...]:
    kinds = components(kind)
    parts = [node] if isinstance(node, str) else list(node)
    if not parts or parts[0] != constructor(kind) or len(parts) != len(kinds) + 1:
        raise ValueError("not the constructor of the type")
    return tuple(_value(part, one) for part, one in zip(parts[1:], kinds, strict=True))
