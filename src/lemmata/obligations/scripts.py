"""Complete scripts: what an obligation says, with only those declarations that it uses.

Leaving out a definition, a datatype or a declared function that nothing mentions changes no
answer, since none of them constrains anything else. Facts are never left out.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lemmata.contracts.types import Type
from lemmata.obligations.obligation import Obligation, ObligationKind
from lemmata.obligations.prelude import PRELUDE
from lemmata.obligations.scope import Scope
from lemmata.obligations.smtlib import Term, checked_order, comment, symbols
from lemmata.obligations.sorts import Datatype, sort_name


class Input(NamedTuple):
    """A parameter as a declared constant."""

    term: Term
    type: Type


class Claim(NamedTuple):
    """What an obligation states beside its formula."""

    name: str
    kind: ObligationKind
    text: str
    line: int
    error: str | None = None


class _Item(NamedTuple):
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
    asserted = [f"(assert {term})" for term in (*scope.facts, *assertions)]
    declared = [f"(declare-const {known.term} {sort_name(known.type)})" for known in inputs]
    items = [
        *(_Item(known.command, known.introduces) for known in datatypes),
        *(_Item(command, frozenset([name])) for name, command in PRELUDE.items()),
        *(_Item(command, frozenset([name])) for name, command in functions),
        *(_Item(command, frozenset()) for command in declared),
        *(
            _Item(f"(declare-const {name} {sort})", frozenset([name]))
            for name, sort in scope.constants.items()
        ),
        *(
            _Item(f"(define-fun {known.name} () {known.sort} {known.term})", frozenset([name]))
            for name, known in scope.definitions.items()
        ),
    ]
    lines = [
        comment(f"function {function}"),
        comment(f"{claim.kind.value}: {claim.text}"),
        "(set-logic ALL)",
        *_used(items, asserted),
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
        tuple(known.term for known in inputs),
    )


def _used(items: list[_Item], roots: list[str]) -> list[str]:
    """The commands that the roots need, in order; those that introduce nothing always stay."""
    needed: set[str] = set()
    for root in roots:
        needed |= symbols(root)
    kept: list[str] = []
    for item in reversed(items):
        if not item.introduces or item.introduces & needed:
            needed |= symbols(item.command)
            kept.append(item.command)
    return kept[::-1]
