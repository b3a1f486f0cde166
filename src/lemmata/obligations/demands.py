"""A condition of being defined, as partial operations and calls state it."""

from dataclasses import dataclass

from lemmata.obligations.obligation import ObligationKind
from lemmata.obligations.smtlib import Term


@dataclass(frozen=True, slots=True)
class Demand:
    """A condition that must hold where the body is evaluated, or else ``error`` happens."""

    condition: Term
    kind: ObligationKind
    text: str
    line: int
    error: str | None = None
