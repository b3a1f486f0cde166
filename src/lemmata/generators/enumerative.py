"""The enumerative engine: terms that the contract suggests, then ever larger ones.

A goal is solved at a level by terms that suit every sample between them and a decision tree over
tests of the contract. Where the contract demands one output only, the point oracle turns
components into programming by examples, and polynomials are fitted exactly.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice, product

from lemmata.contracts.errors import DataError, ToolError, UnsupportedError
from lemmata.contracts.types import (
    BOOL,
    NONE,
    EnumType,
    FractionType,
    IntType,
    LiteralType,
    OptionalType,
    Type,
    cardinality,
    inhabitants,
)
from lemmata.contracts.values import Value
from lemmata.generators.bodies import Decision, statements
from lemmata.generators.covering import Label, Uncovered, covered
from lemmata.generators.enumeration import grown
from lemmata.generators.fitting import fitted
from lemmata.generators.isolating import suggested
from lemmata.generators.oracle import Answer, Count, answers, is_hopeless
from lemmata.generators.predicates import calls_results, contract_tests, input_tests, inputs
from lemmata.generators.problem import Goal, Point, Problem, constants, goals
from lemmata.generators.shapes import Leaf, value_at
from lemmata.generators.terms import coerced, size
from lemmata.language.tree import Const, Convert, Expr, Stmt
from lemmata.obligations import admission, read_arguments
from lemmata.obligations.solvers import Limits, Script, Solver, Solvers

MOST_JOINT_LABELS = 1_500
MOST_GROWN = 6_000
ORACLE_POINTS = 24
SMALL_RESULT = 512
GROWN_SIZES = (3, 5, 7)


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
    is_late: Callable[[], bool]
    _answers: dict[Point, Answer] = field(default_factory=dict)
    _missing: dict[int, tuple[Point, ...]] = field(default_factory=dict)

    def bodies(self) -> Iterator[tuple[Stmt, ...] | Hopeless]:
        """Bodies that are right on every sample, from the simplest level up."""
        parts = goals(self.task)
        free = [c for c in self.task.ensures if not any(c in goal.conjuncts for goal in parts)]
        checks = [self.task.checker(goal) for goal in parts]
        for point in self.points:
            if any(self.task.evaluator(c, self.task.names)(point) is not True for c in free):
                yield Hopeless(point, "a conjunct without `result` is false there")
                return
        solved: dict[int, Decision] = {}
        for level in range(4 + len(GROWN_SIZES)):
            changed = False
            for index, goal in enumerate(parts):
                if self.is_late():
                    return
                if index in solved and len(parts) > 1:
                    continue
                found = self._solve(goal, checks[index], level)
                if isinstance(found, Uncovered):
                    self._missing[index] = found.points
                elif found is not None:
                    solved[index], changed = found, True
            if changed and len(solved) == len(parts):
                pairs = [(goal, solved[index]) for index, goal in enumerate(parts)]
                yield statements(self.task.returns, pairs, self.task.names)
            if level == 1 and self._missing:
                hopeless = self._hopeless()
                if hopeless is not None:
                    yield hopeless
                    return

    def _solve(
        self, goal: Goal, check: Callable[[Point, tuple[Value, ...]], bool], level: int
    ) -> Decision | Uncovered | None:
        hints = [suggested(leaf, goal.conjuncts) for leaf in goal.leaves]
        tests: tuple[Expr, ...] = contract_tests(self.task)
        if level >= 1:
            flat = [term for terms in hints for term in terms]
            extra = (*flat, *calls_results(self.task))
            tests = tuple(dict.fromkeys([*tests, *input_tests(self.task, extra)]))
        lists = [
            self._terms(leaf, terms, level) for leaf, terms in zip(goal.leaves, hints, strict=True)
        ]
        if not all(lists):
            return Uncovered(())
        labels: list[Label] = list(
            islice(product(*lists), MOST_JOINT_LABELS if len(lists) > 1 else MOST_GROWN)
        )
        return covered(self.task, goal, labels, tests, self.points, check, self.is_late)

    def _terms(self, leaf: Leaf, hints: tuple[Expr, ...], level: int) -> list[Expr]:
        found = dict.fromkeys([*hints, *_members(leaf.type)])
        if level >= 1:
            pool = [*inputs(self.task), *constants(self.task)]
            found |= dict.fromkeys(t for e in pool if (t := coerced(e, leaf.type)) is not None)
        if level >= 2:
            fit = self._fit(leaf)
            found = {**dict.fromkeys(fit), **found}
        if level >= 4:
            found |= dict.fromkeys(self._grown(leaf, hints, GROWN_SIZES[level - 4]))
        return sorted(found, key=size) if level < 4 else list(found)

    def _grown(self, leaf: Leaf, hints: tuple[Expr, ...], largest: int) -> Iterator[Expr]:
        kind = leaf.type.item if isinstance(leaf.type, OptionalType) else leaf.type
        seeds = [t for hint in hints if (t := _unwrapped(hint)).type == kind]
        for entry in islice(grown(self.task, kind, self.points[:32], seeds, largest), MOST_GROWN):
            if self.is_late():
                return
            term = coerced(entry.term, leaf.type)
            if term is not None:
                yield term

    def _fit(self, leaf: Leaf) -> list[Expr]:
        """A polynomial for a numeric leaf whose value the contract fixes on enough points."""
        kind = leaf.type.item if isinstance(leaf.type, OptionalType) else leaf.type
        if not isinstance(kind, IntType | FractionType):
            return []
        self._ask()
        only = {
            p: value_at(a.value, leaf.path)
            for p, a in self._answers.items()
            if a.count is Count.ONE
        }
        known = {p: Fraction(v) for p, v in only.items() if isinstance(v, int | Fraction)}
        features = [e for e in inputs(self.task) if isinstance(e.type, IntType | FractionType)]
        if not known or not features:
            return []
        columns = [self.task.vector(feature, list(known)) for feature in features]
        rows = [list(map(Fraction, row)) for row in zip(*columns, strict=True)]
        term = fitted(kind, features, rows, list(known.values()))
        wanted = None if term is None else coerced(term, leaf.type)
        return [] if wanted is None else [wanted]

    def _ask(self) -> None:
        if self._answers:
            return
        asked = self.points[:ORACLE_POINTS]
        try:
            with Solvers(ORACLE_LIMITS) as solvers:
                replies = answers(self.task, asked, solvers)
        except UnsupportedError:
            return
        self._answers = dict(zip(asked, replies, strict=True))

    def _hopeless(self) -> Hopeless | None:
        """An uncovered point without any right output, if one can be shown."""
        doubtful = list(dict.fromkeys(p for points in self._missing.values() for p in points))
        total = cardinality(self.task.returns)
        if total is not None and total <= SMALL_RESULT:
            for point in doubtful:
                if not any(
                    self._is_right(point, value) for value in inhabitants(self.task.returns)
                ):
                    return Hopeless(point, f"each of the {total} possible results breaks it")
            return None
        try:
            with Solvers(ORACLE_LIMITS) as solvers:
                for point, answer in zip(
                    doubtful[:4], answers(self.task, doubtful[:4], solvers), strict=True
                ):
                    if answer.count is Count.NONE and is_hopeless(self.task, point, solvers):
                        return Hopeless(point, "both solvers say that no result satisfies it")
        except UnsupportedError:
            return None
        return None

    def _is_right(self, point: Point, value: Value) -> bool:
        return all(
            self.task.checker(goal)(
                point, tuple(value_at(value, leaf.path) for leaf in goal.leaves)
            )
            for goal in goals(self.task)
        )


ORACLE_LIMITS = Limits(z3_rlimit=1_000_000, cvc5_rlimit=200_000, wall_seconds=5.0)


def admitted_by_solver(task: Problem) -> list[Point]:
    """One admitted input that z3 finds, where sampling found none; else nothing."""
    name = task.function.name
    try:
        asked = admission(task.program, name)
        with Solvers(ORACLE_LIMITS) as solvers:
            (reply,) = solvers.solve([Script(asked.smt, asked.inputs)], Solver.Z3)
        point = read_arguments(task.program, name, reply.values) if reply.status == "sat" else None
    except (UnsupportedError, DataError, ToolError):
        return []
    return [point] if point is not None and task.admits(point) else []


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
    return expr.value if isinstance(expr, Convert) and isinstance(expr.type, OptionalType) else expr
