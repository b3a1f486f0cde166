"""The terms that may stand at the leaves of a goal, at rising levels of effort."""

from collections.abc import Iterator, Sequence
from itertools import islice, product

from lemmata.contracts.types import (
    BOOL,
    FRACTION,
    NONE,
    EnumType,
    FractionType,
    IntType,
    LiteralType,
    OptionalType,
    Type,
    inhabitants,
)
from lemmata.generators.covering import Label
from lemmata.generators.enumeration import grown
from lemmata.generators.isolating import suggested
from lemmata.generators.predicates import inputs
from lemmata.generators.problem import Goal, Point, Problem, constants
from lemmata.generators.shapes import Leaf, Path, mentioned_paths, with_leaves
from lemmata.generators.terms import as_fraction, coerced, numeric, refolded, size
from lemmata.language.tree import Const, Convert, Expr

MOST_JOINT_LABELS = 1_500
MOST_GROWN = 6_000

Hints = tuple[tuple[Expr, ...], ...]


def hints(goal: Goal) -> Hints:
    """For each leaf the terms that the contract suggests, over the inputs and other leaves.

    A term over other leaves stands there too with 0 for them: of ``a == q * b + r`` the quotient
    is about ``a // b``.
    """
    numbers = [leaf for leaf in goal.leaves if isinstance(leaf.type, IntType | FractionType)]
    zeros = {leaf.path: numeric(0, leaf.type) for leaf in numbers}
    found = []
    for leaf in goal.leaves:
        terms = dict.fromkeys(suggested(leaf, goal.conjuncts))
        about = (_closed(term, zeros) for term in tuple(terms) if mentioned_paths(term))
        found.append(tuple(terms | dict.fromkeys(t for t in about if not mentioned_paths(t))))
    return tuple(found)


def plain_terms(leaf: Leaf, known: Sequence[Expr]) -> list[Expr]:
    """What the contract suggests and, of a finite type, every value; the smallest first."""
    return sorted(dict.fromkeys([*known, *_members(leaf.type)]), key=size)


def simple_terms(task: Problem, leaf: Leaf, known: Sequence[Expr]) -> list[Expr]:
    """`plain_terms`, the constants of the contract and the inputs."""
    pool = [*constants(task), *inputs(task)]
    more = (t for e in pool if (t := _of_type(e, leaf.type)) is not None)
    return sorted(dict.fromkeys([*plain_terms(leaf, known), *more]), key=size)


def grown_terms(
    task: Problem, leaf: Leaf, seeds: Sequence[Expr], points: Sequence[Point], largest: int
) -> Iterator[Expr]:
    """Every term up to ``largest`` nodes, the smallest first, of those equal on the points one."""
    kind = item_type(leaf.type)
    fitting = [t for s in seeds if (t := _unwrapped(s)).type == kind and not mentioned_paths(t)]
    entries = grown(task, kind, points, list(dict.fromkeys(fitting)), largest)
    yield from _members(leaf.type)
    for entry in islice(entries, MOST_GROWN):
        term = coerced(entry.term, leaf.type)
        if term is not None:
            yield term


def joined(goal: Goal, lists: Sequence[Sequence[Expr]]) -> list[Label]:
    """All combinations, one term a leaf; terms over other leaves have those put in."""
    if len(lists) == 1:
        return [(term,) for term in lists[0] if not mentioned_paths(term)]
    paths = [leaf.path for leaf in goal.leaves]
    found: dict[Label, None] = {}
    for combination in islice(product(*lists), MOST_JOINT_LABELS):
        closed = {
            path: term
            for path, term in zip(paths, combination, strict=True)
            if not mentioned_paths(term)
        }
        label = tuple(_closed(term, closed) for term in combination)
        if not any(mentioned_paths(term) for term in label):
            found[label] = None
    return list(found)


def _closed(term: Expr, known: dict[Path, Expr]) -> Expr:
    return refolded(with_leaves(term, known)) if mentioned_paths(term) else term


def item_type(kind: Type) -> Type:
    """The type without its None."""
    return kind.item if isinstance(kind, OptionalType) else kind


def _of_type(expr: Expr, kind: Type) -> Expr | None:
    """A constant or input as a value of the type; an int constant may become a Fraction."""
    if isinstance(expr, Const) and isinstance(expr.value, int) and item_type(kind) == FRACTION:
        expr = as_fraction(Convert(expr, FRACTION, 0))
    return coerced(expr, kind)


def _members(kind: Type) -> Iterator[Expr]:
    """Every value of a finite leaf type, and None of an optional one."""
    match kind:
        case OptionalType(item=item):
            yield Convert(Const(None, NONE, 0), kind, 0)
            for member in _members(item):
                yield Convert(member, kind, 0)
        case EnumType() | LiteralType():
            for value in inhabitants(kind):
                yield Const(value, kind, 0)
        case _ if kind == BOOL:
            yield Const(True, BOOL, 0)
            yield Const(False, BOOL, 0)
        case _ if kind == NONE:
            yield Const(None, NONE, 0)


def _unwrapped(expr: Expr) -> Expr:
    is_wrapped = isinstance(expr, Convert) and isinstance(expr.type, OptionalType)
    return expr.value if is_wrapped and isinstance(expr, Convert) else expr
