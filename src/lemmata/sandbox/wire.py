"""Values between this process and the child's: tagged, and read strictly on the way back."""

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from lemmata.contracts.errors import SandboxError
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
from lemmata.language.interpreter import Outcome, Raised, Returned

Wire: TypeAlias = "int | bool | str | tuple[object, ...] | None"

_LIMITS = {
    "recursion": "the interpreter's recursion limit",
    "memory": "the sandbox's memory limit",
}


def to_wire(value: Value) -> Wire:
    """The value as ``marshal`` can carry it; the child makes the task file's objects of it."""
    match value:
        case tuple():
            return ("t", tuple(to_wire(item) for item in value))
        case Fraction():
            return ("f", value.numerator, value.denominator)
        case EnumValue(enum=enum, member=member):
            return ("e", enum, member)
        case RecordValue(record=record, names=names, values=values):
            return ("r", record, names, tuple(to_wire(item) for item in values))
        case ListValue(items=items):
            return ("l", tuple(to_wire(item) for item in items))
        case SetValue(items=members):
            return ("S", tuple(to_wire(item) for item in sorted(members, key=to_python)))
        case DictValue(entries=entries):
            return ("d", tuple((to_wire(key), to_wire(held)) for key, held in entries))
        case FunctionValue(table=table, otherwise=otherwise):
            rows = tuple((to_wire(given), to_wire(gives)) for given, gives in table)
            return ("c", rows, to_wire(otherwise))
        case _:
            return value


def wire_environment(environment: Mapping[str, Value]) -> dict[str, Wire]:
    """Variables of a clause, each as `to_wire` gives it."""
    return {name: to_wire(value) for name, value in environment.items()}


class _UnmodelledError(Exception):
    """A value of a type that the language has no name for."""


def read_outcome(line: bytes) -> Outcome | SandboxError:
    """What one call did.

    A value of a type outside the language is reported as a ``TypeError`` that names the type, an
    argument that the call changed as a ``MutationError``, which no contract can declare. A limit
    of the machine (recursion, memory) is no outcome of the code: it comes back as an error.

    Raises:
        SandboxError: the line is not what the child writes.
    """
    try:
        return _outcome(parse_line(line))
    except RecursionError:
        raise nonsense(line) from None


def read_judgement(line: bytes) -> tuple[int, Outcome | SandboxError | None]:
    """The index of the first clause that was not true and what it did; None: all were true."""
    match parse_line(line):
        case ["j", int(index), None]:
            return index, None
        case ["j", int(index), said]:
            return index, _outcome(said)
    raise nonsense(line)


def read_facts(lines: Sequence[bytes]) -> Mapping[str, bool]:
    """What the child said it is kept from, by name."""
    facts: dict[str, bool] = {}
    for line in lines:
        match parse_line(line):
            case [str(name), bool(held)]:
                facts[read_text(name)] = held
            case _:
                raise nonsense(line)
    return facts


def _outcome(said: object) -> Outcome | SandboxError:
    match said:
        case ["v", value]:
            try:
                return Returned(_value(value))
            except _UnmodelledError as found:
                message = f"returned a value of type {found}, which no task type holds"
                return Raised("TypeError", message, 0)
        case ["x", str(name), str(message), int(line)]:
            return Raised(read_text(name), read_text(message), line)
        case ["m", int(index)]:
            return Raised("MutationError", f"the call changed its argument {index + 1}", 0)
        case ["l", str(limit)] if limit in _LIMITS:
            return SandboxError(
                f"the call ran into {_LIMITS[limit]}",
                remedy="simplify the function or give the sandbox more memory",
            )
    raise nonsense(repr(said).encode())


def _value(data: object) -> Value:
    match data:
        case None | bool():
            return data
        case ["i", str(digits)]:
            return int(digits, 16)
        case ["s", str(text)]:
            return read_text(text)
        case ["f", str(numerator), str(denominator)]:
            return Fraction(int(numerator, 16), int(denominator, 16))
        case ["e", str(enum), str(member)]:
            return EnumValue(read_text(enum), read_text(member))
        case ["t", list(items)]:
            return tuple(_value(item) for item in items)
        case ["l", list(items)]:
            return ListValue(tuple(_value(item) for item in items))
        case ["S", list(items)]:
            return SetValue(frozenset(_value(item) for item in items))
        case ["d", list(parts)] if len(parts) % 2 == 0:
            values = [_value(part) for part in parts]
            return DictValue(tuple(zip(values[::2], values[1::2], strict=True)))
        case ["r", str(record), list(parts)] if len(parts) % 2 == 0:
            names = tuple(read_text(str(name)) for name in parts[::2])
            return RecordValue(
                read_text(record), names, tuple(_value(part) for part in parts[1::2])
            )
        case ["?", str(name)]:
            raise _UnmodelledError(read_text(name))
    raise nonsense(repr(data).encode())


def read_text(hexadecimal: str) -> str:
    """The text of hexadecimal digits.

    Raises:
        ValueError: they are none, or no text.
    """
    return bytes.fromhex(hexadecimal).decode("utf-8", "surrogatepass")


def parse_line(line: bytes) -> object:
    """The JSON of a line.

    Raises:
        SandboxError: it is none, or nested too deeply to be read.
    """
    try:
        data: object = json.loads(line)
    except (ValueError, RecursionError):
        raise nonsense(line) from None
    return data


def nonsense(line: bytes) -> SandboxError:
    """The error that a line outside the protocol is."""
    return SandboxError(
        f"the sandbox's child answered {line[:80]!r}, which is not its protocol",
        remedy="report this: it is a bug, or the code broke out of the sandbox",
    )
