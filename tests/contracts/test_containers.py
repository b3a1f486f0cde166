"""Containers and functions in annotations, JSON, clauses and plain source."""

import pytest

from lemmata.contracts.codec import Json, from_json, to_json
from lemmata.contracts.errors import ContractError, DataError, LemmataError, SourceError
from lemmata.contracts.plain import plain_source
from lemmata.contracts.reading import read_source
from lemmata.contracts.types import (
    BOOL,
    INT,
    STR,
    DictType,
    FunctionType,
    ListType,
    SetType,
    TupleType,
    Type,
    contains,
    optional,
    show,
)
from lemmata.contracts.values import DictValue, FunctionValue, ListValue, SetValue, Value

HEAD = """\
from collections.abc import Callable
import typing
from icontract import ensure, require, snapshot
from lemmata import decreases, invariant as holds

Rows = list[list[int]]

"""


def parameter_type(annotation: str) -> Type:
    """The type of a parameter with this annotation."""
    text = f"{HEAD}@require(lambda x: True)\ndef f(x: {annotation}) -> int:\n    return 1\n"
    module = read_source(text, "t.py")
    if "f" in module.unsupported:
        raise module.unsupported["f"]
    return module.tasks["f"].parameters[0].type


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        ("list[int]", ListType(INT)),
        ("typing.List[bool]", ListType(BOOL)),
        ("Rows", ListType(ListType(INT))),
        ("dict[str, list[int]]", DictType(STR, ListType(INT))),
        ("typing.Dict[str, int]", DictType(STR, INT)),
        ("set[tuple[int, str]]", SetType(TupleType((INT, STR)))),
        ("list[int] | None", optional(ListType(INT))),
        ("Callable[[int, str], bool]", FunctionType((INT, STR), BOOL)),
        ("typing.Callable[[], int]", FunctionType((), INT)),
    ],
)
def test_annotations_of_containers(annotation: str, kind: Type) -> None:
    """Each spelling is read, and the shown type is one."""
    assert parameter_type(annotation) == kind
    assert parameter_type(show(kind)) == kind


@pytest.mark.parametrize(
    ("annotation", "what"),
    [
        ("list", "the type list"),
        ("list[int, int]", "the type list[int, int]"),
        ("set[list[int]]", "a key of type list[int]"),
        ("dict[set[int], int]", "a key of type set[int]"),
        ("list[Callable[[int], int]]", "a function inside another value"),
        ("Callable[[int], int] | None", "a function inside another value"),
        ("Callable[[list[int]], int]", "a key of type list[int]"),
        ("Callable[..., int]", "the type Callable[..., int]"),
        ("frozenset[int]", "the type frozenset[int]"),
        ("tuple[int, ...]", "a tuple of unknown length"),
    ],
)
def test_other_types_are_refused_by_name(annotation: str, what: str) -> None:
    """Open containers, keys that Python does not hash, functions anywhere but as parameters."""
    with pytest.raises(LemmataError) as refused:
        parameter_type(annotation)
    assert what in str(refused.value)


VALUES: list[tuple[Type, Value, Json]] = [
    (ListType(INT), ListValue((1, 2)), [1, 2]),
    (ListType(ListType(INT)), ListValue((ListValue(()),)), [[]]),
    (SetType(STR), SetValue(frozenset("ba")), ["a", "b"]),
    (DictType(STR, INT), DictValue((("b", 1), ("a", 2))), [["b", 1], ["a", 2]]),
    (
        FunctionType((INT,), BOOL),
        FunctionValue((((3,), True),), False),
        {"table": [[[3], True]], "otherwise": False},
    ),
]


@pytest.mark.parametrize(("kind", "value", "data"), VALUES)
def test_containers_go_to_json_and_back(kind: Type, value: Value, data: Json) -> None:
    """A dict keeps its order; the value is of its type."""
    assert to_json(value) == data
    assert from_json(kind, data, "x") == value
    assert contains(kind, value)


@pytest.mark.parametrize(
    ("kind", "data", "where"),
    [
        (ListType(INT), {"a": 1}, "x is"),
        (ListType(INT), [1, True], "x[1] is"),
        (SetType(INT), [1, 1], "x is"),
        (DictType(STR, INT), {"a": 1}, "x is"),
        (DictType(STR, INT), [["a", 1], ["a", 2]], "x is"),
        (DictType(STR, INT), [["a", "b"]], "x[0][1] is"),
        (FunctionType((INT,), BOOL), {"table": []}, "x is"),
        (FunctionType((INT,), BOOL), {"table": [[[1, 2], True]], "otherwise": True}, "x.table[0]"),
    ],
)
def test_json_that_does_not_fit_is_refused(kind: Type, data: Json, where: str) -> None:
    """The error says where; keys and items stand once."""
    with pytest.raises(DataError) as refused:
        from_json(kind, data, "x")
    assert str(refused.value).startswith(where)


LOOPS = (
    HEAD
    + '''@snapshot(lambda xs: xs[:])
@require(lambda n: n >= 0, error=ValueError)
@ensure(lambda xs, OLD: xs == OLD.xs)
def f(xs: list[int], n: int) -> int:
    """Count.

    raises: ValueError, KeyError
    """
    decreases(n)
    while n > 0:
        holds(n >= 0)
        decreases(n, len(xs))
        n -= 1
    return n
'''
)


def test_a_contract_declares_exceptions_and_keeps_copies() -> None:
    """`raises:` names them; `error=` changes nothing; a snapshot may copy its parameter."""
    task = read_source(LOOPS, "t.py").tasks["f"]
    assert task.raises == ("ValueError", "KeyError")
    assert [clause.text for clause in task.requires] == ["n >= 0"]
    assert [clause.text for clause in task.ensures] == ["xs == OLD.xs"]


def test_plain_source_needs_nothing_of_ours() -> None:
    """An invariant is an assertion, a measure an expression, under whatever name they came."""
    text = plain_source(read_source(LOOPS, "t.py"))
    assert "lemmata" not in text
    for line in ("    n\n", "        assert n >= 0\n", "        (n, len(xs))\n"):
        assert line in text
    space: dict[str, object] = {}
    exec(compile(text, "t.py", "exec"), space)


@pytest.mark.parametrize(
    "line",
    [
        "import lemmata",
        "import collections.abc",
        "from lemmata import load",
        "from lemmata.contracts import read_source",
        "from collections import Counter",
    ],
)
def test_other_imports_of_ours_are_refused(line: str) -> None:
    """A task file takes `invariant` and `decreases` from this package, and nothing else."""
    with pytest.raises(SourceError):
        read_source(f"{line}\n{LOOPS}", "t.py")
    with pytest.raises(ContractError):
        read_source(LOOPS.replace("raises: ValueError, KeyError", "post:"), "t.py")
