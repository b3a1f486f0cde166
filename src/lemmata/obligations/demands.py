"""A condition of being defined, as partial operations and calls state it."""

from typing import NamedTuple

from lemmata.obligations.obligation import ObligationKind
from lemmata.obligations.smtlib import Term


class Demand(NamedTuple):
    """A condition that must hold where the body is evaluated, or else ``error`` happens."""

    condition: Term
    kind: ObligationKind
    text: str
    line: int
    error: str | None = None
