"""Generators by name, through one door."""

import tomllib
from pathlib import Path

import pytest

from lemmata.contracts.errors import ChoiceError, ToolError
from lemmata.generators import BUILT_IN, ENTRY_POINT_GROUP, available, generator, registry

ROOT = Path(__file__).parents[2]


def test_table_is_the_entry_points() -> None:
    """The table of built-ins says what the package's entry points say."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["entry-points"][ENTRY_POINT_GROUP] == BUILT_IN


def test_built_in_opens() -> None:
    """A built-in is found by its name and knows it."""
    assert generator("synth").name == "synth"
    assert "synth" in available()


def test_unknown_name_is_a_choice_error() -> None:
    """An unknown name lists what there is."""
    with pytest.raises(ChoiceError, match="synth"):
        generator("nobody")


@pytest.mark.parametrize("door", ["no.such.module:X", "fractions:X", "fractions:Fraction"])
def test_bad_door_is_a_tool_error(door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A door that leads to no generator is named."""
    monkeypatch.setitem(registry.BUILT_IN, "broken", door)
    with pytest.raises(ToolError, match="broken"):
        generator("broken")
