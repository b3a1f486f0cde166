"""Operations on lists: terms agree with CPython, laws are proved, wrong ones are not."""

from collections.abc import Callable, Iterator, Sequence
from itertools import product

import pytest

from lemmata.contracts.types import BOOL, INT, NONE, ListType, Type
from lemmata.contracts.values import ListValue, Value
from lemmata.language.tree import Apply, Const, Name, Operation
from lemmata.obligations.demands import Demand
from lemmata.obligations.prelude import PRELUDE
from lemmata.obligations.smtlib import conjunction, negate
from lemmata.obligations.solvers import Reply, Script, Solver
from lemmata.obligations.sorts import constant, sort_name
from lemmata.obligations.terms import Encoder
from tests.obligations.native import definitions

Ask = Callable[[Sequence[Script], Solver], tuple[Reply, ...]]
INTS = ListType(INT)
BOUNDS = (None, *range(-6, 7))
Case = tuple[Apply, tuple[Value, ...]]


def outcome(run: Callable[[], object]) -> tuple[Value, str]:
    """CPython's value, or the exception's name."""
    try:
        made = run()
    except (IndexError, ValueError, OverflowError) as error:
        return None, type(error).__name__
    return frozen(made), ""


def frozen(value: object) -> Value:
    """A Python value with its lists as `ListValue`."""
    if isinstance(value, list):
        return ListValue(tuple(map(frozen, value)))
    return value  # type: ignore[return-value]


def thawed(value: Value) -> object:
    """The other way round: fresh Python lists."""
    return [thawed(one) for one in value.items] if isinstance(value, ListValue) else value


def stored(xs: list[object], i: int, v: object) -> list[object]:
    """`xs[i] = v`."""
    xs[i] = v
    return xs


def inserted(xs: list[object], i: int, v: object) -> list[object]:
    """`xs.insert(i, v)`."""
    xs.insert(i, v)
    return xs


def deleted(xs: list[object], i: int) -> list[object]:
    """`del xs[i]`."""
    del xs[i]
    return xs


def without(xs: list[object], v: object) -> list[object]:
    """`xs.remove(v)`."""
    xs.remove(v)
    return xs


PYTHON: dict[Operation, Callable[..., object]] = {
    Operation.LENGTH: len,
    Operation.ITEM: lambda xs, i: xs[i],
    Operation.SLICE: lambda xs, i, j: xs[i:j],
    Operation.CONCAT: lambda xs, ys: xs + ys,
    Operation.APPEND: lambda xs, v: [*xs, v],
    Operation.STORE: stored,
    Operation.REPEAT: lambda xs, n: xs * n,
    Operation.REVERSE: lambda xs: xs[::-1],
    Operation.INSERT: inserted,
    Operation.REMOVE_AT: deleted,
    Operation.REMOVE: without,
    Operation.HOLDS: lambda v, xs: v in xs,
    Operation.INDEX: lambda xs, v: xs.index(v),
    Operation.EQUAL: lambda xs, ys: xs == ys,
    Operation.NOT_EQUAL: lambda xs, ys: xs != ys,
    Operation.TRUTH: bool,
    Operation.ALL: all,
    Operation.ANY: any,
}


class Claims:
    """Claims that terms equal what CPython computes, over native sequences."""

    def __init__(self) -> None:
        self.claims: list[str] = []
        self._demands: list[Demand] = []

    def claim(self, expr: Apply, values: Sequence[Value]) -> None:
        """The operation on these values is what CPython says."""
        self._demands = []
        encoder = Encoder(lambda demand, _: self._demands.append(demand), lambda *_: "")
        encoder.scope.guards = ("reached",)
        kinds = [argument.type for argument in expr.arguments]
        named = dict(
            zip("abc", zip(map(constant, values, kinds), kinds, strict=True), strict=False)
        )
        term = encoder.term(expr, named)
        defined = conjunction(demand.condition for demand in self._demands)
        for known in reversed(encoder.scope.definitions.values()):
            term, defined = (f"(let (({known.name} {known.term})) {t})" for t in (term, defined))
        expected, error = outcome(lambda: PYTHON[expr.operation](*map(thawed, values)))
        if error:
            raised = [demand.error for demand in self._demands]
            self.claims.append(negate(defined) if raised == [error] else "false")
        else:
            equal = f"(= {term} {constant(expected, expr.type)})"
            self.claims.append(conjunction([defined, equal]))

    def script(self, kinds: Sequence[ListType]) -> Script:
        """Unsat when every claim is true."""
        sorts = [
            line for kind in kinds for line in definitions(sort_name(kind), sort_name(kind.item))
        ]
        lines = ["(set-logic ALL)", "(declare-const reached Bool)", "(assert reached)"]
        goal = f"(assert (not {conjunction(self.claims)}))"
        return Script("\n".join([*lines, *PRELUDE.values(), *sorts, goal, "(check-sat)\n"]))


def named(expr_type: Type, operation: Operation, *kinds: Type) -> Apply:
    """The operation on variables of these types."""
    names = tuple(Name(name, kind, 1) for name, kind in zip("abc", kinds, strict=False))
    return Apply(operation, names, expr_type, 1)


def lists() -> Iterator[ListValue]:
    """Small lists with repeats."""
    for size in range(5):
        yield ListValue(tuple((3, 1, 3, 2)[:size]))


def indexed() -> Iterator[Case]:
    """Items, stores, deletions and insertions at every index, as constants and as variables."""
    for xs, i in product(lists(), (*range(-6, 7), -(2**64), 2**63 - 1, 2**63)):
        for operation in (Operation.ITEM, Operation.REMOVE_AT):
            kind = INT if operation is Operation.ITEM else INTS
            yield named(kind, operation, INTS, INT), (xs, i)
        for operation in (Operation.STORE, Operation.INSERT):
            yield named(INTS, operation, INTS, INT, INT), (xs, i, 7)


def sliced() -> Iterator[Case]:
    """Slices with all bounds."""
    for xs, i, j in product(lists(), BOUNDS, BOUNDS):
        kinds = [NONE if bound is None else INT for bound in (i, j)]
        bounds = tuple(Const(b, k, 1) for b, k in zip((i, j), kinds, strict=True))
        yield Apply(Operation.SLICE, (Name("a", INTS, 1), *bounds), INTS, 1), (xs, i, j)


def whole() -> Iterator[Case]:
    """Operations without an index."""
    for xs in lists():
        yield named(INT, Operation.LENGTH, INTS), (xs,)
        yield named(BOOL, Operation.TRUTH, INTS), (xs,)
        yield named(INTS, Operation.REVERSE, INTS), (xs,)
        for n in (*range(-2, 5), -(2**63) - 1, -(2**63)):
            yield named(INTS, Operation.REPEAT, INTS, INT), (xs, n)
            yield named(INTS, Operation.APPEND, INTS, INT), (xs, n)
            yield named(BOOL, Operation.HOLDS, INT, INTS), (n, xs)
            yield named(INT, Operation.INDEX, INTS, INT), (xs, n)
            yield named(INTS, Operation.REMOVE, INTS, INT), (xs, n)
    for xs, ys in product(lists(), repeat=2):
        yield named(INTS, Operation.CONCAT, INTS, INTS), (xs, ys)
        yield named(BOOL, Operation.EQUAL, INTS, INTS), (xs, ys)
        yield named(BOOL, Operation.NOT_EQUAL, INTS, INTS), (xs, ys)


@pytest.mark.parametrize("solver", list(Solver))
@pytest.mark.parametrize("cases", [indexed, sliced, whole])
def test_operations_agree_with_python(
    cases: Callable[[], Iterator[Case]], solver: Solver, ask: Ask
) -> None:
    """Each operation's term equals CPython's value; where CPython raises, the demand is false."""
    claims = Claims()
    for expr, values in cases():
        claims.claim(expr, values)
    assert len(claims.claims) > 150
    assert [reply.status for reply in ask([claims.script([INTS])], solver)] == ["unsat"]


def test_a_false_claim_is_seen(ask: Ask) -> None:
    """The ground check can fail: with one wrong claim more, the script is sat."""
    claims = Claims()
    claims.claim(named(INT, Operation.LENGTH, INTS), (ListValue((1, 2)),))
    claims.claims.append("(= (len.list.Int (app.list.Int empty.list.Int 1)) 2)")
    assert [reply.status for reply in ask([claims.script([INTS])], Solver.CVC5)] == ["sat"]
