"""Values of the provable language, held without running the user's classes.

Numbers, strings, ``None``, fractions and tuples are Python's own, so that their equality is
Python's. Enum members and dataclass instances are stand-ins that name their class.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class EnumValue:
    """A member of an enum, by canonical name."""

    enum: str
    member: str


@dataclass(frozen=True, slots=True)
class RecordValue:
    """An instance of a frozen dataclass; ``values`` in the order of ``names``."""

    record: str
    names: tuple[str, ...]
    values: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class ListValue:
    """A list as a value: what it holds, in order. Never equal to a tuple."""

    items: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class SetValue:
    """A set as a value; Python's equality of its items decides what is one item."""

    items: frozenset["Value"]


@dataclass(frozen=True, slots=True, eq=False)
class DictValue:
    """A dict as a value: entries in order of insertion, keys distinct; equality ignores order."""

    entries: tuple[tuple["Value", "Value"], ...]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DictValue):
            return NotImplemented
        return dict(self.entries) == dict(other.entries)

    def __hash__(self) -> int:
        return hash(frozenset(self.entries))


@dataclass(frozen=True, slots=True)
class FunctionValue:
    """A pure function as a table of (arguments, result), and the result for all other arguments."""

    table: tuple[tuple[tuple["Value", ...], "Value"], ...]
    otherwise: "Value"


Value: TypeAlias = (
    int
    | bool
    | str
    | Fraction
    | EnumValue
    | RecordValue
    | tuple["Value", ...]
    | ListValue
    | SetValue
    | DictValue
    | FunctionValue
    | None
)


def is_same(value: Value, expected: Value) -> bool:
    """Equal, and of the same types all the way down: ``True`` is not the same as ``1``."""
    if type(value) is not type(expected) or value != expected:
        return False
    match value, expected:
        case tuple(), tuple():
            return all(map(is_same, value, expected))
        case RecordValue(), RecordValue():
            return all(map(is_same, value.values, expected.values))
        case ListValue(), ListValue():
            return all(map(is_same, value.items, expected.items))
        case SetValue(), SetValue():
            return _typed(value.items) == _typed(expected.items)
        case DictValue(), DictValue():
            wanted = dict(expected.entries)
            return _typed(k for k, _ in value.entries) == _typed(wanted) and all(
                is_same(v, wanted[k]) for k, v in value.entries
            )
        case _:
            return True


def _typed(items: Iterable[Value]) -> set[tuple[type, Value]]:
    return {(type(item), item) for item in items}


def to_python(value: Value) -> str:
    """Python source that builds the value, given the task file's classes and ``Fraction``."""
    match value:
        case EnumValue(enum=enum, member=member):
            return f"{enum}.{member}"
        case RecordValue(record=record, names=names, values=values):
            fields = ", ".join(f"{n}={to_python(v)}" for n, v in zip(names, values, strict=True))
            return f"{record}({fields})"
        case tuple():
            inner = ", ".join(map(to_python, value))
            return f"({inner},)" if len(value) == 1 else f"({inner})"
        case Fraction():
            return f"Fraction({value.numerator}, {value.denominator})"
        case ListValue(items=items):
            return f"[{', '.join(map(to_python, items))}]"
        case SetValue(items=items):
            return f"{{{', '.join(sorted(map(to_python, items)))}}}" if items else "set()"
        case DictValue(entries=entries):
            return f"{{{', '.join(f'{to_python(k)}: {to_python(v)}' for k, v in entries)}}}"
        case FunctionValue():
            return _function_text(value)
        case _:
            return repr(value)


def _function_text(value: FunctionValue) -> str:
    """A lambda that looks the arguments up; one parameter stands alone, more as a tuple."""
    otherwise = to_python(value.otherwise)
    if not value.table:
        return f"lambda *given: {otherwise}"
    rows = ", ".join(f"{to_python(given)}: {to_python(gives)}" for given, gives in value.table)
    return f"lambda *given: {{{rows}}}.get(given, {otherwise})"
