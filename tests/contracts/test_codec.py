"""Values to JSON and back."""

import json
import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemmata.contracts import (
    DataError,
    EnumValue,
    Json,
    LimitError,
    RecordValue,
    Type,
    Value,
    from_json,
    to_json,
)
from lemmata.contracts.types import (
    BOOL,
    FRACTION,
    INT,
    NONE,
    STR,
    EnumType,
    Field,
    LiteralType,
    RecordType,
    TupleType,
    optional,
)

COLOR = EnumType("Color", (("RED", 1), ("BLUE", 2)), (("AZURE", "BLUE"),))
POINT = RecordType("Point", (Field("x", INT), Field("c", COLOR)))
SMALL = LiteralType(INT, (1, 2))


@st.composite
def typed_values(draw: st.DrawFn, depth: int = 2) -> tuple[Type, Value]:
    """A type with one of its values."""
    simple: list[tuple[Type, st.SearchStrategy[Value]]] = [
        (INT, st.integers()),
        (BOOL, st.booleans()),
        (STR, st.text()),
        (NONE, st.none()),
        (FRACTION, st.fractions()),
        (COLOR, st.sampled_from([EnumValue("Color", "RED"), EnumValue("Color", "BLUE")])),
        (SMALL, st.sampled_from([1, 2])),
    ]
    choice = draw(st.integers(0, 9 if depth else 6))
    if choice < 7:
        kind, values = simple[choice]
        return kind, draw(values)
    parts = draw(st.lists(typed_values(depth - 1), min_size=1, max_size=3))
    if choice == 7:
        return TupleType(tuple(k for k, _ in parts)), tuple(v for _, v in parts)
    if choice == 8:
        kind, value = parts[0]
        return optional(kind), draw(st.sampled_from([None, value]))
    fields = tuple(Field(f"f{i}", kind) for i, (kind, _) in enumerate(parts))
    names = tuple(field.name for field in fields)
    return RecordType("R", fields), RecordValue("R", names, tuple(v for _, v in parts))


@given(typed_values())
def test_values_survive_the_way_through_json(typed: tuple[Type, Value]) -> None:
    """to_json, dumps, loads and from_json together are the identity, type included."""
    kind, value = typed
    data = json.loads(json.dumps(to_json(value)))
    again = from_json(kind, data, "value")
    assert (again, type(again)) == (value, type(value))


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (Fraction(-3), "-3/1"),
        (EnumValue("Color", "RED"), "RED"),
        (
            RecordValue("Point", ("x", "c"), (1, EnumValue("Color", "RED"))),
            {"class": "Point", "x": 1, "c": "RED"},
        ),
        ((1, (True,)), [1, [True]]),
        pytest.param(10**5000, 10**5000, id="huge"),
    ],
)
def test_forms_of_values(value: Value, data: Json) -> None:
    """Fractions are "n/d", members names, records objects, tuples lists."""
    assert to_json(value) == data


@pytest.mark.parametrize(
    ("kind", "data", "value"),
    [
        (FRACTION, 3, Fraction(3)),
        (FRACTION, "6/-4".replace("-", ""), Fraction(3, 2)),
        (FRACTION, "-6/4", Fraction(-3, 2)),
        (COLOR, "AZURE", EnumValue("Color", "BLUE")),
        (TupleType(()), [], ()),
    ],
)
def test_what_else_is_accepted(kind: Type, data: Json, value: Value) -> None:
    """Ints for fractions, fractions not in lowest terms, aliases of members."""
    assert from_json(kind, data, "x") == value


@pytest.mark.parametrize(
    ("kind", "data", "message"),
    [
        (INT, True, "x is True, which is not a value of int (give a value of int)"),
        (BOOL, 1, "x is 1, which is not a value of bool"),
        (INT, 1.0, "x is 1.0, which is not a value of int"),
        (STR, None, "x is None, which is not a value of str"),
        (NONE, 0, "x is 0, which is not a value of None"),
        (FRACTION, "1/0", "not a value of Fraction"),
        (FRACTION, "1.5", 'give "numerator/denominator" or an integer'),
        (FRACTION, "٣/٤", "not a value of Fraction"),
        (FRACTION, True, "x is True, which is not a value of Fraction"),
        (FRACTION, "1/" + "1" * 5000, "..., which is not a value of Fraction"),
        (FRACTION, 0.5, "x is 0.5"),
        (COLOR, "GREEN", "x is 'GREEN', which is not a value of Color (give one of RED, BLUE)"),
        (COLOR, 1, "x is 1, which is not a value of Color"),
        (SMALL, 3, "x is 3, which is not a value of Literal[1, 2]"),
        (SMALL, True, "x is True"),
        (optional(INT), "a", "x is 'a', which is not a value of int"),
        (TupleType((INT, INT)), [1], "x is [1], which is not a value of tuple[int, int]"),
        (TupleType((INT, INT)), [1, "a"], "x[1] is 'a'"),
        (POINT, [1], "x is [1], which is not a value of Point (give an object with x, c)"),
        (POINT, {"x": 1}, "x lacks 'c', as a Point is wanted (give exactly the fields x, c)"),
        (POINT, {"x": 1, "c": "RED", "z": 1}, "x has the unknown field 'z'"),
        (POINT, {"x": None, "c": "RED"}, "x.x is None, which is not a value of int"),
        pytest.param(BOOL, 10**5000, "x is a number too long to show", id="huge"),
        (INT, math.nan, "x is nan"),
    ],
)
def test_data_that_does_not_fit_is_refused(kind: Type, data: Json, message: str) -> None:
    """The error says where, what came and what is wanted."""
    with pytest.raises(DataError) as caught:
        from_json(kind, data, "x")
    assert message in str(caught.value)


def test_fractions_beyond_the_digits_of_python_are_a_limit() -> None:
    """Nothing is truncated."""
    with pytest.raises(LimitError, match="too many digits"):
        to_json(Fraction(10**5000, 3))
