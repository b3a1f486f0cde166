"""Frozen values to JSON and back."""

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemmata.contracts.attempts import Exhausted, Unrealizable
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import DataError, Place
from lemmata.contracts.keeping import kept, kept_value, restored, restored_value
from lemmata.contracts.values import (
    DictValue,
    EnumValue,
    FunctionValue,
    ListValue,
    RecordValue,
    SetValue,
    Value,
    is_same,
)
from lemmata.contracts.verdicts import (
    Assurance,
    Blocked,
    Candidate,
    Cost,
    Counterexample,
    Finding,
    Judgement,
    Seeded,
    Verdict,
)

PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(categories=["Cs", "L", "N", "C", "P"]))
    | st.fractions()
    | st.just(EnumValue("Colour", "RED"))
    | st.integers(5000, 5010).map(lambda digits: -(10**digits))
    | st.integers(5000, 5010).map(lambda digits: Fraction(1, 10**digits))
)
VALUES: st.SearchStrategy[Value] = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple),
        st.lists(inner, max_size=3).map(lambda items: ListValue(tuple(items))),
        st.frozensets(inner, max_size=3).map(SetValue),
        st.dictionaries(inner, inner, max_size=3).map(lambda d: DictValue(tuple(d.items()))),
        inner.map(lambda held: RecordValue("Point", ("x",), (held,))),
        st.tuples(inner, inner).map(lambda two: FunctionValue((((two[0],), two[1]),), two[0])),
    ),
    max_leaves=5,
)


def through_text(data: Json) -> Json:
    """What a file gives back."""
    read: Json = json.loads(json.dumps(data))
    return read


@settings(max_examples=60, deadline=None)
@given(VALUES)
def test_values_come_back_as_they_were(value: Value) -> None:
    """A value comes back the same, of the same types all the way down."""
    assert is_same(restored_value(through_text(kept_value(value)), "it"), value)


FULL = Judgement(
    "solve",
    Verdict.UNKNOWN,
    "smt",
    Assurance.ONE_SOLVER,
    Counterexample(
        (("a", (1, True)), ("b", ListValue(()))), "a > b", 3, observed=(), returned=True
    ),
    "why",
    (Finding("rule", "message", Place("file.py", 4)),),
    ("assumed",),
    0.5,
    Blocked(
        "1", "postcondition", "a", 3, state=(("x", Fraction(1, 2)),), said=(("z3", "unknown"),)
    ),
    ("note",),
    seeded=(Seeded(1, Verdict.PROVED, Assurance.TWO_SOLVERS),),
)


@pytest.mark.parametrize(
    "thing",
    [
        FULL,
        Judgement("solve", Verdict.PROVED),
        Candidate("return 1", "g", Cost(1, 0.5, 2.0, (3, 4)), "note"),
        Unrealizable((("n", -1),), "none", Cost(7)),
        Exhausted("over"),
    ],
)
def test_what_travels_in_a_search_comes_back(thing: object) -> None:
    """Judgements and proposals are what they were, down to the types of the values in them."""
    assert restored(type(thing), through_text(kept(thing)), "it") == thing


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"verdict": "proved"}, "lacks 'function'"),
        ({"function": "f", "verdict": "right"}, "it.verdict is 'right'"),
        ({"function": "f", "verdict": "proved", "certain": True}, "never written so"),
        ({"function": "f", "verdict": "proved", "seconds": "1"}, "it.seconds is '1'"),
        ({"function": "f", "verdict": "proved", "cached": 1}, "it.cached is 1"),
        ({"function": "f", "verdict": "proved", "notes": "text"}, "it.notes"),
        ([], "it is \\[\\]"),
        (None, "it is None"),
    ],
)
def test_what_was_never_written_is_an_error(data: Json, message: str) -> None:
    """No field is guessed, none is left out, and none is of another type."""
    with pytest.raises(DataError, match=message):
        restored(Judgement, data, "it")


@pytest.mark.parametrize(
    "data",
    [
        1.5,
        [],
        {},
        {"int": "zz"},
        {"int": "0x1", "more": 1},
        {"fraction": [1, 0]},
        {"fraction": [True, 2]},
        {"set": 3},
        {"set": [{"tree": 1}]},
        {"dict": [[1]]},
        {"table": [[1, 2]], "otherwise": 0},
        {"record": "P", "names": ["x"], "values": []},
    ],
)
def test_a_value_that_was_never_written_is_an_error(data: Json) -> None:
    """The JSON of a value is exact."""
    with pytest.raises(DataError, match="never written so"):
        restored_value(data, "it")


def test_deep_data_is_an_error() -> None:
    """What is nested too deep ends in an error, not in the interpreter's limit."""
    deep: Json = 1
    for _ in range(100_000):
        deep = {"tuple": [deep]}
    cost: Json = {"arguments": [["n", deep]], "reason": ""}
    with pytest.raises(DataError, match="nested too deep"):
        restored(Unrealizable, cost, "it")
