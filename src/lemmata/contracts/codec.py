"""Values to JSON and back, by declared type."""

import re
from fractions import Fraction
from typing import TypeAlias

from lemmata.contracts.errors import DataError, LimitError
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
    SetType,
    StrType,
    TupleType,
    Type,
    UnionType,
    show,
)
from lemmata.contracts.values import (
    DictValue,
    EnumValue,
    FunctionValue,
    ListValue,
    RecordValue,
    SetValue,
    Value,
    to_python,
)

Json: TypeAlias = "int | float | bool | str | list[Json] | dict[str, Json] | None"

_FRACTION = re.compile(r"(-?[0-9]+)/([0-9]+)")


CLASS = "class"
"""The key that names a dataclass among several: no field, as Python reserves the word."""


def to_json(value: Value) -> Json:
    """The value as JSON data.

    int, bool, str and None as themselves, a Fraction as ``"n/d"``, an enum member by name, a
    tuple, a list or a set as a list, a dict as a list of [key, value], a dataclass as an object
    with its ``class`` and all its fields, a function as an object of its ``table`` and what it
    gives ``otherwise``.

    Raises:
        LimitError: a Fraction with more digits than Python converts.
    """
    match value:
        case Fraction():
            try:
                return f"{value.numerator}/{value.denominator}"
            except ValueError as error:
                raise LimitError(
                    f"a Fraction has too many digits to be written: {error}",
                    remedy="bound the inputs by the precondition",
                ) from error
        case EnumValue(member=member):
            return member
        case RecordValue(record=record, names=names, values=values):
            return {CLASS: record} | dict(zip(names, map(to_json, values), strict=True))
        case tuple():
            return [to_json(item) for item in value]
        case ListValue(items=items):
            return [to_json(item) for item in items]
        case SetValue(items=members):
            return [to_json(item) for item in sorted(members, key=to_python)]
        case DictValue(entries=entries):
            return [[to_json(key), to_json(held)] for key, held in entries]
        case FunctionValue(table=table, otherwise=otherwise):
            rows: list[Json] = [[to_json(given), to_json(gives)] for given, gives in table]
            return {"table": rows, "otherwise": to_json(otherwise)}
        case _:
            return value


def from_json(kind: Type, data: Json, where: str) -> Value:
    """The value of type ``kind`` that ``data`` writes; ``where`` names it in errors.

    A bool is no int and an int no bool; a Fraction is ``"n/d"`` or an int; an object has every
    field and no other, and its ``class`` where the type leaves several. The keys of a dict and
    the items of a set are distinct.

    Raises:
        DataError: the data does not fit; the message says where, what came and what is wanted.
    """
    match kind:
        case IntType() | BoolType() | StrType() | NoneType():
            if type(data) is not _PYTHON[type(kind)]:
                raise _misfit(kind, data, where)
            assert not isinstance(data, list | dict | float)
            return data
        case FractionType():
            return _fraction(kind, data, where)
        case EnumType(name=name, members=members):
            member = kind.canonical(data) if isinstance(data, str) else None
            if member is None:
                names = ", ".join(known for known, _ in members)
                raise _misfit(kind, data, where, f"give one of {names}")
            return EnumValue(name, member)
        case LiteralType(base=base, values=values):
            value = from_json(base, data, where)
            if value not in values:
                raise _misfit(kind, data, where)
            return value
        case OptionalType(item=item):
            return None if data is None else from_json(item, data, where)
        case RecordType() | UnionType():
            return _record(kind, data, where)
        case TupleType(items=items):
            if not isinstance(data, list) or len(data) != len(items):
                raise _misfit(kind, data, where, f"give a list of {len(items)}")
            pairs = enumerate(zip(items, data, strict=True))
            return tuple(from_json(item, part, f"{where}[{i}]") for i, (item, part) in pairs)
        case ListType(item=item):
            return ListValue(_items(kind, item, data, where))
        case SetType(item=item):
            distinct = _items(kind, item, data, where)
            _check_distinct(kind, distinct, data, where)
            return SetValue(frozenset(distinct))
        case DictType(key=key, value=held):
            rows = _pairs(kind, (key, held), data, where)
            _check_distinct(kind, tuple(one for one, _ in rows), data, where)
            return DictValue(rows)
        case FunctionType():
            return _table(kind, data, where)


_PYTHON: dict[type, type] = {IntType: int, BoolType: bool, StrType: str, NoneType: type(None)}


def _fraction(kind: FractionType, data: Json, where: str) -> Fraction:
    if type(data) is int:
        return Fraction(data)
    parts = _FRACTION.fullmatch(data) if isinstance(data, str) else None
    remedy = 'give "numerator/denominator" or an integer'
    if parts is None:
        raise _misfit(kind, data, where, remedy)
    try:
        return Fraction(int(parts[1]), int(parts[2]))
    except (ValueError, ZeroDivisionError) as error:
        raise _misfit(kind, data, where, f"{error}; {remedy}") from error


def _class(kind: UnionType, data: Json, where: str) -> RecordType:
    name = data.get(CLASS) if isinstance(data, dict) else None
    for record in kind.items:
        if record.name == name:
            return record
    names = ", ".join(f'"{record.name}"' for record in kind.items)
    raise _misfit(kind, data, where, f'give an object whose "{CLASS}" is one of {names}')


def _record(kind: RecordType | UnionType, data: Json, where: str) -> RecordValue:
    if isinstance(kind, UnionType):
        kind = _class(kind, data, where)
    names = tuple(field.name for field in kind.fields)
    if not isinstance(data, dict):
        raise _misfit(kind, data, where, f"give an object with {', '.join(names) or 'no field'}")
    if data.get(CLASS, kind.name) != kind.name:
        raise _misfit(kind, data, where, f'give an object of the class "{kind.name}"')
    missing = [name for name in names if name not in data]
    strange = [name for name in data if name not in (*names, CLASS)]
    if missing or strange:
        what = f"lacks {missing[0]!r}" if missing else f"has the unknown field {strange[0]!r}"
        raise DataError(
            f"{where} {what}, as a {kind.name} is wanted",
            remedy=f"give exactly the fields {', '.join(names) or '(none)'}",
        )
    values = tuple(from_json(f.type, data[f.name], f"{where}.{f.name}") for f in kind.fields)
    return RecordValue(kind.name, names, values)


def _items(kind: Type, item: Type, data: Json, where: str) -> tuple[Value, ...]:
    if not isinstance(data, list):
        raise _misfit(kind, data, where, f"give a list for {show(kind)}")
    return tuple(from_json(item, part, f"{where}[{index}]") for index, part in enumerate(data))


def _pairs(
    kind: Type, kinds: tuple[Type, Type], data: Json, where: str
) -> tuple[tuple[Value, Value], ...]:
    if not isinstance(data, list):
        raise _misfit(kind, data, where, "give a list of [key, value]")
    found: list[tuple[Value, Value]] = []
    for index, part in enumerate(data):
        if not isinstance(part, list) or len(part) != 2:
            raise _misfit(kind, part, f"{where}[{index}]", "give [key, value]")
        first, second = (
            from_json(one, side, f"{where}[{index}][{place}]")
            for place, (one, side) in enumerate(zip(kinds, part, strict=True))
        )
        found.append((first, second))
    return tuple(found)


def _check_distinct(kind: Type, keys: tuple[Value, ...], data: Json, where: str) -> None:
    if len(set(keys)) != len(keys):
        raise _misfit(kind, data, where, "give each item or key once")


def _table(kind: FunctionType, data: Json, where: str) -> FunctionValue:
    if not isinstance(data, dict) or set(data) != {"table", "otherwise"}:
        raise _misfit(kind, data, where, "give an object with table and otherwise")
    wanted = TupleType(kind.parameters)
    rows = _pairs(kind, (wanted, kind.returns), data["table"], f"{where}.table")
    _check_distinct(kind, tuple(one for one, _ in rows), data["table"], f"{where}.table")
    otherwise = from_json(kind.returns, data["otherwise"], f"{where}.otherwise")
    return FunctionValue(tuple((g, r) for g, r in rows if isinstance(g, tuple)), otherwise)


def _misfit(kind: Type, data: Json, where: str, remedy: str = "") -> DataError:
    try:
        shown = repr(data)
    except ValueError:  # an int with more digits than Python writes
        shown = "a number too long to show"
    if len(shown) > 60:
        shown = f"{shown[:57]}..."
    return DataError(
        f"{where} is {shown}, which is not a value of {show(kind)}",
        remedy=remedy or f"give a value of {show(kind)}",
    )
