"""Small inputs of recursive types: what is tried, and how a counterexample gets small."""

from itertools import islice

import pytest

from lemmata.contracts.reading import read_source
from lemmata.contracts.types import RecursiveType, Type, contains
from lemmata.contracts.values import RecordValue, Value
from lemmata.language.interpreter import Returned, call
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Program
from lemmata.provers.constants import Constants
from lemmata.provers.enumeration import inputs
from lemmata.provers.inference.measures import recursion_measures
from lemmata.provers.pools import POOL, Pools
from lemmata.provers.shrinking import shrink
from lemmata.testing.random_datatypes import DATATYPES

MODULE = read_source(DATATYPES, needs_contract=False)
NAMES = ("Tree", "Node", "Expr", "Link", "Add")


@pytest.fixture(scope="module")
def program() -> Program:
    """The functions over trees, chains and terms."""
    return parse_program(MODULE)


@pytest.mark.parametrize("name", NAMES)
def test_pools_hold_values_of_every_shape(name: str) -> None:
    """At most 96 different values of the type, the simplest first, some of them nested."""
    kind = MODULE.types[name]
    pool = Pools(Constants()).of(kind)
    assert 20 < len(pool) == len(set(pool)) <= POOL
    assert all(contains(kind, value) for value in pool)
    assert _height(pool[0]) == min(map(_height, pool))
    assert max(_height(value) for value in pool) >= 3


def _height(value: Value) -> int:
    if not isinstance(value, RecordValue):
        return 0
    return 1 + max(map(_height, value.values), default=0)


@pytest.mark.parametrize("name", NAMES)
def test_inputs_are_of_the_type_and_come_in_one_order(name: str) -> None:
    """Distinct, the same in every run, and never all there are."""
    kinds: list[Type] = [MODULE.types[name], MODULE.types["Tree"]]
    first, again = (list(islice(inputs(kinds, Constants()), 400)) for _ in range(2))
    assert first == again
    assert len(set(first)) == 400
    assert all(
        contains(kind, value) for row in first for kind, value in zip(kinds, row, strict=True)
    )
    assert any(_height(row[0]) >= 4 for row in first)


def test_a_counterexample_becomes_small(program: Program) -> None:
    """Parts take the place of what holds them, numbers go to 0."""
    kind = MODULE.types["Tree"]
    leaf = RecordValue("Leaf", (), ())

    def node(left: Value, value: int, right: Value) -> RecordValue:
        return RecordValue("Node", ("left", "value", "right"), (left, value, right))

    def is_bad(arguments: tuple[Value, ...]) -> bool:
        outcome = call(program, "size", arguments)
        return isinstance(outcome, Returned) and outcome.value == 2

    large = node(node(leaf, 9, leaf), -70, leaf)
    small = shrink([kind], (node(leaf, 3, large),), lambda row: _height(row[0]) > 2, 500)
    assert small == (node(node(leaf, 0, leaf), 0, leaf),)
    assert shrink([kind], (large,), is_bad, 500) == small


def test_a_recursive_parameter_is_a_measure() -> None:
    """Recursion on parts of a value is tried first by its height."""
    assert recursion_measures(MODULE.tasks["size"])[0] == ("t",)
    assert isinstance(MODULE.types["Node"], RecursiveType)
