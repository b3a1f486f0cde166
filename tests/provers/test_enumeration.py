"""Inputs in an order that never changes, small and telling ones first."""

from fractions import Fraction
from itertools import islice
from typing import cast

import pytest

from lemmata.contracts.reading import read_source
from lemmata.contracts.types import (
    BOOL,
    FRACTION,
    INT,
    NONE,
    STR,
    EnumType,
    Field,
    LiteralType,
    OptionalType,
    RecordType,
    TupleType,
    Type,
    cardinality,
    contains,
    inhabitants,
)
from lemmata.language.parsing import parse_program
from lemmata.provers.constants import Constants, constants_of
from lemmata.provers.enumeration import diagonal, inputs
from lemmata.provers.shrinking import shrink

COLOR = EnumType("Color", (("RED", 1), ("GREEN", 2)))
SPAN = RecordType("Span", (Field("low", INT), Field("color", COLOR)))
KINDS: tuple[Type, ...] = (
    INT,
    BOOL,
    STR,
    NONE,
    FRACTION,
    COLOR,
    LiteralType(STR, ("a", "b")),
    OptionalType(INT),
    OptionalType(SPAN),
    TupleType((INT, STR)),
    TupleType(()),
    RecordType("Outer", (Field("span", SPAN), Field("note", OptionalType(STR)))),
)
SOURCE = '''
from fractions import Fraction

def helper(n: int) -> int:
    return n * 731

def f(n: int, s: str, q: Fraction) -> int:
    """A function.

    pre: n < 55
    post: __return__ != 9

    >>> f(17, "seventeen", Fraction(1, 2))
    0
    """
    if s == "needle" or q > Fraction(3, 7):
        return helper(n) + 42
    return 0
'''


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_inputs_belong_to_their_type_and_differ(kind: Type) -> None:
    """No input is tried twice, and none is outside the declared type."""
    found = list(islice(inputs([kind], Constants(ints=(5,))), 500))
    assert all(contains(kind, value) for (value,) in found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if cardinality(kind)], ids=repr)
def test_a_finite_type_is_tried_whole(kind: Type) -> None:
    """And then the search ends by itself."""
    assert {value for (value,) in inputs([kind], Constants())} == set(inhabitants(kind))


def test_the_order_never_changes() -> None:
    """Two runs give the same inputs."""
    first, second = (list(islice(inputs(KINDS, Constants(ints=(5,))), 800)) for _ in range(2))
    assert first == second


def test_no_parameters_have_one_input() -> None:
    """The empty one."""
    assert list(inputs([], Constants())) == [()]


def test_the_diagonal_is_complete_and_grows() -> None:
    """Every combination once, by the sum of the positions."""
    found = cast(list[tuple[int, int]], list(diagonal([(0, 1, 2), (0, 1)])))
    assert sorted(found) == [(a, b) for a in range(3) for b in range(2)]
    assert [sum(pair) for pair in found] == sorted(sum(pair) for pair in found)


def test_constants_come_from_body_contract_examples_and_helpers() -> None:
    """Everything that a call may run or be judged by."""
    found = constants_of(parse_program(read_source(SOURCE)), "f")
    assert {731, 42, 55, 9, 17} <= set(found.ints)
    assert {"needle", "seventeen"} <= set(found.strings)
    assert Fraction(1, 2) in found.fractions


@pytest.mark.parametrize(
    "wanted", [731, 732, 730, -731, 731 * 2], ids=["c", "c+1", "c-1", "-c", "c+c"]
)
def test_the_neighbourhood_of_a_constant_is_tried(wanted: int) -> None:
    """Boundaries are where code is wrong."""
    assert (wanted,) in set(islice(inputs([INT], Constants(ints=(731,))), 600))


def test_equal_parts_are_tried_together() -> None:
    """Functions often turn where two large arguments are equal or neighbours."""
    found = cast(list[tuple[int, int]], list(islice(inputs([INT, INT], Constants()), 600)))
    assert any(a == b and abs(a) > 100 for a, b in found)
    assert any(a - b == 1 and abs(a) > 100 for a, b in found)


@pytest.mark.parametrize(
    ("kind", "start", "smallest", "bad"),
    [
        (INT, 94_817, 100, lambda x: x >= 100),
        (INT, -94_817, -100, lambda x: x <= -100),
        (INT, -3, 0, lambda x: True),
        (STR, "xxneedlexx", "needle", lambda x: "needle" in x),
        (STR, "xyz", "aaa", lambda x: len(x) == 3),
        (BOOL, True, False, lambda x: True),
        (FRACTION, Fraction(355, 113), Fraction(3), lambda x: x >= 3),
        (OptionalType(INT), 12, None, lambda x: True),
        (TupleType((INT, INT)), (50, 70), (0, 7), lambda x: x[1] >= 7),
        (LiteralType(INT, (4, 2, 9)), 9, 2, lambda x: x != 4),
    ],
)
def test_shrinking_keeps_what_is_bad_and_finds_the_smallest(
    kind: Type, start: object, smallest: object, bad: object
) -> None:
    """Toward 0, the empty string, None and the first member."""
    assert callable(bad)
    found = shrink([kind], (start,), lambda arguments: bool(bad(arguments[0])), 400)  # type: ignore[arg-type]
    assert found == (smallest,)


def test_shrinking_stops_at_its_limit() -> None:
    """It asks no more often than it may."""
    asked: list[object] = []

    def judged(arguments: object) -> bool:
        asked.append(arguments)
        return False

    shrink([INT], (10**9,), judged, 7)
    assert len(asked) == 7
