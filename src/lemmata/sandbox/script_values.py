"""Values of scripts between this process and the confined one, read strictly on the way back."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lemmata.contracts.errors import ChoiceError
from lemmata.sandbox.wire import nonsense, parse_line, read_text


@dataclass(frozen=True, slots=True)
class Opaque:
    """A value of a type that is not known here: its type's name, and what it holds by name.

    A dataclass and a named tuple tell their fields, an enumeration's member its ``name`` and
    ``value``; any other object tells nothing.
    """

    type: str
    fields: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Gave:
    """The call returned; ``changed`` are the indexes of arguments that it changed in place."""

    value: object
    changed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Threw:
    """The call, or the text itself, raised; ``line`` is the text's last one in the trace, or 0."""

    error: str
    message: str
    line: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """The call was stopped by a limit, which is named; it is no outcome of the code."""

    limit: str


Did = Gave | Threw | Stopped

_LIMITS = {"recursion": "the interpreter's recursion limit", "memory": "the memory limit"}
_FRACTION_DIGITS = 10_000  # in base 16: a common divisor takes the square of the time
_COLLISIONS = 100
_FEW = (bool, int, float, str, bytes)
_OTHERS = (Decimal, Fraction, dt.date, dt.datetime, dt.time, dt.timedelta)
_MANY = (list, tuple, set, frozenset)
_TEXTS: Mapping[str, Callable[[str], object]] = {
    "Decimal": Decimal,
    "date": dt.date.fromisoformat,
    "datetime": dt.datetime.fromisoformat,
    "time": dt.time.fromisoformat,
}
_HOLDERS: Mapping[str, type] = {
    "l": list,
    "t": tuple,
    "S": set,
    "F": frozenset,
}


def is_plain(value: object) -> bool:
    """Whether a value that holds no others is known here by its exact type."""
    return value is None or type(value) in (*_FEW, *_OTHERS)


def admit(value: object) -> None:
    """Let plain values pass: None, bool, int, float, str, bytes, and containers of these.

    Raises:
        ChoiceError: a value of another type.
    """
    if value is None or type(value) in _FEW:
        return
    if type(value) is dict:
        for pair in value.items():
            admit(pair)
    elif type(value) in _MANY:
        for item in value:  # type: ignore[attr-defined]
            admit(item)
    else:
        raise ChoiceError(
            f"an argument of type {type(value).__name__} cannot be sent to a script",
            remedy="send None, bool, int, float, str, bytes, or containers of these",
        )


def same(one: object, other: object) -> bool:
    """Whether two values, or two outcomes, are one: types count, NaN is NaN, a dict's order counts.

    ``==`` would take ``1``, ``1.0`` and ``True`` for one.
    """
    if type(one) is not type(other):
        return False
    if isinstance(one, float) and isinstance(other, float):
        both_nan = math.isnan(one) and math.isnan(other)
        return both_nan or (one == other and math.copysign(1, one) == math.copysign(1, other))
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(same(*pair) for pair in zip(one, other, strict=True))
    if isinstance(one, dict) and isinstance(other, dict):
        return same(list(one.items()), list(other.items()))
    if isinstance(one, set | frozenset) and isinstance(other, set | frozenset):
        return {_key(item) for item in one} == {_key(item) for item in other}
    if isinstance(one, Opaque) and isinstance(other, Opaque):
        return one.type == other.type and same(one.fields, other.fields)
    if isinstance(one, Gave) and isinstance(other, Gave):
        return one.changed == other.changed and same(one.value, other.value)
    return one == other


def _key(item: object) -> object:
    """What is equal for members of sets that are one, and for no others."""
    if isinstance(item, float):
        return float, item.hex()
    if isinstance(item, tuple):
        return tuple, tuple(map(_key, item))
    if isinstance(item, frozenset):
        return frozenset, frozenset(map(_key, item))
    if isinstance(item, Opaque):
        return Opaque, item.type, tuple((name, _key(held)) for name, held in item.fields)
    return type(item), item


def read_did(line: bytes) -> Did:
    """What one call of a script did.

    Raises:
        SandboxError: the line is not what the confined process writes.
    """
    try:
        return _did(parse_line(line))
    except (RecursionError, ValueError, ArithmeticError, TypeError) as error:
        raise nonsense(line) from error


def _did(said: object) -> Did:
    match said:
        case ["v", value, list(changed)] if all(type(index) is int for index in changed):
            return Gave(_value(value), tuple(changed))
        case ["x", str(name), str(message), int(line)]:
            return Threw(read_text(name), read_text(message), line)
        case ["l", str(limit)] if limit in _LIMITS:
            return Stopped(_LIMITS[limit])
    raise ValueError("no outcome")


def _value(data: object) -> object:
    match data:
        case None | bool():
            return data
        case ["i", str(digits)]:
            return int(digits, 16)
        case ["s", str(text)]:
            return read_text(text)
        case ["f", str(text)]:
            return float.fromhex(text)
        case ["b", str(text)]:
            return bytes.fromhex(text)
        case ["q", str(numerator), str(denominator)]:
            if max(len(numerator), len(denominator)) > _FRACTION_DIGITS:
                raise ValueError("too many digits")
            return Fraction(int(numerator, 16), int(denominator, 16))
        case ["D", int(days), int(seconds), int(microseconds)]:
            return dt.timedelta(days, seconds, microseconds)
        case ["T", str(kind), str(text)] if kind in _TEXTS:
            return _TEXTS[kind](read_text(text))
        case ["d", list(parts)] if len(parts) % 2 == 0:
            values = [_value(part) for part in parts]
            return _held(dict, list(zip(values[::2], values[1::2], strict=True)))
        case [str(tag), list(items)] if tag in _HOLDERS:
            held = [_value(item) for item in items]
            return _held(_HOLDERS[tag], held)
        case ["o", str(name), list(parts)] if len(parts) % 2 == 0:
            names = [read_text(str(part)) for part in parts[::2]]
            fields = [_value(part) for part in parts[1::2]]
            return Opaque(read_text(name), tuple(zip(names, fields, strict=True)))
    raise ValueError("no value")


def _held(kind: type, items: list[Any]) -> object:
    """The container; of keys that hash there and not here, an opaque one."""
    if kind in (list, tuple):
        return kind(items)
    try:
        _spread([key for key, _ in items] if kind is dict else items)
        return kind(items)
    except TypeError:
        return Opaque(kind.__name__, tuple((str(n), item) for n, item in enumerate(items)))


def _spread(keys: list[Any]) -> None:
    """Refuse keys of one hash: a forged answer that holds many would take hours to read."""
    if len(keys) > _COLLISIONS and max(Counter(map(hash, keys)).values()) > _COLLISIONS:
        raise ValueError("too many keys of one hash")
