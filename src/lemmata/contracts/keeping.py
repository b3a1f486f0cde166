"""Frozen values to JSON and back, by the types that their fields declare.

A dataclass is an object of its fields; what is left out has its default, and a field that the class
does not have is an error. An enum is its value, a tuple a list. A `Value` tells its own type:

| value | JSON |
|---|---|
| None, bool, str | itself |
| int | itself; ``{"int": "0x…"}`` where it has more digits than Python converts |
| Fraction | ``{"fraction": [n, d]}`` |
| enum member | ``{"enum": [ENUM, MEMBER]}`` |
| dataclass | ``{"record": NAME, "names": […], "values": […]}`` |
| tuple, list, set, dict | ``{"tuple": […]}``, …, ``{"dict": [[key, value], …]}`` |
| function | ``{"table": [[arguments, result], …], "otherwise": value}`` |
"""

import json
import types
from collections.abc import Hashable
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from lemmata.contracts.codec import Json
from lemmata.contracts.errors import DataError
from lemmata.contracts.values import (
    DictValue,
    EnumValue,
    FunctionValue,
    ListValue,
    RecordValue,
    SetValue,
    Value,
)

T = TypeVar("T")
LONGEST = 1 << 4096
"""Ints from here on are written in hexadecimal, whose conversion has no limit."""


def kept(thing: object) -> Json:
    """The JSON of a frozen value."""
    if is_dataclass(thing) and not isinstance(thing, type):
        if isinstance(thing, VALUES):
            return kept_value(cast(Value, thing))
        return {field.name: _field(thing, field.name) for field in fields(thing)}
    if isinstance(thing, Enum):
        return cast(Json, thing.value)
    if isinstance(thing, tuple):
        return [kept(item) for item in thing]
    if isinstance(thing, float):
        return thing
    return kept_value(cast(Value, thing))


VALUES = (EnumValue, RecordValue, ListValue, SetValue, DictValue, FunctionValue)


def _field(thing: object, name: str) -> Json:
    kind = cast(Hashable, type(thing))
    return _typed(_hints(kind)[name], getattr(thing, name))


def _typed(hint: Any, thing: object) -> Json:
    """By the declared type: a tuple of Values is a Value, and a tuple of texts a list."""
    if _is_value(hint):
        return kept_value(cast(Value, thing))
    if get_origin(hint) is tuple and isinstance(thing, tuple):
        kinds = get_args(hint)
        each = [kinds[0]] * len(thing) if kinds[-1] is Ellipsis else kinds
        return [_typed(kind, item) for kind, item in zip(each, thing, strict=True)]
    return kept(thing)


def restored(kind: type[T], data: Json, where: str) -> T:
    """The frozen value of class ``kind`` that was kept; ``where`` names it in errors.

    Raises:
        DataError: the data does not fit.
    """
    try:
        return cast(T, _read(kind, data, where))
    except RecursionError as error:
        raise DataError(f"{where} is nested too deep") from error


def _read(hint: Any, data: Json, where: str) -> Any:
    if _is_value(hint):
        return restored_value(data, where)
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        if data is None and type(None) in inner:
            return None
        (hint,) = (one for one in inner if one is not type(None))
        return _read(hint, data, where)
    if origin is tuple:
        return _tuple(inner, data, where)
    if isinstance(hint, type) and is_dataclass(hint):
        return _object(hint, data, where)
    if isinstance(hint, type) and issubclass(hint, Enum):
        try:
            return hint(data)
        except ValueError as error:
            raise _misfit(data, where) from error
    return _plain(hint, data, where)


def _plain(hint: type, data: Json, where: str) -> Any:
    if hint is float and type(data) is int:
        return float(data)
    if hint not in (int, float, bool, str) or type(data) is not hint:
        raise _misfit(data, where)
    return data


def _tuple(inner: tuple[Any, ...], data: Json, where: str) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise _misfit(data, where)
    each = [inner[0]] * len(data) if inner[-1] is Ellipsis else list(inner)
    if len(each) != len(data):
        raise _misfit(data, where)
    pairs = enumerate(zip(each, data, strict=True))
    return tuple(_read(hint, item, f"{where}[{i}]") for i, (hint, item) in pairs)


def _object(kind: type, data: Json, where: str) -> Any:
    hints = _hints(kind)
    if not isinstance(data, dict) or not set(data) <= set(hints):
        raise _misfit(data, where)
    given = {name: _read(hints[name], item, f"{where}.{name}") for name, item in data.items()}
    for field in fields(kind):
        is_needed = field.default is MISSING and field.default_factory is MISSING
        if is_needed and field.name not in given:
            raise DataError(f"{where} lacks {field.name!r}")
    return kind(**given)


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    return get_type_hints(kind)


def _is_value(hint: Any) -> bool:
    return FunctionValue in get_args(hint)


def kept_value(value: Value) -> Json:
    """A value with its type, as the table above says."""
    match value:
        case bool() | str() | None:
            return value
        case int():
            return value if -LONGEST < value < LONGEST else {"int": hex(value)}
        case Fraction():
            return {"fraction": [kept_value(value.numerator), kept_value(value.denominator)]}
        case EnumValue(enum=enum, member=member):
            return {"enum": [enum, member]}
        case RecordValue(record=record, names=names, values=values):
            return {"record": record, "names": list(names), "values": _each(values)}
        case tuple():
            return {"tuple": _each(value)}
        case ListValue(items=items):
            return {"list": _each(items)}
        case SetValue(items=members):
            return {"set": sorted(_each(tuple(members)), key=json.dumps)}
        case DictValue(entries=entries):
            return {"dict": [_each(entry) for entry in entries]}
        case FunctionValue(table=table, otherwise=otherwise):
            rows: list[Json] = [[_each(given), kept_value(gives)] for given, gives in table]
            return {"table": rows, "otherwise": kept_value(otherwise)}


def _each(values: tuple[Value, ...]) -> list[Json]:
    return [kept_value(value) for value in values]


def restored_value(data: Json, where: str) -> Value:
    """The value that `kept_value` wrote.

    Raises:
        DataError: it wrote nothing like that.
    """
    match data:
        case bool() | str() | None | int():
            return data
        case {"int": str() as text, **rest} if not rest:
            try:
                return int(text, 16)
            except ValueError as error:
                raise _misfit(data, where) from error
        case {"fraction": [above, below], **rest} if not rest:
            parts = restored_value(above, where), restored_value(below, where)
            if type(parts[0]) is not int or type(parts[1]) is not int or not parts[1]:
                raise _misfit(data, where)
            return Fraction(parts[0], parts[1])
        case {"enum": [str() as enum, str() as member], **rest} if not rest:
            return EnumValue(enum, member)
        case {"record": str() as record, "names": list() as names, "values": list() as values}:
            texts = tuple(name for name in names if isinstance(name, str))
            if len(texts) != len(names) or len(names) != len(values):
                raise _misfit(data, where)
            return RecordValue(record, texts, _all(values, where))
        case {"table": list() as rows, "otherwise": otherwise}:
            return FunctionValue(_rows(rows, data, where), restored_value(otherwise, where))
        case dict() if len(data) == 1:
            return _collection(data, where)
        case _:
            raise _misfit(data, where)


def _collection(data: dict[str, Json], where: str) -> Value:
    match data:
        case {"tuple": list() as items}:
            return _all(items, where)
        case {"list": list() as items}:
            return ListValue(_all(items, where))
        case {"set": list() as items}:
            return SetValue(frozenset(_all(items, where)))
        case {"dict": list() as entries}:
            pairs = []
            for entry in entries:
                if not isinstance(entry, list) or len(entry) != 2:
                    raise _misfit(data, where)
                pairs.append((restored_value(entry[0], where), restored_value(entry[1], where)))
            return DictValue(tuple(pairs))
        case _:
            raise _misfit(data, where)


def _rows(rows: list[Json], data: Json, where: str) -> tuple[tuple[tuple[Value, ...], Value], ...]:
    found = []
    for row in rows:
        if not isinstance(row, list) or len(row) != 2 or not isinstance(row[0], list):
            raise _misfit(data, where)
        found.append((_all(row[0], where), restored_value(row[1], where)))
    return tuple(found)


def _all(items: list[Json], where: str) -> tuple[Value, ...]:
    return tuple(restored_value(item, where) for item in items)


def _misfit(data: Json, where: str) -> DataError:
    try:
        shown = repr(data)
    except ValueError:  # an int with more digits than Python writes
        shown = "a number too long to show"
    return DataError(f"{where} is {shown[:60]}, which was never written so")
