"""Values of the provable language, held without running the user's classes.

Numbers, strings, ``None``, fractions and tuples are Python's own, so that their equality is
Python's. Enum members and dataclass instances are stand-ins that name their class.
"""

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


Value: TypeAlias = (
    int | bool | str | Fraction | EnumValue | RecordValue | tuple["Value", ...] | None
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
        case _:
            return True


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
        case _:
            return repr(value)
