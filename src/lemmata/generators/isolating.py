"""Terms that a contract itself suggests: ``a + result == b`` suggests ``b - a``."""

from collections.abc import Iterator
from functools import reduce

from lemmata.contracts.types import FractionType, IntType, Type
from lemmata.generators.shapes import Leaf, Path, mentioned_paths, path_of
from lemmata.generators.terms import (
    COMPARISONS,
    MIRRORED,
    arithmetic,
    coerced,
    component,
    negative,
    numeric,
    operation,
    walk,
)
from lemmata.language.tree import Apply, Construct, Convert, Expr, Logic, Narrow, Operation

_LOWER = {Operation.GREATER, Operation.GREATER_EQUAL}
_UPPER = {Operation.LESS, Operation.LESS_EQUAL}


def suggested(leaf: Leaf, conjuncts: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """Terms of the leaf's type that some relation would make the leaf's value.

    They are over the inputs and, where a relation ties them, over other leaves of the result.
    """
    found: dict[Expr, None] = {}
    bounds: dict[Operation, dict[Expr, None]] = {}
    for node in (node for conjunct in conjuncts for node in walk(conjunct)):
        if not isinstance(node, Apply):
            continue
        if node.operation is Operation.MEMBER:
            for other in node.arguments[1:]:
                found |= dict.fromkeys(_terms(node.arguments[0], other, leaf))
        elif node.operation in COMPARISONS:
            left, right = node.arguments
            for side, other, relation in (
                (left, right, node.operation),
                (right, left, MIRRORED.get(node.operation, node.operation)),
            ):
                terms = tuple(_terms(side, other, leaf))
                found |= dict.fromkeys(terms)
                if relation in _LOWER | _UPPER and _bare(side) == leaf.path:
                    kind = Operation.MAXIMUM if relation in _LOWER else Operation.MINIMUM
                    bounds.setdefault(kind, {}).update(dict.fromkeys(terms))
                    found |= dict.fromkeys(_next_to(terms, relation))
    joined = [_extreme(kind, tuple(terms), leaf.type) for kind, terms in bounds.items()]
    return (*(term for term in joined if term is not None), *found)


def _bare(side: Expr) -> Path | None:
    while isinstance(side, Convert | Narrow):
        side = side.value
    return path_of(side)


def _extreme(kind: Operation, terms: tuple[Expr, ...], of: Type) -> Expr | None:
    if len(terms) < 2 or not isinstance(of, IntType | FractionType):
        return None
    return operation(kind, *terms, result=of)


def _next_to(terms: tuple[Expr, ...], relation: Operation) -> Iterator[Expr]:
    """The nearest int beyond a strict bound."""
    step = {Operation.GREATER: Operation.ADD, Operation.LESS: Operation.SUBTRACT}.get(relation)
    for term in terms:
        if step is not None and isinstance(term.type, IntType):
            near = arithmetic(step, term, numeric(1, term.type))
            if near is not None:
                yield near


def _holds(expr: Expr, leaf: Leaf) -> bool:
    """Whether the leaf, or something that it is a part of, occurs."""
    return any(path == leaf.path[: len(path)] for path in mentioned_paths(expr))


def _terms(side: Expr, other: Expr, leaf: Leaf) -> Iterator[Expr]:
    """Solutions of ``side == other`` for the leaf, as far as they are found by undoing."""
    if _holds(other, leaf):
        return
    for path, term in _isolated(side, other, leaf):
        if path == leaf.path[: len(path)]:
            part = reduce(component, leaf.path[len(path) :], term)
            fitting = coerced(_bare_term(part), leaf.type) or coerced(part, leaf.type)
            if fitting is not None:
                yield fitting


def _bare_term(term: Expr) -> Expr:
    """The term without a conversion that only the comparison needed."""
    return term.value if isinstance(term, Convert) else term


def _isolated(side: Expr, other: Expr, leaf: Leaf) -> Iterator[tuple[Path, Expr]]:
    path = path_of(side)
    if path is not None:
        yield path, other
    elif isinstance(side, Convert | Narrow):
        yield from _isolated(side.value, other, leaf)
    elif isinstance(side, Construct):
        for index, part in enumerate(side.arguments):
            yield from _isolated(part, component(other, index), leaf)
    elif isinstance(side, Logic):
        for part in side.operands:
            yield from _isolated(part, other, leaf)
    elif isinstance(side, Apply):
        yield from _undone(side, other, leaf)


def _undone(side: Apply, other: Expr, leaf: Leaf) -> Iterator[tuple[Path, Expr]]:
    held = [_holds(part, leaf) for part in side.arguments]
    if side.operation in {Operation.NEGATE, Operation.ABSOLUTE}:
        yield from _isolated(side.arguments[0], negative(other), leaf)
        if side.operation is Operation.ABSOLUTE:
            yield from _isolated(side.arguments[0], other, leaf)
        return
    if len(held) != 2 or held[0] == held[1]:
        return
    left, right = side.arguments
    inner, term = (left, right) if held[0] else (right, left)
    for undone in _inverse(side.operation, other, term, held[0]):
        yield from _isolated(inner, undone, leaf)


def _inverse(kind: Operation, other: Expr, term: Expr, left: bool) -> Iterator[Expr]:
    """What ``x`` is when ``x kind term`` (``term kind x`` unless ``left``) equals ``other``."""
    exact = isinstance(other.type, FractionType)
    found: Expr | None = None
    match kind:
        case Operation.ADD:
            found = arithmetic(Operation.SUBTRACT, other, term)
        case Operation.SUBTRACT if left:
            found = arithmetic(Operation.ADD, other, term)
        case Operation.SUBTRACT:
            found = arithmetic(Operation.SUBTRACT, term, other)
        case Operation.MULTIPLY if exact:
            found = arithmetic(Operation.DIVIDE, other, term)
        case Operation.MULTIPLY:
            found = operation(Operation.FLOOR_DIVIDE, other, term, result=other.type)
        case Operation.DIVIDE if left:
            found = arithmetic(Operation.MULTIPLY, other, term)
        case Operation.DIVIDE:
            found = arithmetic(Operation.DIVIDE, term, other)
        case Operation.FLOOR_DIVIDE if left and isinstance(term.type, IntType):
            found = arithmetic(Operation.MULTIPLY, other, term)
    if found is not None:
        yield found
