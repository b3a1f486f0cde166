"""What is to be shown of a function: frozen values, complete SMT-LIB scripts."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class ObligationKind(Enum):
    """What an obligation speaks of."""

    POSTCONDITION = "postcondition"
    DEFINED = "defined"
    ASSERTION = "assertion"
    TYPE = "type"
    PRECONDITION = "precondition"
    INVARIANT = "invariant"
    TERMINATION = "termination"
    ADMISSION = "admission"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Obligation:
    """One script for a solver: **unsat means that it holds** (admissions and questions want sat).

    ``name`` is unique in its function and safe as a file name; ``text`` says what is claimed;
    ``line`` is where; ``error`` the exception that must not happen, where there is one. ``smt``
    is complete up to one ``(check-sat)`` and mentions no line and no path. ``inputs`` are the
    terms, one a parameter, whose values after ``sat`` are the failing arguments.
    """

    name: str
    kind: ObligationKind
    text: str
    line: int
    error: str | None
    smt: str
    inputs: tuple[str, ...]


class Derivation(NamedTuple):
    """All obligations of a function, and what they take for granted.

    If every obligation holds, then for every admitted input the body returns, within the
    declared types, a value that satisfies the postconditions, provided that the contracts of
    the functions in ``assumed`` (sorted) hold of their bodies, and provided that the loops and
    recursive calls in the lines ``partial`` (sorted) end: for those no measure is given.
    ``paths`` counts the ways through the body. ``granted`` lists the formulas that stand for
    hints in the scripts, each with its loop and position, for whoever wants to leave some out.
    """

    obligations: tuple[Obligation, ...]
    assumed: tuple[str, ...]
    paths: int
    partial: tuple[int, ...] = ()
    granted: tuple[tuple[str, int, int], ...] = ()
