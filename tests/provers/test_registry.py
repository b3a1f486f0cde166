"""Provers by name: built-ins and strangers come through the same door."""

import importlib.metadata
import tomllib
from pathlib import Path

import pytest

from lemmata.contracts.errors import ChoiceError, ToolError
from lemmata.provers import available, chosen, limits_for, prover
from lemmata.provers.limits import Limits
from lemmata.provers.registry import BUILT_IN, ENTRY_POINT_GROUP, SECOND_OPINIONS
from tests.provers.sample_prover import PROVER


def test_the_built_ins_are_the_entry_points_of_the_package() -> None:
    """The table saves a slow lookup and says the same."""
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    points = project["project"]["entry-points"][ENTRY_POINT_GROUP]
    assert points == {**BUILT_IN, **SECOND_OPINIONS}


def test_without_names_the_built_ins_are_chosen_in_order() -> None:
    """Refuters first."""
    assert [each.name for each in chosen()] == [
        "exhaustive",
        "small_scope",
        "smt",
        "invariants",
    ]
    assert [each.name for each in chosen(["smt", "small_scope"])] == ["small_scope", "smt"]


def test_a_stranger_is_found_by_its_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    """A one-file plugin needs nothing else."""
    door = "tests.provers.sample_prover:PROVER"
    point = importlib.metadata.EntryPoint("three_numbers", door, ENTRY_POINT_GROUP)
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: [point])
    assert prover("three_numbers") is PROVER
    assert "three_numbers" in available()
    assert [each.name for each in chosen(["three_numbers", "smt"])] == ["smt", "three_numbers"]


@pytest.mark.parametrize(
    ("door", "message"),
    [("no_such_module:PROVER", "cannot be loaded"), ("math:pi", "is no prover")],
)
def test_a_broken_door_is_a_tool_error(
    monkeypatch: pytest.MonkeyPatch, door: str, message: str
) -> None:
    """The error names the door."""
    point = importlib.metadata.EntryPoint("bad", door, ENTRY_POINT_GROUP)
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: [point])
    with pytest.raises(ToolError, match=message):
        prover("bad")


def test_an_unknown_name_lists_the_known_ones() -> None:
    """So that the reader can choose."""
    with pytest.raises(ChoiceError, match="small_scope"):
        prover("oracle")


def test_limits_grow_with_the_budget_and_the_default_is_the_default() -> None:
    """In solver units and counts, so that the clock decides nothing."""
    assert limits_for(5) == Limits()
    assert limits_for(50).solver.z3_rlimit == 10 * Limits().solver.z3_rlimit
    assert limits_for(0).tries == 1
