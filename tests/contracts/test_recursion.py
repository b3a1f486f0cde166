"""Unions of dataclasses and recursive ones: reading, equality of types, values, JSON."""

import pickle

import pytest

from lemmata.contracts.codec import from_json, to_json
from lemmata.contracts.errors import ContractError, DataError, SourceError
from lemmata.contracts.reading import read_source
from lemmata.contracts.recursion import heights, simplest, together
from lemmata.contracts.types import (
    INT,
    OptionalType,
    RecordType,
    RecursiveType,
    Type,
    UnionType,
    cardinality,
    contains,
    inhabitants,
    is_hashable,
    parts,
    show,
)
from lemmata.contracts.values import RecordValue, Value, to_python

HEAD = "from dataclasses import dataclass\nfrom typing import Literal, Optional, Union\n"
TREE = """
@dataclass(frozen=True)
class Leaf:
    pass
@dataclass(frozen=True)
class Node:
    left: "Tree"
    value: int
    right: "Tree"
Tree = Leaf | Node
"""
LEAF = RecordValue("Leaf", (), ())


def types(text: str) -> dict[str, Type]:
    """The types of a task file."""
    return dict(read_source(HEAD + text, needs_contract=False).types)


def node(left: Value, value: int, right: Value) -> RecordValue:
    """A value of `Node`."""
    return RecordValue("Node", ("left", "value", "right"), (left, value, right))


def test_a_dataclass_that_holds_itself_is_read() -> None:
    """Its fields name its own type, through an alias that stands below it."""
    found = types(TREE)
    tree, record = found["Tree"], found["Node"]
    assert isinstance(tree, UnionType)
    assert isinstance(record, RecursiveType)
    assert tree.items == (found["Leaf"], record)
    assert [known.type for known in record.fields] == [tree, INT, tree]
    assert show(tree) == "Leaf | Node"
    assert not isinstance(found["Leaf"], RecursiveType)
    assert cardinality(tree) is None
    assert is_hashable(tree)
    assert parts(record) == (found["Leaf"], INT)


@pytest.mark.parametrize(
    "annotation", ["'Cell | None'", "'Optional[Cell]'", "Optional['Cell']", "'Union[Cell, None]'"]
)
def test_optional_fields_of_its_own_type(annotation: str) -> None:
    """Every notation that Python accepts there gives one type; its default may be None."""
    text = f"@dataclass(frozen=True)\nclass Cell:\n    head: int\n    rest: {annotation} = None\n"
    cell = types(text)["Cell"]
    assert isinstance(cell, RecursiveType)
    assert cell.fields[1].type == OptionalType(cell)
    later = text.replace("'Cell", "Cell").replace("Cell'", "Cell").replace("None]'", "None]")
    future = "from __future__ import annotations\n" + HEAD
    if "'" not in later:
        module = read_source(future + later, needs_contract=False)
        assert module.types["Cell"] == cell


def test_types_of_two_readings_are_equal_where_their_definitions_are() -> None:
    """A change anywhere in what a value may hold makes another type."""
    one, same = types(TREE), types(TREE)
    other = types(TREE.replace("value: int", "value: str"))
    deep = types(TREE.replace("    pass", "    size: int"))
    assert one["Tree"] == same["Tree"]
    assert hash(one["Tree"]) == hash(same["Tree"])
    assert one["Node"] != other["Node"]
    assert one["Node"] != deep["Node"]
    assert one["Node"] != one["Leaf"]
    assert pickle.loads(pickle.dumps(one["Tree"])) == one["Tree"]
    assert "Node" in repr(one["Node"])


CIRCLE = """
@dataclass(frozen=True)
class Even:
    below: "Odd | None"
@dataclass(frozen=True)
class Odd:
    below: Even
@dataclass(frozen=True)
class Holder:
    even: Even
    pair: "tuple[Odd, int]"
"""


def test_classes_that_hold_each_other_are_recursive_and_no_others() -> None:
    """Which is read first does not matter."""
    turned = "".join(f"@dataclass{part}" for part in CIRCLE.split("@dataclass")[:0:-1])
    for text in (CIRCLE, turned.replace(": Even\n", ": 'Even'\n")):
        found = types(text)
        assert isinstance(found["Even"], RecursiveType)
        assert isinstance(found["Odd"], RecursiveType)
        assert type(found["Holder"]) is RecordType
        assert found["Odd"].fields[0].type == found["Even"]
        assert heights(found["Even"].family) == {"Even": 1, "Odd": 2}
        assert set(together(found["Even"])) == {
            found["Even"],
            found["Odd"],
            OptionalType(found["Odd"]),
        }


def test_the_simplest_alternative_ends_a_value() -> None:
    """What is built by taking it again and again comes to an end."""
    tree = types(TREE)["Tree"]
    assert isinstance(tree, UnionType)
    assert simplest(tree).name == "Leaf"


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("class C:\n    c: 'C'", "C", "the recursive type C, of which no value can be built,"),
        ("class C:\n    c: 'tuple[C, int]'", "C", "of which no value can be built,"),
        ("class C:\n    c: 'list[C]'", "C", "the field c of type list[C]"),
        (
            "class C:\n    c: 'C | None'\n    n: Literal[1, 2]",
            "C",
            "a Literal inside",
        ),
        ("class C:\n    c: 'C | None'\n    n: float", "C", "the type float"),
        ("class C:\n    c: 'C | int'", "C", "a union of several types other than dataclasses"),
        ("class C:\n    c: 'D | None'\nD = C | None\nE = D", "E", ""),
    ],
)
def test_what_is_not_modelled_is_named(text: str, name: str, message: str) -> None:
    """A recursive type without values, with a Literal, or with a part outside the language."""
    module = read_source(f"{HEAD}@dataclass(frozen=True)\n{text}\n", needs_contract=False)
    if not message:
        assert name in module.types
        return
    assert message in module.opaque[name].message
    assert name not in module.types


def test_what_rests_on_a_refused_class_is_refused_for_its_reason() -> None:
    """The alias and the other class of the circle name the field at fault."""
    module = read_source(HEAD + TREE.replace("value: int", "value: float"), needs_contract=False)
    assert set(module.opaque) == {"Node", "Tree"}
    assert all("the type float" in error.message for error in module.opaque.values())
    assert set(module.types) == {"Leaf"}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("@dataclass(frozen=True)\nclass C:\n    c: C\n", SourceError),
        ("@dataclass(frozen=True)\nclass C:\n    c: 'C' | None\n", SourceError),
        ("@dataclass(frozen=True)\nclass C:\n    c: 'D | None'\n", ContractError),
    ],
)
def test_what_python_would_refuse_on_import(text: str, error: type[Exception]) -> None:
    """A name that is not defined yet, `|` of a string, a name that is nowhere."""
    with pytest.raises(error):
        read_source(HEAD + text, needs_contract=False)


def test_membership_goes_all_the_way_down() -> None:
    """The class decides first, then each field."""
    found = types(TREE)
    good = node(node(LEAF, 1, LEAF), 2, LEAF)
    assert contains(found["Tree"], good)
    assert contains(found["Tree"], LEAF)
    assert not contains(found["Node"], LEAF)
    assert not contains(found["Tree"], node(node(LEAF, 1, 3), 2, LEAF))
    assert to_python(node(LEAF, 1, LEAF)) == "Node(left=Leaf(), value=1, right=Leaf())"


def test_json_names_the_class_of_a_value() -> None:
    """What is written is read again; a class among several has to be named."""
    tree = types(TREE)["Tree"]
    value = node(node(LEAF, 1, LEAF), 2, LEAF)
    assert from_json(tree, to_json(value), "t") == value
    assert to_json(LEAF) == {"class": "Leaf"}
    record = types(TREE)["Node"]
    assert from_json(record, to_json(value), "t") == value
    with pytest.raises(DataError, match='whose "class" is one of "Leaf", "Node"'):
        from_json(tree, {}, "t")
    with pytest.raises(DataError, match=r"t\.left is .*one of"):
        from_json(tree, {"class": "Node", "left": 1, "value": 1, "right": 2}, "t")
    with pytest.raises(DataError, match='of the class "Node"'):
        from_json(record, {"class": "Leaf"}, "t")


def test_a_union_of_finite_classes_is_finite() -> None:
    """Its values are those of each class, each once."""
    found = types(
        "@dataclass(frozen=True)\nclass A:\n    b: bool\n@dataclass(frozen=True)\nclass B:\n"
        "    pass\nAB = A | B\n"
    )
    assert cardinality(found["AB"]) == 3
    assert len(set(inhabitants(found["AB"]))) == 3
