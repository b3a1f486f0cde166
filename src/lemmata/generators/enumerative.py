"""The enumerative engine: terms that the contract suggests, then ever larger ones.

A goal is solved at a level by terms that suit every sample between them and a decision tree over
tests of the contract. Where the contract demands one output only, the point oracle turns
components into programming by examples, and polynomials are fitted exactly.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from fractions import Fraction

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import FractionType, IntType, cardinality, inhabitants
from lemmata.contracts.values import Value
from lemmata.generators.bodies import Decision, statements
from lemmata.generators.covering import Check, Uncovered, covered
from lemmata.generators.fitting import fitted
from lemmata.generators.labels import (
    Hints,
    grown_terms,
    hints,
    item_type,
    joined,
    plain_terms,
    simple_terms,
)
from lemmata.generators.oracle import Answer, Count, answer, is_hopeless
from lemmata.generators.predicates import calls_results, contract_tests, input_tests, inputs
from lemmata.generators.problem import Goal, LeafValues, Point, Problem, goals
from lemmata.generators.shapes import Leaf, value_at
from lemmata.generators.terms import coerced
from lemmata.language.tree import Expr, Stmt
from lemmata.obligations.solvers import Solvers

ORACLE_POINTS = 24
SMALL_RESULT = 512
DOUBTFUL_POINTS = 4
GROWN_POINTS = 32


class Level(IntEnum):
    """What terms are tried, each after the one before."""

    SUGGESTED = 0  # what the contract suggests, branching on its own tests
    FITTED_EARLY = 1  # polynomials, where the contract suggests nothing
    SIMPLE = 2  # inputs and constants too, branching on comparisons
    FITTED = 3  # polynomials, branching on comparisons
    APART = 4  # each component on its own, where the output is unique
    SMALL = 5  # terms of three nodes
    MEDIUM = 6  # of five
    LARGE = 7  # of seven


QUICK = (Level.SUGGESTED, Level.FITTED_EARLY, Level.SIMPLE, Level.FITTED)
THOROUGH = (Level.APART, Level.SMALL, Level.MEDIUM, Level.LARGE)
GROWN_SIZE = {Level.SMALL: 3, Level.MEDIUM: 5, Level.LARGE: 7}


@dataclass(frozen=True, slots=True)
class Hopeless:
    """An input without a right output, and how that is known."""

    point: Point
    reason: str


@dataclass(slots=True)
class Engine:
    """One problem, its sample points and what was found out about it."""

    task: Problem
    points: list[Point]
    solvers: Solvers
    is_late: Callable[[], bool]
    _answers: dict[Point, Answer] = field(default_factory=dict)
    _uncovered: dict[int, tuple[Point, ...]] = field(default_factory=dict)
    _solved: dict[int, Decision] = field(default_factory=dict)

    def bodies(self, levels: Sequence[Level]) -> Iterator[tuple[Stmt, ...] | Hopeless]:
        """Bodies that are right on every sample, from the simplest level up."""
        parts = goals(self.task)
        checks = [self.task.checker(goal) for goal in parts]
        contradiction = self._contradiction(parts)
        if contradiction is not None:
            yield contradiction
            return
        for level in levels:
            changed = False
            for index, goal in enumerate(parts):
                if self.is_late():
                    return
                if index in self._solved and len(parts) > 1:
                    continue
                found = self._solve(goal, checks[index], level)
                if isinstance(found, Uncovered):
                    self._uncovered[index] = found.points
                elif found is not None:
                    self._solved[index], changed = found, True
            if changed and len(self._solved) == len(parts):
                pairs = [(goal, self._solved[index]) for index, goal in enumerate(parts)]
                yield statements(self.task.returns, pairs, self.task.names)
            if level is Level.SIMPLE and self._uncovered and not self._solved:
                hopeless = self._hopeless()
                if hopeless is not None:
                    yield hopeless
                    return

    def _contradiction(self, parts: tuple[Goal, ...]) -> Hopeless | None:
        """A point where a conjunct that does not speak of the result is false."""
        spoken = {conjunct for goal in parts for conjunct in goal.conjuncts}
        for conjunct in self.task.ensures:
            if conjunct not in spoken:
                run = self.task.evaluator(conjunct, self.task.names)
                for point in self.points:
                    if run(point) is not True and not self.task.met_limit:
                        return Hopeless(point, "a conjunct without `result` is false there")
        return None

    def _solve(self, goal: Goal, check: Check, level: Level) -> Decision | Uncovered | None:
        known = hints(goal)
        if level is Level.FITTED_EARLY and all(known):
            return None
        if level is Level.APART:
            return self._apart(goal, check, known)
        lists = [self._terms(leaf, known, index, level) for index, leaf in enumerate(goal.leaves)]
        if not all(lists):
            return None
        return self._covered(goal, lists, self._tests(known, level), check, self.points)

    def _covered(
        self,
        goal: Goal,
        lists: Sequence[Sequence[Expr]],
        tests: Sequence[Expr],
        check: Check,
        points: Sequence[Point],
    ) -> Decision | Uncovered | None:
        labels = joined(goal, lists)
        return covered(self.task, goal, labels, tests, points, check, self.is_late)

    def _tests(self, known: Hints, level: Level) -> tuple[Expr, ...]:
        tests = contract_tests(self.task)
        if level <= Level.FITTED_EARLY:
            return tests
        extra = (*calls_results(self.task), *(term for terms in known for term in terms))
        return tuple(dict.fromkeys([*tests, *input_tests(self.task, extra)]))

    def _terms(self, leaf: Leaf, known: Hints, index: int, level: Level) -> list[Expr]:
        if level is Level.SUGGESTED:
            return plain_terms(leaf, known[index])
        if level is Level.FITTED_EARLY:
            return [*self._fit(leaf), *plain_terms(leaf, known[index])]
        if level is Level.SIMPLE:
            return simple_terms(self.task, leaf, known[index])
        if level is Level.FITTED:
            return [*self._fit(leaf), *simple_terms(self.task, leaf, known[index])]
        seeds = [term for terms in (known[index], *known) for term in terms]
        points = self.points[:GROWN_POINTS]
        return list(grown_terms(self.task, leaf, seeds, points, GROWN_SIZE[level]))

    def _apart(self, goal: Goal, check: Check, known: Hints) -> Decision | None:
        """Each leaf from its unique values on some points; right as a whole on all points."""
        asked = self._asked(self.points[:ORACLE_POINTS], is_unique=True)
        unique = {p: a.value for p, a in asked.items() if a.count is Count.ONE}
        if len(goal.leaves) == 1 or len(unique) < len(asked) or not unique:
            return None
        terms: list[Expr] = []
        for index, leaf in enumerate(goal.leaves):
            wanted = {p: value_at(v, leaf.path) for p, v in unique.items()}
            found = self._leaf_alone(leaf, index, known, _equals(wanted), list(wanted))
            if found is None:
                return None
            terms.append(found)
        label = tuple(terms)
        runs = [self.task.evaluator(term, self.task.names) for term in label]
        if all(check(point, tuple(run(point) for run in runs)) for point in self.points):
            return Decision(label)
        return None

    def _leaf_alone(
        self, leaf: Leaf, index: int, known: Hints, check: Check, points: list[Point]
    ) -> Expr | None:
        """One term for one leaf, right on the points."""
        for level in (Level.FITTED, Level.SMALL, Level.MEDIUM):
            lists = [self._terms(leaf, known, index, level)]
            found = self._covered(Goal((leaf,), ()), lists, (), check, points)
            if isinstance(found, Decision) and found.test is None:
                return found.terms[0]
        return None

    def _fit(self, leaf: Leaf) -> list[Expr]:
        """A polynomial for a numeric leaf, through the values that the oracle gives it."""
        kind = item_type(leaf.type)
        features = [e for e in inputs(self.task) if isinstance(e.type, IntType | FractionType)]
        if not isinstance(kind, IntType | FractionType) or not features:
            return []
        for wanted in (len(features) + 3, 3 + (len(features) + 1) * (len(features) + 2) // 2):
            if wanted > ORACLE_POINTS or self.is_late():
                break
            asked = self._asked(self.points[:wanted])
            found = {p: value_at(a.value, leaf.path) for p, a in asked.items() if a.has_value}
            known = {p: Fraction(v) for p, v in found.items() if isinstance(v, int | Fraction)}
            columns = [self.task.vector(feature, list(known)) for feature in features]
            rows = [list(map(Fraction, row)) for row in zip(*columns, strict=True)]
            term = fitted(kind, features, rows, list(known.values()))
            fitting = None if term is None else coerced(term, leaf.type)
            if fitting is not None:
                return [fitting]
        return []

    def _asked(self, points: Sequence[Point], *, is_unique: bool = False) -> dict[Point, Answer]:
        """The oracle's answers, asked once a point; none where the contract cannot be asked."""
        try:
            for point in points:
                known = self._answers.get(point)
                if known is None or (is_unique and known.count is Count.SOME):
                    self._answers[point] = answer(self.task, point, self.solvers, is_unique)
        except UnsupportedError:
            return {}
        return {point: self._answers[point] for point in points}

    def _hopeless(self) -> Hopeless | None:
        """An uncovered point without any right output, if one can be shown."""
        doubtful = list(dict.fromkeys(p for points in self._uncovered.values() for p in points))
        total = cardinality(self.task.returns)
        if total is not None and total <= SMALL_RESULT:
            possible = list(inhabitants(self.task.returns))
            for point in doubtful:
                is_possible = any(self._is_right(point, value) for value in possible)
                if not is_possible and not self.task.met_limit:
                    return Hopeless(point, f"each of the {total} possible results breaks it")
            return None
        if self.task.assumes_contracts:
            return None
        for point, found in self._asked(doubtful[:DOUBTFUL_POINTS]).items():
            if found.count is Count.NONE and is_hopeless(self.task, point, self.solvers):
                return Hopeless(point, "both solvers say that no result satisfies it")
        return None

    def _is_right(self, point: Point, value: Value) -> bool:
        return all(
            self.task.checker(goal)(point, tuple(value_at(value, x.path) for x in goal.leaves))
            for goal in goals(self.task)
        )


def _equals(wanted: dict[Point, Value]) -> Check:
    def check(point: Point, values: LeafValues) -> bool:
        return values == (wanted[point],)

    return check
