"""Exact fits: a number that is a polynomial of the inputs of degree one or two, from points."""

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from itertools import combinations_with_replacement
from math import lcm

from lemmata.contracts.types import FRACTION, INT, FractionType, Type
from lemmata.generators.terms import arithmetic, numeric, operation
from lemmata.language.tree import Convert, Expr, Operation

Row = list[Fraction]


def fitted(kind: Type, features: Sequence[Expr], rows: Sequence[Row], wanted: Row) -> Expr | None:
    """The polynomial over ``features`` that gives ``wanted`` on every row, or None.

    Args:
        kind: `INT` or `FRACTION`; an int result divides by ``//``, which is exact on the rows.
        features: numeric inputs, ints or fractions.
        rows: their values per point.
        wanted: the value per point; more points than coefficients are needed, or None.
    """
    for degree in (1, 2):
        products = list(_products(len(features), degree))
        matrix = [[_product(row, group) for group in products] for row in rows]
        if len(matrix) <= len(products):
            return None
        found = solved(matrix, wanted)
        if found is not None:
            return _polynomial(kind, features, products, found)
    return None


def solved(matrix: Sequence[Row], wanted: Row) -> Row | None:
    """The only solution of ``matrix · x = wanted``; None without one, or with several."""
    rows = [[*row, value] for row, value in zip(matrix, wanted, strict=True)]
    width = len(matrix[0])
    for column in range(width):
        pivot = next((i for i in range(column, len(rows)) if rows[i][column]), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        scale = rows[column][column]
        rows[column] = [value / scale for value in rows[column]]
        for i, row in enumerate(rows):
            if i != column and row[column]:
                factor = row[column]
                rows[i] = [a - factor * b for a, b in zip(row, rows[column], strict=True)]
    if any(row[width] for row in rows[width:]):
        return None
    return [row[width] for row in rows[:width]]


def _products(count: int, degree: int) -> list[tuple[int, ...]]:
    indexes = range(count)
    groups: list[tuple[int, ...]] = []
    for length in range(degree, 0, -1):
        groups.extend(combinations_with_replacement(indexes, length))
    return [*groups, ()]


def _product(row: Row, group: tuple[int, ...]) -> Fraction:
    return reduce(lambda total, index: total * row[index], group, Fraction(1))


def _polynomial(
    kind: Type, features: Sequence[Expr], products: Sequence[tuple[int, ...]], found: Row
) -> Expr | None:
    pairs: list[tuple[Fraction, Expr]] = []
    for group, coefficient in zip(products[:-1], found[:-1], strict=True):
        term = _monomial(kind, [features[index] for index in group])
        if coefficient and term is None:
            return None
        if coefficient and term is not None:
            pairs.append((coefficient, term))
    return weighted_sum(kind, pairs, found[-1])


def weighted_sum(
    kind: Type, pairs: Sequence[tuple[Fraction, Expr]], constant: Fraction
) -> Expr | None:
    """``constant`` and each term times its weight, over one denominator; what is added first.

    An int sum is divided by ``//``; None where Python would not compute it as the tree says.
    """
    below = lcm(constant.denominator, *(weight.denominator for weight, _ in pairs))
    weighted = [(int(weight * below), term) for weight, term in pairs]
    weighted.append((int(constant * below), numeric(1, kind)))
    total: Expr | None = numeric(0, kind)
    for weight, term in sorted(weighted, key=lambda pair: pair[0] < 0):
        if weight:
            sign = Operation.ADD if weight > 0 else Operation.SUBTRACT
            scaled = arithmetic(Operation.MULTIPLY, numeric(abs(weight), kind), term)
            total = arithmetic(sign, total, scaled) if total and scaled else None
    if total is None or below == 1:
        return total
    if isinstance(kind, FractionType):
        return arithmetic(Operation.DIVIDE, total, numeric(below, FRACTION))
    return operation(Operation.FLOOR_DIVIDE, total, numeric(below, INT), result=INT)


def _monomial(kind: Type, factors: Sequence[Expr]) -> Expr | None:
    total: Expr | None = numeric(1, kind)
    for factor in factors:
        wide = factor
        if isinstance(kind, FractionType) and not isinstance(factor.type, FractionType):
            wide = Convert(factor, kind, 0)
        elif not isinstance(kind, FractionType) and isinstance(factor.type, FractionType):
            return None
        total = None if total is None else arithmetic(Operation.MULTIPLY, total, wide)
    return total
