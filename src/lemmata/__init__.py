"""Lemmata: a verifying compiler for Python."""

from collections.abc import Callable
from importlib import import_module
from os import PathLike
from typing import Any

__version__ = "0.1.0"
__all__ = ["__version__", "load"]


def load(path: str | PathLike[str], *, guard: bool = False) -> Callable[..., Any]:
    """The plain Python function of a sealed lemma; with ``guard`` it checks its precondition.

    Raises:
        CertificateError: a file was changed since it was sealed.
    """
    made: Callable[..., Any] = import_module("lemmata.artifacts.loading").load(path, guard=guard)
    return made
