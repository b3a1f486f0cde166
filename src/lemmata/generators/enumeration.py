"""Terms from the smallest up; of terms that agree on every point only the first is kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from lemmata.contracts.errors import LemmataError
from lemmata.contracts.types import INT, FractionType, IntType, StrType, Type
from lemmata.generators.predicates import inputs
from lemmata.generators.problem import WRONG, Point, Problem, constants
from lemmata.generators.terms import as_fraction, is_widened_int, numeric, operation, walk
from lemmata.language.meaning import MEANING
from lemmata.language.tree import Apply, Const, Convert, Expr, Operation

COMMUTATIVE = frozenset({Operation.ADD, Operation.MULTIPLY, Operation.MINIMUM, Operation.MAXIMUM})
ALWAYS = (Operation.ADD, Operation.SUBTRACT)
IF_USED = (
    Operation.MULTIPLY,
    Operation.FLOOR_DIVIDE,
    Operation.MODULO,
    Operation.MINIMUM,
    Operation.MAXIMUM,
)
UNARY_IF_USED = (Operation.ABSOLUTE, Operation.NEGATE)


@dataclass(frozen=True, slots=True)
class Grown:
    """A term with its value on every point (`WRONG` where it raises) and its size in nodes."""

    term: Expr
    vector: tuple[Any, ...]
    size: int


def grown(
    task: Problem,
    kind: Type,
    points: Sequence[Point],
    seeds: Sequence[Expr],
    largest: int,
) -> Iterator[Grown]:
    """Terms of a numeric or string type over the inputs, in the order of their size.

    Args:
        task: gives inputs, constants and the operations that its contract uses.
        kind: `INT`, `FRACTION` or `STR`; other types give their seeds only.
        points: where terms are told apart.
        seeds: terms that count as size 1.
        largest: the greatest size in nodes.
    """
    known: dict[tuple[Any, ...], None] = {}
    levels: dict[int, list[Grown]] = {}

    def fresh(term: Expr, vector: tuple[Any, ...], size: int) -> Grown | None:
        key = tuple((type(value), value) for value in vector)
        if key in known or all(value is WRONG for value in vector):
            return None
        known[key] = None
        entry = Grown(term, vector, size)
        levels.setdefault(size, []).append(entry)
        return entry

    for term in _leaves(task, kind, seeds):
        entry = fresh(term, _of_kind(task.vector(term, points), kind), 1)
        if entry is not None:
            yield entry
    if not isinstance(kind, IntType | FractionType | StrType):
        return
    unary, binary = _operations(task, kind)
    for size in range(2, largest + 1):
        for operator in unary:
            for inner in levels.get(size - 1, ()):
                made = _unary(operator, inner, kind)
                entry = fresh(*made, size) if made else None
                if entry is not None:
                    yield entry
        for left_size in range(1, size - 1):
            pairs = product(levels.get(left_size, ()), levels.get(size - 1 - left_size, ()))
            for left, right in pairs:
                for operator in binary:
                    if operator in COMMUTATIVE and left_size > size - 1 - left_size:
                        continue
                    made = _binary(operator, left, right, kind)
                    entry = fresh(*made, size) if made else None
                    if entry is not None:
                        yield entry


def _leaves(task: Problem, kind: Type, seeds: Sequence[Expr]) -> Iterator[Expr]:
    yield from seeds
    for leaf in inputs(task):
        if leaf.type == kind:
            yield leaf
        elif leaf.type == INT and isinstance(kind, FractionType):
            yield Convert(leaf, kind, 0)
    for found in constants(task):
        if found.type == kind and isinstance(kind, StrType):
            yield found
        elif isinstance(found.type, IntType | FractionType) and not isinstance(kind, StrType):
            assert isinstance(found.value, int | Fraction)
            if isinstance(kind, FractionType) or isinstance(found.type, IntType):
                yield numeric(found.value, kind)
    if isinstance(kind, IntType | FractionType):
        for value in (0, 1, 2):
            yield numeric(value, kind)


def _operations(task: Problem, kind: Type) -> tuple[tuple[Operation, ...], tuple[Operation, ...]]:
    if isinstance(kind, StrType):
        return (), (Operation.CONCAT,)
    used = {n.operation for c in task.ensures for n in walk(c) if isinstance(n, Apply)}
    binary = [*ALWAYS, *(kind_ for kind_ in IF_USED if kind_ in used)]
    if isinstance(kind, FractionType):
        binary = [o for o in binary if o is not Operation.FLOOR_DIVIDE]
        binary += [Operation.DIVIDE]
        binary += [Operation.MULTIPLY] if Operation.MULTIPLY not in binary else []
    return tuple(o for o in UNARY_IF_USED if o in used), tuple(binary)


def _unary(operator: Operation, inner: Grown, kind: Type) -> tuple[Expr, tuple[Any, ...]] | None:
    if isinstance(_bare(inner.term), Const):
        return None
    vector = tuple(_apply(operator, value) for value in inner.vector)
    return operation(operator, as_fraction(inner.term), result=kind), vector


def _binary(
    operator: Operation, left: Grown, right: Grown, kind: Type
) -> tuple[Expr, tuple[Any, ...]] | None:
    if isinstance(_bare(left.term), Const) and isinstance(_bare(right.term), Const):
        return None
    first, second = left.term, right.term
    if is_widened_int(first) and is_widened_int(second):
        first = as_fraction(first)
    vector = tuple(map(_applier(operator), left.vector, right.vector))
    return operation(operator, first, second, result=kind), vector


def _applier(operator: Operation) -> Any:
    def run(left: Any, right: Any) -> Any:
        return _apply(operator, left, right)

    return run


def _apply(operator: Operation, *values: Any) -> Any:
    if any(value is WRONG for value in values):
        return WRONG
    try:
        return MEANING[operator](*values)
    except (ArithmeticError, TypeError, LemmataError):
        return WRONG


def _of_kind(vector: tuple[Any, ...], kind: Type) -> tuple[Any, ...]:
    """Widened ints as the fractions that the finished term will hold."""
    if not isinstance(kind, FractionType):
        return vector
    return tuple(value if value is WRONG else Fraction(value) for value in vector)


def _bare(expr: Expr) -> Expr:
    while isinstance(expr, Convert):
        expr = expr.value
    return expr
