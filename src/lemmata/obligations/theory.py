"""Axioms: quantified laws with the patterns that call them up, and templates that make them.

An axiom stands in a script only when all the functions of one of its patterns do, so it costs
nothing elsewhere. Leaving one out is always sound: it can only make fewer things provable.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from lemmata.obligations.smtlib import Term, apply, implies, symbols

Variables = tuple[tuple[str, str], ...]
Pattern = tuple[Term, ...]


class Axiom(NamedTuple):
    """`forall variables: statement`; each pattern's terms together mention every variable.

    ``chosen`` are terms, with their sorts, that stand for some value of which the statement is
    true: their functions are otherwise unknown.
    """

    name: str
    variables: Variables
    statement: Term
    patterns: tuple[Pattern, ...] = ()
    chosen: tuple[tuple[Term, str], ...] = ()

    @property
    def formula(self) -> Term:
        """The law as one closed Bool."""
        return forall(self.variables, self.statement, self.patterns)

    @property
    def command(self) -> str:
        """The law asserted."""
        return f"(assert {self.formula})"

    @property
    def keys(self) -> tuple[frozenset[str], ...]:
        """The symbols of each pattern without the variables; of a ground law its own."""
        bound = {name for name, _ in self.variables}
        patterns = self.patterns or ((self.statement,),)
        return tuple(symbols_of(" ".join(pattern)) - bound for pattern in patterns)


def forall(variables: Variables, statement: Term, patterns: Iterable[Pattern] = ()) -> Term:
    """A quantified Bool, or the statement itself where there is nothing to bind."""
    if not variables or statement in ("true", "false"):
        return statement
    shown = "".join(f" :pattern ({' '.join(pattern)})" for pattern in patterns)
    body = f"(! {statement}{shown})" if shown else statement
    return f"(forall ({' '.join(f'({name} {sort})' for name, sort in variables)}) {body})"


@lru_cache(maxsize=4096)
def symbols_of(text: str) -> frozenset[str]:
    """Every symbol of a text; remembered, as laws stand in many scripts."""
    return frozenset(symbols(text))


def law(name: str, variables: str, statement: Term, *patterns: str, given: Term = "true") -> Axiom:
    """A template: variables as `name sort, …`, patterns as terms separated by ` & `."""
    bound = tuple((part.split()[0], part.split()[1]) for part in variables.split(",") if part)
    made = tuple(tuple(pattern.split(" & ")) for pattern in patterns)
    return Axiom(name, bound, implies(given, statement), made)


_TOKEN = re.compile(r'"(?:[^"]|"")*"|[^\s()"]+')


def replaced(term: Term, names: Mapping[str, str]) -> Term:
    """The term with symbols replaced; a replacement may be any term."""
    return _TOKEN.sub(lambda found: names.get(found.group(), found.group()), term)


def instance(template: Axiom, names: Mapping[str, str]) -> Axiom:
    """The template with symbols and sorts replaced; a replacement may be any term."""

    def rewrite(term: Term) -> Term:
        return replaced(term, names)

    return Axiom(
        template.name,
        tuple((name, names.get(sort, sort)) for name, sort in template.variables),
        rewrite(template.statement),
        tuple(tuple(map(rewrite, pattern)) for pattern in template.patterns),
        tuple((rewrite(term), names.get(sort, sort)) for term, sort in template.chosen),
    )


def declare(name: str, domain: Iterable[str], sort: str) -> str:
    """The command that declares a function."""
    return f"(declare-fun {name} ({' '.join(domain)}) {sort})"


def equality(left: Term, right: Term) -> Term:
    """`=` of two terms."""
    return "true" if left == right else apply("=", left, right)
