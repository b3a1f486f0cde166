"""Fields of finite types and their product: what a rule reads, and what it writes.

A set of values of a field is `Spans`: inclusive ranges of indexes, ascending, disjoint and not
adjacent, so that equal sets are equal tuples and a field may have 2**64 values or more.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from math import prod
from typing import TypeAlias

from lemmata.contracts.errors import Place
from lemmata.contracts.values import EnumValue, Value, is_same

Spans: TypeAlias = tuple[tuple[int, int], ...]
"""A set of indexes: inclusive ranges, ascending, disjoint, not adjacent."""

Point: TypeAlias = tuple[int, ...]
"""One input: an index for each field of a domain."""

NOTHING: Spans = ()


class Kind(Enum):
    """What the values of a field are in Python."""

    BOOL = "bool"
    ENUM = "enum"
    CHOICE = "choice"  # of a Literal, or of anything finite and None
    INT = "int"


@dataclass(frozen=True, slots=True)
class Field:
    """A named finite set of values, in order: ``labels``, or the ints ``low`` to ``high``.

    Laws: an INT has ``low <= high`` and no labels; any other kind has labels, no two the same.
    ``True`` and ``1`` are two values.
    """

    name: str
    kind: Kind
    labels: tuple[Value, ...] = ()
    low: int = 0
    high: int = -1

    @property
    def size(self) -> int:
        """How many values there are."""
        return self.high - self.low + 1 if self.kind is Kind.INT else len(self.labels)

    @property
    def whole(self) -> Spans:
        """All values."""
        return ((0, self.size - 1),)

    def value(self, index: int) -> Value:
        """The Python value at an index.

        Raises:
            IndexError: no index of this field.
        """
        if not 0 <= index < self.size:
            raise IndexError(f"{self.name} has {self.size} values, and none at {index}")
        return self.low + index if self.kind is Kind.INT else self.labels[index]

    def index(self, value: Value) -> int | None:
        """The index of a value of the same type, or None: ``True`` is no ``1``."""
        if self.kind is Kind.INT:
            fits = type(value) is int and self.low <= value <= self.high
            return int(value) - self.low if fits else None  # type: ignore[arg-type]
        return next((i for i, known in enumerate(self.labels) if is_same(known, value)), None)

    def show(self, index: int) -> str:
        """The value as a person reads it: a member's own name, anything else as in Python."""
        value = self.value(index)
        return value.member if isinstance(value, EnumValue) else repr(value)


@dataclass(frozen=True, slots=True)
class Domain:
    """The product of fields; no two have the same name."""

    fields: tuple[Field, ...]

    @property
    def size(self) -> int:
        """How many inputs there are, exactly; 1 where there are no fields."""
        return prod(field.size for field in self.fields)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields in order."""
        return tuple(field.name for field in self.fields)

    @property
    def whole(self) -> tuple[Spans, ...]:
        """The guard that every input passes."""
        return tuple(field.whole for field in self.fields)

    def position(self, name: str) -> int:
        """Where the field of that name stands.

        Raises:
            ValueError: no field has that name.
        """
        return self.names.index(name)

    def values(self, point: Sequence[int]) -> tuple[Value, ...]:
        """The Python values of an input."""
        return tuple(f.value(index) for f, index in zip(self.fields, point, strict=True))

    def show(self, point: Sequence[int]) -> str:
        """An input as a person reads it: ``model=FAST, attempts=3``."""
        pairs = zip(self.fields, point, strict=True)
        return ", ".join(f"{field.name}={field.show(index)}" for field, index in pairs)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule file says of one function, before it becomes a table.

    ``outputs`` are the fields that it may write. ``source_digest`` is the sha256 of all that
    decides what it does, as `lemmata.language.digest` writes it.
    """

    name: str
    domain: Domain
    outputs: tuple[Field, ...]
    source_digest: str
    place: Place


def spans(indexes: Iterable[int]) -> Spans:
    """The set of these indexes."""
    return union((index, index) for index in indexes)


def union(ranges: Iterable[tuple[int, int]]) -> Spans:
    """The set of all that lies in some of the ranges, which may overlap; empty ranges are none."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(one for one in ranges if one[0] <= one[1]):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def intersect(left: Spans, right: Spans) -> Spans:
    """What lies in both sets."""
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < len(left) and j < len(right):
        low, high = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if low <= high:
            found.append((low, high))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def complement(one: Spans, size: int) -> Spans:
    """What lies in ``0 .. size - 1`` and not in the set."""
    found: list[tuple[int, int]] = []
    start = 0
    for low, high in one:
        if start < low:
            found.append((start, low - 1))
        start = high + 1
    if start < size:
        found.append((start, size - 1))
    return tuple(found)


def count(one: Spans) -> int:
    """How many indexes the set has."""
    return sum(high - low + 1 for low, high in one)


def holds(one: Spans, index: int) -> bool:
    """Whether the index lies in the set."""
    return any(low <= index <= high for low, high in one)


def indexes(one: Spans) -> Iterator[int]:
    """Every index of the set, ascending."""
    for low, high in one:
        yield from range(low, high + 1)
