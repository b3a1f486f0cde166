"""The room `artifacts`: sealed lemmas, what they cost, and running them.

Loading comes when it is asked for: it reads files of unknown origin, and what it needs for that
takes longer to import than sealing takes.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lemmata.artifacts.ledger import Ledger
from lemmata.artifacts.sealing import seal

if TYPE_CHECKING:
    from lemmata.artifacts.loading import LoadedLemma, load, load_module, open_lemma

__all__ = ["Ledger", "LoadedLemma", "load", "load_module", "open_lemma", "seal"]


def __getattr__(name: str) -> Any:
    if name in ("LoadedLemma", "load", "load_module", "open_lemma"):
        return getattr(import_module("lemmata.artifacts.loading"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
