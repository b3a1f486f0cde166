"""Complete scripts: what an obligation says, with only those declarations that it uses.

Leaving out a definition, a datatype or a declared function that nothing mentions changes no
answer, since none of them constrains anything else. Facts are never left out.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lemmata.contracts.types import FunctionType, Type
from lemmata.obligations.obligation import Obligation, ObligationKind
from lemmata.obligations.prelude import PRELUDE
from lemmata.obligations.scope import Scope
from lemmata.obligations.smtlib import Term, checked_order, comment
from lemmata.obligations.sorts import Datatype, sort_name
from lemmata.obligations.theory import Axiom, declare, symbols_of


class Input(NamedTuple):
    """A parameter as a declared constant, or as a declared function."""

    term: Term
    type: Type

    @property
    def declaration(self) -> str:
        """The command that declares it."""
        if isinstance(self.type, FunctionType):
            domain = map(sort_name, self.type.parameters)
            return declare(self.term, domain, sort_name(self.type.returns))
        return f"(declare-const {self.term} {sort_name(self.type)})"

    @property
    def query(self) -> Term:
        """What to ask a model for; a function is not read from one."""
        return "true" if isinstance(self.type, FunctionType) else self.term


class Claim(NamedTuple):
    """What an obligation states beside its formula."""

    name: str
    kind: ObligationKind
    text: str
    line: int
    error: str | None = None


class Item(NamedTuple):
    """A command of a script, and the names that it introduces."""

    command: str
    introduces: frozenset[str]


def obligation(
    function: str,
    claim: Claim,
    inputs: Sequence[Input],
    scope: Scope,
    assertions: Iterable[Term],
    datatypes: Iterable[Datatype],
    functions: Iterable[tuple[str, str]],
) -> Obligation:
    """The script that asserts the facts of the scope, then ``assertions``.

    ``datatypes`` come in the order of their dependencies, ``functions`` the declared
    functions by name.
    """
    datatypes = tuple(datatypes)
    asserted = [f"(assert {term})" for term in (*scope.facts, *assertions)]
    declared = [known.declaration for known in inputs]
    items = [
        *(Item(known.command, known.introduces) for known in datatypes),
        *(Item(command, frozenset([name])) for name, command in PRELUDE.items()),
        *(Item(command, frozenset([name])) for name, command in functions),
        *(Item(command, frozenset()) for command in declared),
        *(
            Item(f"(declare-const {name} {sort})", frozenset([name]))
            for name, sort in scope.constants.items()
        ),
        *(
            Item(f"(define-fun {known.name} () {known.sort} {known.term})", frozenset([name]))
            for name, known in scope.definitions.items()
        ),
    ]
    laws = [law for known in datatypes for law in known.axioms]
    asserted.extend(_marks(scope, inputs, items, asserted))
    seen = _seen(scope, items, asserted)
    sorts = dict.fromkeys(scope.definitions[name].sort for name in seen)
    items += [
        Item(declare(f"seen.{one}", [one], "Bool"), frozenset([f"seen.{one}"])) for one in sorts
    ]
    asserted.extend(f"(assert (seen.{scope.definitions[name].sort} {name}))" for name in seen)
    lines = [
        comment(f"function {function}"),
        comment(f"{claim.kind.value}: {claim.text}"),
        "(set-logic ALL)",
        *used(items, asserted, laws),
        *asserted,
        "(check-sat)",
    ]
    return Obligation(
        claim.name,
        claim.kind,
        claim.text,
        claim.line,
        claim.error,
        checked_order("\n".join(lines) + "\n"),
        tuple(known.query for known in inputs),
    )


def _marks(
    scope: Scope, inputs: Sequence[Input], items: Sequence[Item], asserted: Sequence[str]
) -> list[str]:
    """Marks of the integers at hand, which call up what is known of all that are marked.

    Sound: `mark.Int` is true of every integer. Without them a fact about all numbers is never
    asked about the one that a loop has just drawn.
    """
    if not any("(mark.Int " in line for line in asserted):
        return []
    _, needed = _needed(items, asserted)
    names = [
        *(known.term for known in inputs if sort_name(known.type) == "Int"),
        *(name for name, sort in scope.constants.items() if sort == "Int"),
        *(name for name, known in scope.definitions.items() if known.sort == "Int"),
    ]
    return [f"(assert (mark.Int {name}))" for name in names if name in needed]


def _seen(scope: Scope, items: Sequence[Item], asserted: Sequence[str]) -> list[str]:
    """Items of lists that have names, which may stand in quantifiers alone.

    Sound: of `seen` nothing else is said. Without it such an item calls no law up, as solvers
    do not look for terms in quantifiers.
    """
    if not any(":pattern" in line for line in asserted):
        return []
    _, needed = _needed(items, asserted)
    read = (name for name, known in scope.definitions.items() if known.term.startswith("(at.list."))
    return [name for name in read if name in needed]


def used(items: Sequence[Item], roots: Iterable[str], laws: Iterable[Axiom]) -> list[str]:
    """The commands that the roots need, in order, then the laws that speak of what is used.

    Commands that introduce nothing always stay. A law stays if all that it needs to be called
    up is used; what it says may call up more.
    """
    known = frozenset[str]().union(*(item.introduces for item in items))
    asserted = list(roots)
    waiting = list(laws)
    kept: list[str] = []
    while True:
        commands, needed = _needed(items, [*asserted, *kept])
        ready = [law for law in waiting if any(key & known <= needed for key in law.keys)]
        if not ready:
            return [*commands, *kept]
        kept.extend(law.command for law in ready)
        waiting = [law for law in waiting if law not in ready]


def _needed(items: Sequence[Item], roots: Iterable[str]) -> tuple[list[str], set[str]]:
    needed: set[str] = set()
    for root in roots:
        needed |= symbols_of(root)
    commands: list[str] = []
    for item in reversed(items):
        if not item.introduces or item.introduces & needed:
            needed |= symbols_of(item.command)
            commands.append(item.command)
    return commands[::-1], needed
