"""What is claimed of a network, as plain numbers: digits of fields, rows, what they write."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import TypeAlias

Spans: TypeAlias = tuple[tuple[int, int], ...]
"""A set of indexes: inclusive ranges, ascending, disjoint, not adjacent."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A network decides as a table does.

    ``sizes`` are the sizes of the fields and ``radix`` the bases of their digits, the highest
    first. A row is a guard, a set for each field, and for each output field the place of its value
    among the ``choices`` of that field.
    """

    sizes: tuple[int, ...]
    radix: tuple[tuple[int, ...], ...]
    choices: tuple[int, ...]
    rows: tuple[tuple[tuple[Spans, ...], tuple[int, ...]], ...]

    @property
    def size(self) -> int:
        """How many inputs there are."""
        return prod(self.sizes)

    @property
    def combinations(self) -> int:
        """How many combinations of digits there are, those beyond a field's size included."""
        return prod(base for one in self.radix for base in one)

    def digits(self, point: Sequence[int]) -> tuple[int, ...]:
        """The digits of an input."""
        found: list[int] = []
        for index, one in zip(point, self.radix, strict=True):
            low: list[int] = []
            left = index
            for base in reversed(one):
                left, digit = divmod(left, base)
                low.append(digit)
            found += reversed(low)
        return tuple(found)

    def point(self, digits: Sequence[int]) -> tuple[int, ...]:
        """The input of these digits."""
        found = []
        left = iter(digits)
        for one in self.radix:
            index = 0
            for base in one:
                index = index * base + next(left)
            found.append(index)
        return tuple(found)

    def expected(self, point: Sequence[int]) -> tuple[int, ...] | None:
        """The output units that the rows ask for; None where no row, or two, take the input."""
        taken = [
            written
            for guard, written in self.rows
            if all(
                any(low <= index <= high for low, high in one)
                for one, index in zip(guard, point, strict=True)
            )
        ]
        if len(taken) != 1:
            return None
        return tuple(
            int(place == chosen)
            for chosen, count in zip(taken[0], self.choices, strict=True)
            for place in range(count)
        )


def covers(claim: Claim) -> bool:
    """Whether every input meets exactly one row: disjoint in pairs, and as many as there are."""
    total = sum(
        prod(sum(high - low + 1 for low, high in one) for one in guard) for guard, _ in claim.rows
    )
    if total != claim.size:
        return False
    guards = [guard for guard, _ in claim.rows]
    return not any(
        all(map(_meet, left, right)) for i, left in enumerate(guards) for right in guards[:i]
    )


def _meet(left: Spans, right: Spans) -> bool:
    return any(a <= d and c <= b for a, b in left for c, d in right)
