"""Facts about declared functions, held against CPython's own values."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lemmata.contracts.types import Type
from lemmata.language.tree import Expr
from lemmata.obligations.demands import Demand
from lemmata.obligations.prelude import PRELUDE
from lemmata.obligations.smtlib import SExpr, Term, conjunction, read
from lemmata.obligations.solvers import Script
from lemmata.obligations.terms import Encoder


class Encoded(NamedTuple):
    """A term with what it demands and what is known of it; definitions are written out."""

    term: Term
    defined: Term
    errors: tuple[str | None, ...]
    facts: tuple[Term, ...]
    encoder: Encoder


def encode(expr: Expr, environment: Mapping[str, tuple[Term, Type]]) -> Encoded:
    """The expression's translation at the start of a path."""
    demands: list[Demand] = []
    encoder = Encoder(lambda demand, _: demands.append(demand), lambda *_: "")
    encoder.scope.guards = ("reached",)
    term = encoder.term(expr, environment)
    defined = conjunction(demand.condition for demand in demands)
    own = [fact for fact in encoder.scope.facts if not fact.startswith("(=> reached ")]
    texts = [term, defined, *own]
    for known in reversed(encoder.scope.definitions.values()):
        texts = [f"(let (({known.name} {known.term})) {text})" for text in texts]
    errors = tuple(demand.error for demand in demands)
    return Encoded(texts[0], texts[1], errors, tuple(texts[2:]), encoder)


def script(encoders: Iterable[Encoder], assertions: Iterable[Term]) -> Script:
    """The assertions, with every declaration that they might use."""
    declared: dict[str, str] = {}
    for encoder in encoders:
        declared |= {name: one.command for name, one in encoder.sorts.declared.items()}
    body = [f"(assert {term})" for term in dict.fromkeys(assertions)]
    head = ["(set-logic ALL)", *declared.values(), *PRELUDE.values()]
    return Script("\n".join([*head, *body, "(check-sat)\n"]))


def instances(fact: Term, indexes: Iterable[int]) -> Term:
    """The fact with every `forall` over an Int replaced by its instances at these indexes."""
    return shown(_expand(read(fact), tuple(indexes)))


def _expand(node: SExpr, indexes: tuple[int, ...]) -> SExpr:
    match node:
        case str():
            return node
        case ["forall", [[str() as name, "Int"]], body]:
            inner = body[1] if isinstance(body, list) and body[0] == "!" else body
            grown = _expand(inner, indexes)
            return ["and", "true", *(_replaced(grown, name, _number(i)) for i in indexes)]
        case _:
            return [_expand(part, indexes) for part in node]


def _number(value: int) -> SExpr:
    return str(value) if value >= 0 else ["-", str(-value)]


def _replaced(node: SExpr, name: str, value: SExpr) -> SExpr:
    if isinstance(node, str):
        return value if node == name else node
    return [_replaced(part, name, value) for part in node]


def shown(node: SExpr) -> Term:
    """The s-expression as text."""
    return node if isinstance(node, str) else f"({' '.join(map(shown, node))})"
