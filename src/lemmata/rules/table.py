"""Decision tables: disjoint boxes of inputs that cover the domain, and what each decides.

The meaning of a rule for every later pass. That rows are disjoint and cover the domain is checked
here by counting, whoever made the table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TypeAlias

from lemmata.rules.domain import Domain, Field, Point, Spans, count, holds, intersect

Guard: TypeAlias = tuple[Spans, ...]
"""A box of inputs: for each field of the domain the values that pass, never none."""

Outputs: TypeAlias = tuple[int | None, ...]
"""For each output field the index of what is written, or None where it is left as it is."""


@dataclass(frozen=True, slots=True)
class Row:
    """All inputs that pass the guard get these outputs."""

    guard: Guard
    outputs: Outputs


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """Rows that are disjoint and cover the domain: every input meets exactly one.

    A row that writes nothing is a gap: the rule does not fire there.
    """

    domain: Domain
    outputs: tuple[Field, ...]
    rows: tuple[Row, ...]


def evaluate(table: DecisionTable, point: Sequence[int]) -> Outputs:
    """What the table decides for one input.

    Raises:
        LookupError: no row takes the input: the table does not cover its domain.
    """
    for row in table.rows:
        if all(map(holds, row.guard, point)):
            return row.outputs
    raise LookupError(f"no row takes {table.domain.show(point)}")


def volume(guard: Guard) -> int:
    """How many inputs pass."""
    return prod(map(count, guard))


def meet(left: Guard, right: Guard) -> Guard | None:
    """The inputs that pass both, or None where there are none."""
    box = []
    for first, second in zip(left, right, strict=True):
        shared = intersect(first, second)
        if not shared:
            return None
        box.append(shared)
    return tuple(box)


def first_point(guard: Guard) -> Point:
    """The least input that passes, by the order of fields and values."""
    return tuple(one[0][0] for one in guard)


def overlap(table: DecisionTable) -> tuple[int, int, Point] | None:
    """Two rows that take one input, and that input; None where all are disjoint."""
    for j, right in enumerate(table.rows):
        for i, left in enumerate(table.rows[:j]):
            shared = meet(left.guard, right.guard)
            if shared is not None:
                return i, j, first_point(shared)
    return None


def is_partition(table: DecisionTable) -> bool:
    """Whether every input meets exactly one row: disjoint, and as many inputs as there are."""
    covered = sum(volume(row.guard) for row in table.rows)
    return covered == table.domain.size and overlap(table) is None


def points(domain: Domain) -> "product[Point]":
    """Every input in order; only for small domains."""
    return product(*(range(field.size) for field in domain.fields))
