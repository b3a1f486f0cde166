"""Inputs as digits: a field of many values in a mixed base, so that every group is small.

A field of up to 32 values is one digit. A larger one has digits in base 16, the highest first, and
the highest only as many as are needed.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from lemmata.rules.domain import Domain, Field, Spans
from lemmata.rules.network import Numbers

WHOLE = 32
BASE = 16


def bases(field: Field) -> tuple[int, ...]:
    """The bases of the field's digits, the highest first."""
    if field.size <= WHOLE:
        return (field.size,)
    found = []
    left = field.size
    while left > BASE:
        found.append(BASE)
        left = -(-left // BASE)
    return (left, *found)


def encode(domain: Domain, points: Sequence[Sequence[int]] | Numbers) -> Numbers:
    """The digits of a batch of inputs, which stand as indexes of their fields."""
    columns = np.asarray(points, object if _is_wide(domain) else np.int64)
    found: list[Numbers] = []
    for place, field in enumerate(domain.fields):
        left = columns[:, place]
        if len(bases(field)) == 1:
            found.append(left.astype(np.int64, copy=False))
            continue
        digits: list[Numbers] = []
        for base in reversed(bases(field)):
            digits.append((left % base).astype(np.int64))
            left = left // base
        found += reversed(digits)
    return np.stack(found, axis=1) if found else np.zeros((len(columns), 0), np.int64)


def _is_wide(domain: Domain) -> bool:
    return any(field.size > 2**62 for field in domain.fields)


def patterns(spans: Spans, radix: Sequence[int]) -> Iterator[tuple[tuple[int, int], ...]]:
    """The set as disjoint boxes of digits: for each digit an inclusive range."""
    for low, high in spans:
        yield from _boxes(low, high, radix)


def _boxes(low: int, high: int, radix: Sequence[int]) -> Iterator[tuple[tuple[int, int], ...]]:
    """Digits that agree at first, then one in a range, then any."""
    if not radix:
        yield ()
        return
    below = int(np.prod([1, *radix[1:]], dtype=object))
    free = tuple((0, base - 1) for base in radix[1:])
    first, last = low // below, high // below
    if first == last:
        for rest in _boxes(low - first * below, high - first * below, radix[1:]):
            yield ((first, first), *rest)
        return
    if low % below:
        for rest in _boxes(low % below, below - 1, radix[1:]):
            yield ((first, first), *rest)
        first += 1
    whole = last if (high + 1) % below == 0 else last - 1
    if first <= whole:
        yield ((first, whole), *free)
    if whole < last:
        for rest in _boxes(0, high % below, radix[1:]):
            yield ((last, last), *rest)
