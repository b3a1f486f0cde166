"""The primitive operations agree with Python on every small value, by ground queries."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

import pytest

from lemmata.contracts.types import BOOL, FRACTION, INT, NONE, STR, Type
from lemmata.contracts.values import Value
from lemmata.language.tree import Apply, Const, Expr, Name, Operation
from lemmata.obligations.demands import Demand
from lemmata.obligations.prelude import PRELUDE
from lemmata.obligations.smtlib import conjunction, negate
from lemmata.obligations.solvers import Reply, Script, Solver
from lemmata.obligations.sorts import constant
from lemmata.obligations.terms import Encoder

Ask = Callable[[Sequence[Script], Solver], tuple[Reply, ...]]
SMALL = range(-7, 8)
INDEXES = (None, *SMALL)
TEXTS = tuple("abcab"[:size] for size in range(6))
FRACTIONS = tuple(Fraction(n, d) for n, d in product(range(-5, 6), (1, 2, 3)))


class Ground:
    """Claims that a term equals what Python computes, or is undefined where Python raises."""

    def __init__(self) -> None:
        self.claims: list[str] = []
        self.definitions: list[str] = []
        self._demands: list[Demand] = []

    def encode(self, expr: Expr, environment: dict[str, tuple[str, Type]]) -> tuple[str, str]:
        """The term and the condition of its being defined."""
        self._demands = []
        encoder = Encoder(lambda demand, _: self._demands.append(demand), lambda *_: "")
        encoder.scope.guards = ("reached",)
        term = encoder.term(expr, environment)
        defined = conjunction(demand.condition for demand in self._demands)
        for known in reversed(encoder.scope.definitions.values()):
            term, defined = (
                f"(let (({known.name} {known.term})) {whole})" for whole in (term, defined)
            )
        return term, defined

    def claim(self, expr: Apply, values: dict[str, Value], kinds: Mapping[str, Type]) -> None:
        """``expr`` of these values is what Python says."""
        environment = {n: (constant(v, kinds[n]), kinds[n]) for n, v in values.items()}
        term, defined = self.encode(expr, environment)
        try:
            expected = PYTHON[expr.operation](*(_operand(a, values) for a in expr.arguments))
        except (ZeroDivisionError, IndexError) as error:
            raised = [demand.error for demand in self._demands]
            self.claims.append(negate(defined) if raised == [type(error).__name__] else "false")
        else:
            self.claims.append(
                conjunction([defined, f"(= {term} {constant(expected, expr.type)})"])
            )

    def script(self) -> Script:
        """Unsat when every claim is true."""
        goal = f"(assert (not {conjunction(self.claims)}))"
        return Script("\n".join(["(set-logic ALL)", *PRELUDE.values(), goal, "(check-sat)\n"]))


def _operand(expr: Expr, values: dict[str, Value]) -> Value:
    if isinstance(expr, Name):
        return values[expr.name]
    assert isinstance(expr, Const)
    return expr.value


PYTHON: dict[Operation, Callable[..., Value]] = {
    Operation.ADD: lambda a, b: a + b,
    Operation.SUBTRACT: lambda a, b: a - b,
    Operation.MULTIPLY: lambda a, b: a * b,
    Operation.DIVIDE: lambda a, b: a / b,
    Operation.FLOOR_DIVIDE: lambda a, b: a // b,
    Operation.MODULO: lambda a, b: a % b,
    Operation.POWER: lambda a, b: a**b,
    Operation.NEGATE: lambda a: -a,
    Operation.ABSOLUTE: abs,
    Operation.MINIMUM: min,
    Operation.MAXIMUM: max,
    Operation.FRACTION: Fraction,
    Operation.EQUAL: lambda a, b: a == b,
    Operation.NOT_EQUAL: lambda a, b: a != b,
    Operation.LESS: lambda a, b: a < b,
    Operation.LESS_EQUAL: lambda a, b: a <= b,
    Operation.GREATER: lambda a, b: a > b,
    Operation.GREATER_EQUAL: lambda a, b: a >= b,
    Operation.MEMBER: lambda a, *others: a in others,
    Operation.NOT: lambda a: not a,
    Operation.TRUTH: bool,
    Operation.LENGTH: len,
    Operation.CONCAT: lambda a, b: a + b,
    Operation.STARTS_WITH: lambda a, b: a.startswith(b),
    Operation.ENDS_WITH: lambda a, b: a.endswith(b),
    Operation.CONTAINS: lambda a, b: a in b,
    Operation.CHARACTER: lambda a, i: a[i],
    Operation.SLICE: lambda a, i, j: a[i:j],
}
COMPARISONS = (
    Operation.EQUAL,
    Operation.NOT_EQUAL,
    Operation.LESS,
    Operation.LESS_EQUAL,
    Operation.GREATER,
    Operation.GREATER_EQUAL,
)


def names(kind: Type, count: int) -> tuple[Name, ...]:
    """The variables that the claims speak of."""
    return tuple(Name(name, kind, 1) for name in "abc"[:count])


def binary(kind: Type, values: Sequence[Value]) -> Iterator[tuple[Apply, dict[str, Value]]]:
    """Every arithmetic operation and comparison on every pair."""
    whole = {Operation.FLOOR_DIVIDE: INT}
    arithmetic = (
        Operation.ADD,
        Operation.SUBTRACT,
        Operation.MULTIPLY,
        Operation.MODULO,
        Operation.FLOOR_DIVIDE,
        Operation.MINIMUM,
        Operation.MAXIMUM,
    )
    for a, b in product(values, repeat=2):
        for operation in arithmetic:
            result = whole.get(operation, kind)
            yield Apply(operation, names(kind, 2), result, 1), {"a": a, "b": b}
        for operation in COMPARISONS:
            yield Apply(operation, names(kind, 2), BOOL, 1), {"a": a, "b": b}


def arithmetic() -> Ground:
    """Integers."""
    ground = Ground()
    for expr, values in binary(INT, SMALL):
        ground.claim(expr, values, {"a": INT, "b": INT})
    for a, b in product(SMALL, repeat=2):
        for operation in (Operation.FLOOR_DIVIDE, Operation.MODULO):
            expr = Apply(operation, (Name("a", INT, 1), Const(b, INT, 1)), INT, 1)
            ground.claim(expr, {"a": a}, {"a": INT})
        ground.claim(
            Apply(Operation.FRACTION, names(INT, 2), FRACTION, 1),
            {"a": a, "b": b},
            {"a": INT, "b": INT},
        )
    for a in SMALL:
        for operation in (Operation.NEGATE, Operation.ABSOLUTE):
            ground.claim(Apply(operation, names(INT, 1), INT, 1), {"a": a}, {"a": INT})
        ground.claim(Apply(Operation.TRUTH, names(INT, 1), BOOL, 1), {"a": a}, {"a": INT})
        for exponent in range(6):
            expr = Apply(Operation.POWER, (Name("a", INT, 1), Const(exponent, INT, 1)), INT, 1)
            ground.claim(expr, {"a": a}, {"a": INT})
    return ground


def fractions() -> Ground:
    """Fractions."""
    ground = Ground()
    for expr, values in binary(FRACTION, FRACTIONS[::2]):
        ground.claim(expr, values, {"a": FRACTION, "b": FRACTION})
    for a, b in product(FRACTIONS[::3], FRACTIONS):
        expr = Apply(Operation.DIVIDE, names(FRACTION, 2), FRACTION, 1)
        ground.claim(expr, {"a": a, "b": b}, {"a": FRACTION, "b": FRACTION})
    for a in FRACTIONS:
        for operation in (Operation.NEGATE, Operation.ABSOLUTE):
            ground.claim(
                Apply(operation, names(FRACTION, 1), FRACTION, 1), {"a": a}, {"a": FRACTION}
            )
        for exponent in range(4):
            base = Name("a", FRACTION, 1)
            expr = Apply(Operation.POWER, (base, Const(exponent, INT, 1)), FRACTION, 1)
            ground.claim(expr, {"a": a}, {"a": FRACTION})
    return ground


def slices() -> Ground:
    """Slices and characters."""
    ground = Ground()
    text = Name("a", STR, 1)
    for value, lower, upper in product(TEXTS, INDEXES, INDEXES):
        bounds = tuple(Const(b, NONE if b is None else INT, 1) for b in (lower, upper))
        ground.claim(Apply(Operation.SLICE, (text, *bounds), STR, 1), {"a": value}, {"a": STR})
    for value, index in product(TEXTS, SMALL):
        expr = Apply(Operation.CHARACTER, (text, Const(index, INT, 1)), STR, 1)
        ground.claim(expr, {"a": value}, {"a": STR})
    return ground


def texts() -> Ground:
    """Tests and joins of strings, awkward characters among them."""
    ground = Ground()
    words = ("", "a", "b", "ab", "ba", "aba", "abab", 'q"', "\\", "\\u{41}", "A", "é\n", "\x00|;")
    kinds = {"a": STR, "b": STR}
    tests = (
        Operation.STARTS_WITH,
        Operation.ENDS_WITH,
        Operation.CONTAINS,
        Operation.EQUAL,
        Operation.MEMBER,
    )
    for a, b in product(words, repeat=2):
        for operation in tests:
            ground.claim(Apply(operation, names(STR, 2), BOOL, 1), {"a": a, "b": b}, kinds)
        ground.claim(Apply(Operation.CONCAT, names(STR, 2), STR, 1), {"a": a, "b": b}, kinds)
    for a in words:
        ground.claim(Apply(Operation.LENGTH, names(STR, 1), INT, 1), {"a": a}, kinds)
        ground.claim(Apply(Operation.TRUTH, names(STR, 1), BOOL, 1), {"a": a}, kinds)
    return ground


@pytest.mark.parametrize("solver", list(Solver))
@pytest.mark.parametrize("make", [arithmetic, fractions, slices, texts])
def test_operations_agree_with_python(make: Callable[[], Ground], solver: Solver, ask: Ask) -> None:
    """Each operation's term equals Python's value; where Python raises, the demand is false."""
    ground = make()
    assert len(ground.claims) > 400
    assert [reply.status for reply in ask([ground.script()], solver)] == ["unsat"]


def test_a_false_claim_is_seen(ask: Ask) -> None:
    """The ground check can fail: with one wrong claim more, the script is sat."""
    ground = arithmetic()
    ground.claims.append("(= (py.floordiv (- 7) 2) (- 3))")
    assert [reply.status for reply in ask([ground.script()], Solver.Z3)] == ["sat"]
