"""Building expressions: folded, and never another meaning than Python's."""

from fractions import Fraction

import pytest

from lemmata.contracts.types import BOOL, FRACTION, INT, OptionalType
from lemmata.generators.fitting import fitted, solved
from lemmata.generators.terms import arithmetic, coerced, negation, numeric, operation
from lemmata.generators.trees import Chosen, Sides, Split, learn
from lemmata.language.printer import print_expression
from lemmata.language.tree import Const, Convert, Expr, Name, Operation

A, B = Name("a", INT, 0), Name("b", INT, 0)
P, Q = Name("p", FRACTION, 0), Name("q", FRACTION, 0)


def shown(expr: Expr | None) -> str:
    """The expression as Python."""
    assert expr is not None
    return print_expression(expr)


@pytest.mark.parametrize(
    ("kind", "left", "right", "expected"),
    [
        (Operation.ADD, A, numeric(0, INT), "a"),
        (Operation.SUBTRACT, numeric(0, INT), A, "-a"),
        (Operation.SUBTRACT, A, A, "0"),
        (Operation.MULTIPLY, A, numeric(-1, INT), "-a"),
        (Operation.MULTIPLY, numeric(3, INT), numeric(4, INT), "12"),
        (Operation.DIVIDE, P, numeric(2, FRACTION), "p / 2"),
    ],
)
def test_arithmetic_folds(kind: Operation, left: Expr, right: Expr, expected: str) -> None:
    """Neutral elements vanish and constants are computed."""
    assert shown(arithmetic(kind, left, right)) == expected


def test_widened_ints_stay_fractions() -> None:
    """Two ints that stand for fractions are not added as ints."""
    wide = arithmetic(Operation.ADD, Convert(A, FRACTION, 0), Convert(B, FRACTION, 0))
    assert shown(wide) == "Fraction(a) + b"


def test_division_by_zero_is_not_folded() -> None:
    """A constant quotient by zero is refused."""
    assert arithmetic(Operation.DIVIDE, numeric(1, FRACTION), numeric(0, FRACTION)) is None


def test_negation_turns_comparisons() -> None:
    """`not a < b` reads `a >= b`, and twice negated is the same."""
    less = operation(Operation.LESS, A, B, result=BOOL)
    assert shown(negation(less)) == "a >= b"
    assert negation(negation(less)) == less


def test_coercion_is_python_s() -> None:
    """An int is no Fraction until it is made one; a value is an optional one."""
    assert shown(coerced(A, FRACTION)) == "Fraction(a)"
    assert coerced(A, OptionalType(INT)) == Convert(A, OptionalType(INT), 0)
    assert coerced(P, INT) is None
    assert coerced(Const("x", BOOL, 0), INT) == Convert(Const("x", BOOL, 0), INT, 0)


def test_linear_system_needs_one_solution() -> None:
    """A singular or contradictory system has no answer."""
    one, two = Fraction(1), Fraction(2)
    assert solved([[one, one], [one, -one]], [two, Fraction(0)]) == [one, one]
    assert solved([[one, one], [two, two]], [one, two]) is None
    assert solved([[one], [one]], [one, two]) is None


def test_fit_finds_polynomials() -> None:
    """Affine and quadratic functions are found exactly, over one denominator."""
    rows = [[Fraction(x), Fraction(y)] for x in range(4) for y in range(3)]
    half = [(x + y) / 2 for x, y in rows]
    area = [x * y - 1 for x, y in rows]
    cubes = [x**3 + y for x, y in rows]
    assert shown(fitted(FRACTION, [P, Q], rows, half)) == "(p + q) / 2"
    assert shown(fitted(INT, [A, B], rows, area)) == "a * b - 1"
    assert fitted(INT, [A, B], rows, cubes) is None


def test_tree_asks_only_what_it_needs() -> None:
    """One test tells two labels apart; one label needs none; an impossible split is None."""
    ask = Sides(0b0011, 0b1100, 1)
    assert learn(0b1111, [0b0011, 0b1100], [ask], listwise=True) == Split(0, Chosen(0), Chosen(1))
    assert learn(0b1111, [0b1111], [ask], listwise=False) == Chosen(0)
    assert learn(0b1111, [0b0101, 0b1010], [ask], listwise=False) is None


def test_test_that_raises_is_not_asked() -> None:
    """A test that is neither true nor false at a point cannot decide it."""
    raising = Sides(0b0001, 0b1100, 1)
    assert learn(0b1111, [0b0011, 0b1100], [raising], listwise=False) is None
