"""What the translation of an operation may use of the encoder it stands in."""

from typing import Protocol

from lemmata.contracts.types import Type
from lemmata.obligations.demands import Demand
from lemmata.obligations.smtlib import Term
from lemmata.obligations.sorts import Sorts


class Tools(Protocol):
    """The encoder, as operations see it."""

    sorts: Sorts

    def demand(self, demand: Demand) -> None:
        """Require a condition here; from here on it is taken for granted."""

    def follows(self, goal: Term) -> bool:
        """Whether a comparison of integers plainly follows from what is known here."""

    def share(self, term: Term, kind: Type, label: str = "tmp") -> Term:
        """A short name for a term that is about to be used more than once."""

    def assume(self, fact: Term, trigger: Term) -> None:
        """Assert what is true of ``trigger``, a term just built, whatever the values in it."""
