"""Lemmata: a verifying compiler for Python."""

from collections.abc import Callable
from importlib import import_module
from os import PathLike
from typing import Any, Literal

__version__ = "0.1.0"
__all__ = ["__version__", "decreases", "hole", "invariant", "load"]


def load(
    path: str | PathLike[str],
    *,
    guard: bool = False,
    accept: Literal["proved", "tested"] = "proved",
) -> Callable[..., Any]:
    """The plain Python function of a sealed lemma; with ``guard`` it checks its precondition.

    Raises:
        CertificateError: a file was changed since it was sealed.
        ChoiceError: the lemma is only tested, and ``accept`` does not say ``tested``.
    """
    room = import_module("lemmata.artifacts.loading")
    made: Callable[..., Any] = room.load(path, guard=guard, accept=accept)
    return made


def invariant(holds: object) -> None:
    """What is true at the start of every iteration: the first statements of a loop's body.

    Raises:
        AssertionError: it is false.
    """
    if not holds:
        raise AssertionError("a loop invariant does not hold")


def hole() -> Any:
    """An expression that is still to be found: `lemmata compile --generator sketch` fills it.

    Raises:
        RuntimeError: always; a body with a hole is a sketch and cannot run.
    """
    raise RuntimeError(
        "a hole() was reached: this body is a sketch; fill it with "
        "`lemmata compile FILE.py --generator sketch`, or write the expression"
    )


def decreases(*measure: object) -> None:
    """What shrinks from one iteration, or one recursive call, to the next: ints of 0 or more.

    A value that may hold others of its own type shrinks with its height.
    It stands at the start of a loop's body or of a function's; several compare like a tuple.
    Running it only computes the measure: that it shrinks is for the proof.
    """
