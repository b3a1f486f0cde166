"""How a trap is written down: a law of Python, a file that keeps it, and one that breaks it."""

from dataclasses import dataclass
from textwrap import indent

HEAD = """from dataclasses import dataclass
from enum import Enum, auto, unique
from fractions import Fraction
from typing import Final, Literal, Optional, TypeAlias, Union

from icontract import ensure, require, snapshot


class Color(Enum):
    RED = 1
    BLUE = 2
    ROT = True


@dataclass(frozen=True)
class Span:
    low: int
    high: int = 7


"""

REFUTED, PROVED, UNSUPPORTED, UNKNOWN = "refuted", "proved", "unsupported", "unknown"


@dataclass(frozen=True, slots=True)
class Trap:
    """Two whole task files, each with a function ``f``, and what is said of each.

    ``lie`` is what a careless reader would prove; ``told`` is the verdict it deserves, or the
    name of the error that refuses the file. ``truth`` differs in little and holds.
    """

    law: str
    lie: str
    truth: str
    told: str = REFUTED
    known: str = PROVED


def bodies(law: str, signature: str, contract: str, lie: str, truth: str, **more: str) -> Trap:
    """One contract in PEP 316's notation, two bodies; ``before`` stands above the function."""
    return _trap(law, (signature, contract, lie), (signature, contract, truth), **more)


def claims(law: str, signature: str, body: str, lie: str, truth: str, **more: str) -> Trap:
    """One body, two contracts."""
    return _trap(law, (signature, lie, body), (signature, truth, body), **more)


def files(law: str, lie: str, truth: str, told: str = REFUTED, known: str = PROVED) -> Trap:
    """Two files, below the usual head."""
    return Trap(law, HEAD + lie.strip("\n") + "\n", HEAD + truth.strip("\n") + "\n", told, known)


def _trap(
    law: str,
    lie: tuple[str, str, str],
    truth: tuple[str, str, str],
    before: str = "",
    told: str = REFUTED,
    known: str = PROVED,
) -> Trap:
    above = HEAD + before + "\n\n"
    return Trap(law, above + _function(*lie), above + _function(*truth), told, known)


def _function(signature: str, contract: str, body: str) -> str:
    clauses = indent(contract, "    ")
    return f'def f{signature}:\n    """Doc.\n\n{clauses}\n    """\n{indent(body, "    ")}\n'
