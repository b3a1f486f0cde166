"""Sets of values, fields and tables against Python's own sets."""

import random

import pytest

from lemmata.contracts.values import EnumValue
from lemmata.rules.domain import (
    Domain,
    Field,
    Kind,
    complement,
    count,
    holds,
    indexes,
    intersect,
    spans,
    union,
)
from lemmata.rules.table import DecisionTable, Row, evaluate, is_partition, overlap, points

FLAG = Field("flag", Kind.BOOL, (False, True))
WIDE = Field("tokens", Kind.INT, low=-(2**63), high=2**63 - 1)


def test_spans_are_sets_of_indexes() -> None:
    """Union, intersection and complement are those of sets, and equal sets are equal tuples."""
    dice = random.Random(6)
    for _ in range(500):
        left, right = ({dice.randrange(12) for _ in range(dice.randrange(9))} for _ in range(2))
        one, other = spans(left), spans(right)
        assert set(indexes(union((*one, *other)))) == left | right
        assert intersect(one, other) == spans(left & right)
        assert complement(one, 12) == spans(set(range(12)) - left)
        assert count(one) == len(left)
        assert [holds(one, index) for index in range(12)] == [i in left for i in range(12)]


def test_a_field_turns_indexes_into_values_and_back() -> None:
    """Every index has one value, and a value of another type has none."""
    mode = Field("mode", Kind.ENUM, (EnumValue("Mode", "FAST"), EnumValue("Mode", "SLOW")))
    mixed = Field("mixed", Kind.CHOICE, (None, 1, "1"))
    for field in (FLAG, mode, mixed):
        assert [field.index(field.value(i)) for i in range(field.size)] == list(range(field.size))
    assert FLAG.index(1) is None
    assert mixed.index(True) is None
    assert mode.show(1) == "SLOW"
    with pytest.raises(IndexError, match="flag has 2 values, and none at 2"):
        FLAG.value(2)


def test_a_field_of_many_values_is_never_counted_out() -> None:
    """Size, index and value of 2**64 ints are exact."""
    assert WIDE.size == 2**64
    assert WIDE.index(2**63 - 1) == 2**64 - 1
    assert WIDE.value(0) == -(2**63)
    assert Domain((WIDE, FLAG)).size == 2**65


def test_a_table_is_a_partition_or_not() -> None:
    """Overlapping rows are found with an input, and rows that miss one are no partition."""
    domain = Domain((FLAG, WIDE))
    out = (Field("stop", Kind.BOOL, (False, True)),)
    low, high = ((0, 9),), ((10, 2**64 - 1),)
    rows = (
        Row((FLAG.whole, low), (1,)),
        Row((((0, 0),), high), (0,)),
        Row((((1, 1),), high), (None,)),
    )
    table = DecisionTable(domain, out, rows)
    assert is_partition(table)
    assert evaluate(table, (1, 10)) == (None,)
    assert not is_partition(DecisionTable(domain, out, rows[:2]))
    with pytest.raises(LookupError, match="no row takes flag=True"):
        evaluate(DecisionTable(domain, out, rows[:2]), (1, 10))
    twice = DecisionTable(domain, out, (*rows, Row((((1, 1),), ((5, 12),)), (0,))))
    assert overlap(twice) == (0, 3, (1, 5))
    assert not is_partition(twice)


def test_points_are_the_whole_domain() -> None:
    """Every input once, in order."""
    assert list(points(Domain((FLAG, FLAG)))) == [(0, 0), (0, 1), (1, 0), (1, 1)]
