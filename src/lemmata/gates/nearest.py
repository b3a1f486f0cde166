"""Which policy file holds for a task file: the nearest one, from its folder upward."""

from importlib import import_module
from pathlib import Path
from typing import cast

from lemmata.gates.policy import Policies

NAME = "lemmata.toml"


def find_policy(start: Path) -> Path | None:
    """The nearest ``lemmata.toml``: beside the task file, or in a folder above it."""
    folder = start.resolve().parent
    for place in (folder, *folder.parents):
        if (place / NAME).is_file():
            return place / NAME
    return None


def nearest_policies(start: Path, named: Path | None = None) -> Policies:
    """The policies that hold for a task file: those named, the nearest, or the house's defaults.

    Raises:
        FileError: the file is missing, unreadable, too large or not UTF-8.
        PolicyError: it is not TOML, has an unknown key, or a value that no policy can have.
    """
    path = named or find_policy(start)
    if path is None:
        return Policies()
    return cast(Policies, import_module("lemmata.gates.policy_reading").read_policies(path))
