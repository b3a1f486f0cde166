"""What holds at one point of a path: facts, definitions and the guards in force.

A fact is asserted in every later obligation of the path. A guard is a condition under which the
expression at hand is evaluated (short circuit, conditional test, a branch within an inlined
helper); facts learned under guards are asserted as implications.

`entails` is syntactic and only ever says yes of something that the asserted facts, the guards in
force, or the conditions collected in the same formula state literally.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from lemmata.obligations.smtlib import Term, conjunction, conjuncts, implies

Known = dict[Term, list[frozenset[Term]]]


class Definition(NamedTuple):
    """A zero-arity `define-fun`: a name for a term, so that text stays linear."""

    name: str
    sort: str
    term: Term


@dataclass(slots=True)
class Scope:
    """Mutable state of one path; `fork` before going separate ways."""

    facts: list[Term] = field(default_factory=list)
    definitions: dict[str, Definition] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    guards: tuple[Term, ...] = ()
    asserted: Known = field(default_factory=dict)
    collected: Known = field(default_factory=dict)
    _names: dict[tuple[str, Term], str] = field(default_factory=dict)
    _counters: dict[str, int] = field(default_factory=dict)

    def fork(self) -> "Scope":
        """An independent copy."""
        return Scope(
            list(self.facts),
            dict(self.definitions),
            dict(self.constants),
            self.guards,
            {term: list(guards) for term, guards in self.asserted.items()},
            {term: list(guards) for term, guards in self.collected.items()},
            dict(self._names),
            dict(self._counters),
        )

    def define(self, label: str, sort: str, term: Term) -> Term:
        """A name for the term, ``label.N``; constants and names stand for themselves."""
        if "(" not in term or term.startswith('"'):
            return term
        if (sort, term) in self._names:
            return self._names[sort, term]
        count = self._counters.get(label, 0) + 1
        self._counters[label] = count
        name = f"{label}.{count}"
        self._names[sort, term] = name
        self.definitions[name] = Definition(name, sort, term)
        return name

    def declare(self, label: str, sort: str) -> Term:
        """A fresh constant ``label.N`` of this path, of which nothing is known."""
        count = self._counters.get(label, 0) + 1
        self._counters[label] = count
        name = f"{label}.{count}"
        self.constants[name] = sort
        return name

    def state(self, fact: Term) -> None:
        """Assert what holds whatever the guards."""
        if fact != "true" and fact not in self.facts:
            self.facts.append(fact)
        self._record(self.asserted, fact, frozenset())

    def learn(self, condition: Term) -> None:
        """Assert what holds under the guards in force."""
        if not self.guards:
            return self.state(condition)
        fact = implies(conjunction(self.guards), condition)
        if fact not in self.facts:
            self.facts.append(fact)
        return self._record(self.asserted, condition, frozenset(self.guards))

    def collect(self, condition: Term) -> Term:
        """Note a conjunct of the formula being built; returns it under the guards in force."""
        self._record(self.collected, condition, frozenset(self.guards))
        return implies(conjunction(self.guards), condition)

    def entails(self, condition: Term) -> bool:
        """Whether the condition, or all it is made of, is literally known here."""
        held = frozenset(self.parts(self.guards))
        return self._known(condition, held)

    def _known(self, condition: Term, held: frozenset[Term]) -> bool:
        if condition == "true" or condition in held:
            return True
        for known in (self.asserted, self.collected):
            if any(guards <= held for guards in known.get(condition, ())):
                return True
        if not condition.startswith("(and "):
            return False
        return all(self._known(part, held) for part in conjuncts(condition) if part != condition)

    def _record(self, known: Known, condition: Term, guards: frozenset[Term]) -> None:
        for part in self.parts([condition]):
            known.setdefault(part, []).append(guards)

    def parts(self, conditions: Iterable[Term]) -> list[Term]:
        """All that the conditions state together, names of definitions looked up."""
        parts: list[Term] = []
        for condition in conditions:
            for part in conjuncts(condition):
                parts.append(part)
                negated = part.startswith("(not ")
                name = part[5:-1] if negated else part
                if name in self.definitions:
                    term = self.definitions[name].term
                    parts.extend(conjuncts(f"(not {term})" if negated else term))
        return parts
