"""Networks and machines of products are compared with their rows, and a wrong one is not given."""

from dataclasses import replace
from random import Random

import pytest

from lemmata.contracts.errors import ToolError
from lemmata.rules import dispatch, product_networks, table_network
from lemmata.rules.domain import Domain, Field, Kind
from lemmata.rules.table import DecisionTable
from lemmata.testing.tables import random_table

DOMAIN = Domain(tuple(Field(f"f{i}", Kind.INT, low=0, high=5) for i in range(3)))


def shifted(table: DecisionTable) -> DecisionTable:
    """The table with one output of one row changed."""
    first, *rest = table.rows
    value = 0 if first.outputs[0] else 1
    return replace(table, rows=(replace(first, outputs=(value, *first.outputs[1:])), *rest))


@pytest.mark.parametrize("seed", range(4))
def test_what_is_constructed_decides_as_the_rows(seed: int) -> None:
    """No input of the domain tells them apart, or it would be named."""
    table = random_table(Random(seed), DOMAIN, 12)
    made = product_networks.constructed(table)
    assert made.machine.states > 0
    assert len(made.network.network.groups) >= 3


@pytest.mark.parametrize("room", [table_network, dispatch])
def test_what_decides_otherwise_is_named_with_an_input(
    room: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the network or the machine is that of another table."""
    table = random_table(Random(1), DOMAIN, 12)
    build = room.construct  # type: ignore[attr-defined]
    monkeypatch.setattr(room, "construct", lambda given: build(shifted(given)))
    with pytest.raises(ToolError, match="decides otherwise on f0="):
        product_networks.constructed(table)
