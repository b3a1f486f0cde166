"""How the commands find the lemmas that a task file imports."""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from lemmata.contracts.borrowing import Linker

if TYPE_CHECKING:
    from lemmata.evidence.lemmas import Lemmas


def linker(places: Sequence[Path]) -> Linker:
    """Looks in these folders first, then beside the file; what it needs is imported when asked."""

    @cache
    def lemmas() -> "Lemmas":
        room = import_module("lemmata.evidence.lemmas")
        return cast("Lemmas", room.Lemmas(tuple(places)))

    return lambda path, wanted: lemmas().link(path, wanted)
