"""Comprehensions and folds mean what CPython computes, and are defined exactly where it is."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import pytest

from lemmata.contracts.types import BOOL
from lemmata.language.tree import Expr, Program, Return
from lemmata.obligations import folds
from lemmata.obligations.demands import Demand
from lemmata.obligations.library.shapes import Shape
from lemmata.obligations.smtlib import Term, conjunction, implies
from lemmata.obligations.sorts import sort_name
from lemmata.obligations.terms import Encoder, PathEndError
from tests.obligations.evaluator import Evaluator

Read = Callable[[str], Program]
EXPRESSIONS: dict[str, tuple[str, ...]] = {
    "int": (
        "sum(xs)",
        "sum(xs[i:j])",
        "sum(x * x for x in xs if x > v)",
        "sum(10 // x for x in xs)",
        "sum(10 // x for x in xs if x != 0)",
        "sum(xs[k] * ys[k] for k in range(len(xs)))",
        "sum(xs[k] for k in range(i, j))",
        "sum(k for k in range(j, i, -2))",
        "sum(a * b for a, b in zip(xs, ys))",
        "sum(k * x for k, x in enumerate(xs, i))",
        "sum(x for x in reversed(xs[i:]))",
        "sum(1 for c in s if c == t)",
        "sum(sum(r) for r in grid)",
        "min(xs)",
        "max(xs[:i])",
        "min(x for x in xs if x > v)",
        "max(x + y for x, y in zip(xs, xs[1:]))",
        "max(10 // x for x in xs)",
        "xs.count(v) + xs[1:].count(v)",
        "xs.index(v)",
        "xs[xs[i]]",
        "xs[i] if xs else ys[j]",
        "len([x for x in xs if x % 2 == 0])",
        "([v] * i)[j]",
        "grid[i][j]",
    ),
    "bool": (
        "all(x > v for x in xs)",
        "all(10 // x > v for x in xs)",
        "any(10 // x > v for x in xs)",
        "any(x == v for x in xs if 10 // x > 0)",
        "all(xs[k] < xs[k + 1] for k in range(i))",
        "all(xs[k] <= xs[k + 1] for k in range(len(xs) - 1))",
        "all(xs[k - 1] >= xs[k] for k in range(1, len(xs)))",
        "all(a <= b for a, b in zip(xs, xs[1:]))",
        "any(xs[k] == ys[k] for k in range(len(xs)))",
        "all(any(x == y for y in ys) for x in xs)",
        "all(xs[a] != xs[b] for a in range(len(xs)) for b in range(a))",
        "any(all(10 // y > x for y in ys) for x in xs)",
        "all(all(10 // y > x for y in ys) for x in xs)",
        "not all(xs[k] == v for k in range(j)) or xs[0] == v",
        "all(x in ys for x in xs) and all(ys[k] == 0 for k in range(i))",
        "sorted(xs) == sorted(ys)",
        "sorted(xs) == xs",
        "xs == [x for x in ys if x > 0]",
        "xs[i:j] + xs[j:] == xs[i:]",
        "all(ys[x] == v for x in xs)",
        "v in xs and xs[xs.index(v)] == v",
        "v not in [10 // x for x in xs]",
        "all(len(r) == i for r in grid)",
        "any(c == t for c in s[i:])",
        "bool(xs) and xs[-1] == xs[len(xs) - 1]",
    ),
    "list[int]": (
        "[x * 2 for x in xs]",
        "[10 // x for x in xs if x != i]",
        "[xs[k] for k in range(i, j)]",
        "[y for x, y in enumerate(ys) if x != i]",
        "xs[::-1] + ys[i:j]",
        "[k for k in range(i, j, 3)]",
        "[sum(r) for r in grid]",
        "[x for x in sorted(xs) if x in ys]",
        "(xs + [v]) * 2",
    ),
}
CASES = [(kind, text) for kind, texts in EXPRESSIONS.items() for text in texts]
INPUTS = (
    "xs: list[int], ys: list[int], grid: list[list[int]], i: int, j: int, v: int, s: str, t: str"
)


def inputs(seed: int) -> dict[str, Any]:
    """Small lists with repeats and zeros, and small ints."""
    dice = Random(seed)

    def items(most: int = 4) -> list[int]:
        return [dice.randint(-1, 3) for _ in range(dice.randint(0, most))]

    grid = [items(2) for _ in range(dice.randint(0, 2))]
    i, j, v = (dice.randint(-3, 4) for _ in range(3))
    s = "".join(dice.choices("ab", k=dice.randint(0, 3)))
    return {"xs": items(), "ys": items(), "grid": grid, "i": i, "j": j, "v": v, "s": s, "t": "a"}


def frozen(value: Any) -> Any:
    """Lists as tuples."""
    return tuple(map(frozen, value)) if isinstance(value, list) else value


class Encoded:
    """One expression encoded as a body evaluates it, and as a clause does."""

    def __init__(self, program: Program, shapes: Mapping[str, Shape]) -> None:
        function = program.functions["f"]
        assert function.body is not None
        (returned,) = function.body
        assert isinstance(returned, Return)
        self.expr: Expr = returned.value
        self.raised: list[Term] = []
        self.encoder = Encoder(self._demanded, lambda *_: "")
        parameters = function.parameters
        environment = {p.name: (f"arg.{p.name}", p.type) for p in parameters}
        for known in parameters:
            self.encoder.sorts.sort(known.type)
            self.encoder._sorts_of[f"arg.{known.name}"] = sort_name(known.type)
        self.clause = self.encoder.defined(self.expr, environment)
        try:
            self.term = self.encoder.term(self.expr, environment)
        except PathEndError:
            self.term = "false"
        definitions = {name: known.term for name, known in self.encoder.scope.definitions.items()}
        self.evaluator = Evaluator(definitions, shapes)

    def _demanded(self, demand: Demand, guards: tuple[Term, ...]) -> None:
        self.raised.append(implies(conjunction(guards), demand.condition))


@pytest.mark.parametrize(("kind", "text"), CASES, ids=[text for _, text in CASES])
def test_terms_mean_what_cpython_computes(
    kind: str, text: str, program_of: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Value and definedness agree with CPython, of a body and of a clause alike.

    All demands hold exactly where CPython raises nothing; a clause is defined and true exactly
    where CPython says True.
    """
    shapes: dict[str, Shape] = {}
    introduce = folds.introduce

    def recording(encoder: Any, shape: Shape) -> str:
        name = introduce(encoder, shape)
        shapes[name] = shape
        return name

    monkeypatch.setattr(folds, "introduce", recording)
    program = program_of(f"@ensure(lambda: True)\ndef f({INPUTS}) -> {kind}:\n    return {text}\n")
    assert not program.unsupported, program.unsupported
    encoded = Encoded(program, shapes)
    evaluator = encoded.evaluator
    fits, value = encoded.clause
    for seed in range(60):
        given = inputs(seed)
        values = {f"arg.{name}": frozen(value) for name, value in given.items()}
        try:
            expected = frozen(eval(text, dict(given)))
        except (IndexError, ValueError, ZeroDivisionError, OverflowError):
            assert not all(evaluator.text(one, values) for one in encoded.raised), given
            assert not (
                evaluator.text(fits, values)
                and encoded.expr.type == BOOL
                and evaluator.text(value, values)
            ), given
            continue
        assert all(evaluator.text(one, values) for one in encoded.raised), given
        assert evaluator.text(encoded.term, values) == expected, given
        if encoded.expr.type == BOOL:
            assert (evaluator.text(fits, values) and evaluator.text(value, values)) == expected
        else:
            assert evaluator.text(fits, values), given
