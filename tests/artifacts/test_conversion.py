"""Values to instances of Python's own containers and back, and what the guard lets in."""

from typing import Any

import pytest

from lemmata.artifacts.conversion import from_live, membership, to_live
from lemmata.contracts.reading import read_source
from lemmata.contracts.types import (
    BOOL,
    INT,
    STR,
    DictType,
    FunctionType,
    ListType,
    OptionalType,
    SetType,
    TupleType,
    Type,
)
from lemmata.contracts.values import (
    DictValue,
    FunctionValue,
    ListValue,
    RecordValue,
    SetValue,
    Value,
    is_same,
)

GRID = ListType(ListType(INT))
PRICES = DictType(STR, OptionalType(ListType(INT)))


@pytest.mark.parametrize(
    ("kind", "value", "live"),
    [
        (GRID, ListValue((ListValue((1, True)), ListValue(()))), [[1, True], []]),
        (SetType(STR), SetValue(frozenset({"a", "b"})), {"a", "b"}),
        (PRICES, DictValue((("b", None), ("a", ListValue((1,))))), {"b": None, "a": [1]}),
        (TupleType((SetType(INT), STR)), (SetValue(frozenset()), "x"), (set(), "x")),
    ],
)
def test_a_container_goes_there_and_back(kind: Type, value: Value, live: Any) -> None:
    """Python's own list, set or dict, in the same order but for sets; and the same value again."""
    made = to_live(kind, {})(value)
    assert made == live
    assert type(made) is type(live)
    assert isinstance(live, set) or list(made) == list(live)
    assert is_same(from_live(kind)(made), value)
    assert membership(kind, {})(made)


def test_a_function_looks_its_table_up() -> None:
    """Its arguments as live values."""
    kind = FunctionType((ListType(INT),), BOOL)
    table = FunctionValue((((ListValue((1,)),), True),), False)
    made = to_live(kind, {})(table)
    assert (made([1]), made([2])) == (True, False)
    assert membership(kind, {})(made)
    assert not membership(kind, {})(7)


class Words(list[str]):
    """A list of another class."""


@pytest.mark.parametrize(
    ("kind", "thing"),
    [
        (ListType(INT), (1, 2)),
        (ListType(INT), [1, "a"]),
        (ListType(STR), Words(["a"])),
        (GRID, [[1], (2,)]),
        (SetType(INT), frozenset({1})),
        (SetType(INT), {1, 1.5}),
        (DictType(STR, INT), {"a": 1, 2: 2}),
        (DictType(STR, INT), {"a": None}),
        (DictType(STR, INT), [("a", 1)]),
    ],
)
def test_what_is_not_of_the_type_is_kept_out(kind: Type, thing: Any) -> None:
    """Another class, or one item of another type, however deep."""
    assert not membership(kind, {})(thing)


TREES = """
from dataclasses import dataclass

@dataclass(frozen=True)
class Leaf:
    pass

@dataclass(frozen=True)
class Node:
    left: "Leaf | Node"
    value: int
    right: "Leaf | Node | None"
"""


def test_a_recursive_value_goes_there_and_back() -> None:
    """Instances of the file's own classes, however deep; another class is kept out."""
    kind = read_source(TREES, needs_contract=False).types["Node"]
    names = ("left", "value", "right")
    leaf = RecordValue("Leaf", (), ())
    value: Value = RecordValue("Node", names, (leaf, 1, None))
    for count in range(5):
        value = RecordValue("Node", names, (value, count, leaf))
    space: dict[str, Any] = {"__name__": __name__}
    exec(TREES, space)
    made = to_live(kind, space)(value)
    assert type(made) is space["Node"]
    assert made.left.value == 3
    assert is_same(from_live(kind)(made), value)
    inside = membership(kind, space)
    assert inside(made)
    node, end = space["Node"], space["Leaf"]()
    assert not inside(node(node(end, "1", None), 1, None))
    assert not inside(node(None, 1, None))
    assert not inside(end)
