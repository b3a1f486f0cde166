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
    DictType,
    EnumType,
    Field,
    FunctionType,
    ListType,
    LiteralType,
    OptionalType,
    RecordType,
    SetType,
    TupleType,
    Type,
    cardinality,
    contains,
    inhabitants,
)
from lemmata.contracts.values import DictValue, FunctionValue, ListValue, SetValue
from lemmata.language.interpreter import compiled
from lemmata.language.parsing import parse_program
from lemmata.provers.constants import Constants, constants_of
from lemmata.provers.enumeration import inputs
from lemmata.provers.pools import ascending, diagonal
from lemmata.provers.repairs import Repairs
from lemmata.provers.searching import Search
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
    ListType(INT),
    ListType(ListType(INT)),
    ListType(TupleType((INT, STR))),
    SetType(STR),
    DictType(STR, INT),
    OptionalType(ListType(STR)),
    FunctionType((INT,), BOOL),
    FunctionType((INT, INT), INT),
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


def test_lists_come_ascending_equal_and_nested_in_the_first_hundred() -> None:
    """Most preconditions of lists ask for one of these."""
    found = [value for (value,) in islice(inputs([ListType(INT)], Constants()), 100)]
    items = [value.items for value in found if isinstance(value, ListValue)]
    assert {len(known) for known in items} >= {0, 1, 2, 3, 4}
    assert sum(len(known) > 2 and known == ascending(tuple(set(known))) for known in items) > 5
    assert sum(len(known) > 2 and len(set(known)) == 1 for known in items) > 1
    rows = [value for (value,) in islice(inputs([ListType(ListType(INT))], Constants()), 300)]
    sizes = [
        {len(row.items) for row in value.items if isinstance(row, ListValue)}
        for value in rows
        if isinstance(value, ListValue) and len(value.items) > 1
    ]
    assert sum(known == {2} for known in sizes) > 3


def test_a_target_is_often_in_its_list_and_a_count_its_length() -> None:
    """Parts of one input are near each other."""
    found = list(islice(inputs([ListType(INT), INT], Constants()), 600))
    pairs = [(xs.items, n) for xs, n in found if isinstance(xs, ListValue)]
    assert sum(len(xs) > 2 and n in xs for xs, n in pairs) > 40
    assert sum(len(xs) > 2 and n == len(xs) for xs, n in pairs) > 20


def test_a_repair_that_helps_is_found() -> None:
    """Sorted lists, equal lengths, indexes: a precondition that admits few is met often."""
    random = [
        (ListValue((n * 7 % 5, n * 3 % 11, n)), ListValue((n, n + 1)), n + 3) for n in range(60)
    ]
    repairs = Repairs()
    met = 0
    for arguments in random:
        for number, changed in repairs.offers(arguments, 2):
            one, other, _ = changed
            assert isinstance(one, ListValue)
            assert isinstance(other, ListValue)
            is_met = one.items == ascending(one.items) and len(one.items) == len(other.items)
            repairs.tell(number, helped=is_met)
            met += is_met
    assert met > 30


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
        (ListType(INT), ListValue((5, 9, 3, 9)), ListValue((0, 0)), lambda x: len(x.items) > 1),
        (ListType(INT), ListValue((5, 9, 3)), ListValue((3,)), lambda x: 3 in x.items),
        (
            ListType(INT),
            ListValue((7, 9, 7)),
            ListValue((0, 0)),
            lambda x: len(set(x.items)) < len(x.items),
        ),
        (
            SetType(INT),
            SetValue(frozenset({4, 8})),
            SetValue(frozenset({8})),
            lambda x: 8 in x.items,
        ),
        (
            DictType(STR, INT),
            DictValue((("key", 4), ("b", 5))),
            DictValue((("", 0),)),
            lambda x: bool(x.entries),
        ),
        (
            FunctionType((INT,), INT),
            FunctionValue((((1,), 5), ((2,), 6)), 9),
            FunctionValue((((2,), 6),), 0),
            lambda x: ((2,), 6) in x.table,
        ),
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


NARROW = """
from typing import Literal
from icontract import ensure, require

@require(lambda code, step, s: code.isdigit() and len(code) >= 2)
@ensure(lambda result: result in (1, 2))
def f(code: str, step: Literal[-1, 50], s: Literal["stop", "length"]) -> int:
    if step != -1 and step != 50:
        return 7
    return 1 if s == "stop" else 2 if s == "length" else 3
"""


def test_no_change_leaves_a_type() -> None:
    """A literal's values are few: an input made admissible by others would be no input at all."""
    program = parse_program(read_source(NARROW))
    kinds = [parameter.type for parameter in program.functions["f"].parameters]
    search = Search(compiled(program, "f"), kinds, constants_of(program, "f"), 400)
    admitted = list(search.admitted())
    assert admitted
    assert all(contains(kind, v) for row in admitted for kind, v in zip(kinds, row, strict=True))
    assert not any(map(search.breaks, admitted))
