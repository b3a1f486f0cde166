"""What the translation of sources, lists and comprehensions asks of the encoder that calls it."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from lemmata.contracts.types import Type
from lemmata.language.tree import Expr
from lemmata.obligations.demands import Demand
from lemmata.obligations.scope import Scope
from lemmata.obligations.smtlib import Term
from lemmata.obligations.sorts import Sorts

Environment = Mapping[str, tuple[Term, Type]]


class Inner(NamedTuple):
    """A demand made under a binder, and the guards inside it."""

    guards: tuple[Term, ...]
    demand: Demand


@dataclass(slots=True)
class Binder:
    """Bound variables in force, and the demands made under them."""

    names: tuple[str, ...]
    outer: int
    demands: list[Inner] = field(default_factory=list)


class Encoding(Protocol):
    """The encoder at one point of one path; see `terms.Encoder`."""

    scope: Scope
    sorts: Sorts
    names_remainders: bool

    def term(self, expr: Expr, environment: Environment) -> Term:
        """The value of an expression."""

    def conjunct(self, expr: Expr, environment: Environment, is_conjunct: bool) -> Term:
        """The value of an expression that stands where a conjunct of a clause does, or not."""

    def demand(self, demand: Demand) -> None:
        """Require a condition here."""

    def share(self, term: Term, kind: Type, label: str = "tmp") -> Term:
        """A short name for a term that is about to be used more than once."""

    def assume(self, fact: Term, trigger: Term) -> None:
        """Assert what holds whatever the guards, and for all values of bound variables in it."""

    def brief(self, test: Term) -> Term:
        """A Bool that is about to be repeated as a guard."""

    def under(self, guard: Term) -> AbstractContextManager[None]:
        """Evaluate what is reached only if the guard holds."""

    def binder(self, *sorts: str) -> AbstractContextManager[Binder]:
        """Evaluate under fresh bound variables of these sorts."""

    def follows(self, goal: Term, more: Iterable[Term] = ()) -> bool:
        """Whether a comparison of integers plainly follows from what is known here, and more."""

    def sort_of(self, name: str) -> str | None:
        """The sort of a variable, constant or definition that was met; None of a stranger."""

    def inputs(self) -> Mapping[str, str]:
        """The parameters that were met, with their sorts."""

    @property
    def in_force(self) -> tuple[str, ...]:
        """The bound variables in force."""

    @property
    def in_clause(self) -> bool:
        """Whether a clause of a contract is being read, not a body."""

    @property
    def is_conjunct(self) -> bool:
        """Whether the value at hand is a conjunct of a clause (perhaps under its guards)."""
