"""The room `artifacts`: sealed lemmas, what they cost, and running them.

Each part comes when it is asked for: sealing and loading read and write files, and what they
import for that takes as long as a proof.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lemmata.artifacts.ledger import Ledger
    from lemmata.artifacts.loading import (
        LoadedLemma,
        load,
        load_module,
        open_lemma,
        read_lemma,
    )
    from lemmata.artifacts.sealing import seal, seal_tested

__all__ = [
    "Ledger",
    "LoadedLemma",
    "load",
    "load_module",
    "open_lemma",
    "read_lemma",
    "seal",
    "seal_tested",
]

_PLACES = {
    "Ledger": "ledger",
    "LoadedLemma": "loading",
    "load": "loading",
    "load_module": "loading",
    "open_lemma": "loading",
    "read_lemma": "loading",
    "seal": "sealing",
    "seal_tested": "sealing",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"lemmata.artifacts.{_PLACES[name]}"), name)
