"""One goal: terms that between them suit every point, and a tree of tests that tells which."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from lemmata.generators.bodies import Decision, decision
from lemmata.generators.problem import WRONG, Goal, LeafValues, Point, Problem
from lemmata.generators.terms import size
from lemmata.generators.trees import Chosen, Node, Sides, Split, learn, splits
from lemmata.language.tree import Expr

FIRST_POINTS = 48
MORE_POINTS = 12
ROUNDS = 12
MOST_LABELS = 48

Label = tuple[Expr, ...]
Check = Callable[[Point, LeafValues], bool]
Run = Callable[[Point], Any]


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Points that no label suits."""

    points: tuple[Point, ...]


@dataclass(slots=True)
class _Table:
    """Labels and tests, evaluated on the points that are looked at so far."""

    task: Problem
    goal: Goal
    labels: Sequence[Label]
    tests: Sequence[Expr]
    check: Check
    points: list[Point] = field(default_factory=list)
    suits: list[int] = field(default_factory=list)
    masks: list[Sides] = field(default_factory=list)
    _terms: list[list[Run]] = field(default_factory=list)
    _asks: list[Run] = field(default_factory=list)

    def __post_init__(self) -> None:
        names = self.task.names
        self._terms = [[self.task.evaluator(t, names) for t in label] for label in self.labels]
        self._asks = [self.task.evaluator(test, names) for test in self.tests]
        self.suits = [0] * len(self.labels)
        self.masks = [Sides(0, 0, size(test)) for test in self.tests]

    def fits(self, label: int, point: Point) -> bool:
        """Whether the label's values satisfy the goal at the point."""
        return self.check(point, tuple(run(point) for run in self._terms[label]))

    def add(self, fresh: Sequence[Point]) -> None:
        """Look at more points."""
        for bit, point in enumerate(fresh, len(self.points)):
            for index in range(len(self.labels)):
                if self.fits(index, point):
                    self.suits[index] |= 1 << bit
            for index, ask in enumerate(self._asks):
                answer, mask = ask(point), self.masks[index]
                true = mask.true | (1 << bit if answer is True else 0)
                false = mask.false | (1 << bit if answer is False else 0)
                self.masks[index] = Sides(true, false, mask.cost)
        self.points.extend(fresh)

    def uncovered(self) -> tuple[Point, ...]:
        """Points that no label suits."""
        covered = 0
        for mask in self.suits:
            covered |= mask
        return tuple(p for bit, p in enumerate(self.points) if not covered >> bit & 1)

    def tree(self) -> Node | None:
        """The smaller of the trees that the two ways of learning give."""
        everything = (1 << len(self.points)) - 1
        chosen = self._useful(everything)
        masks = [self.suits[index] for index in chosen]
        different = self._different_tests()
        asked = [self.masks[index] for index in different]
        found = [learn(everything, masks, asked, listwise=listwise) for listwise in (True, False)]
        best = min((node for node in found if node is not None), key=splits, default=None)
        return None if best is None else _renumbered(best, chosen, different)

    def _useful(self, everything: int) -> list[int]:
        """Labels with different masks: a greedy cover and those that suit the most points."""
        first: dict[int, int] = {}
        for index, mask in enumerate(self.suits):
            if mask:
                first.setdefault(mask, index)
        most = sorted(first, key=int.bit_count, reverse=True)
        kept, left = set(most[:MOST_LABELS]), everything
        while left:
            best = max(most, key=lambda mask: (mask & left).bit_count(), default=0)
            if not best & left:
                break
            kept.add(best)
            left &= ~best
        return sorted(first[mask] for mask in kept)

    def _different_tests(self) -> list[int]:
        seen: dict[frozenset[int], int] = {}
        for index, mask in enumerate(self.masks):
            if mask.true and mask.false:
                key = frozenset((mask.true, mask.false))
                if key not in seen or mask.cost < self.masks[seen[key]].cost:
                    seen[key] = index
        return sorted(seen.values())

    def wrong(self, node: Node, points: Sequence[Point]) -> list[Point]:
        """The points to which the tree gives a label that does not suit."""
        return [point for point in points if not self._right(node, point)]

    def _right(self, node: Node, point: Point) -> bool:
        while isinstance(node, Split):
            answer = self._asks[node.test](point)
            if answer is WRONG:
                return False
            node = node.then if answer else node.otherwise
        return self.fits(node.label, point)


def _renumbered(node: Node, labels: list[int], tests: list[int]) -> Node:
    if isinstance(node, Chosen):
        return Chosen(labels[node.label])
    then = _renumbered(node.then, labels, tests)
    return Split(tests[node.test], then, _renumbered(node.otherwise, labels, tests))


def covered(
    task: Problem,
    goal: Goal,
    labels: Sequence[Label],
    tests: Sequence[Expr],
    points: Sequence[Point],
    check: Check,
    is_late: Callable[[], bool],
) -> Decision | Uncovered | None:
    """A decision right on all points; the points without a label; or None for want of tests."""
    table = _Table(task, goal, labels, tests, check)
    table.add(points[:FIRST_POINTS])
    for _ in range(ROUNDS):
        missing = table.uncovered()
        if missing:
            return Uncovered(missing)
        node = None if is_late() else table.tree()
        if node is None:
            return None
        wrong = table.wrong(node, points)
        if not wrong:
            return decision(node, labels, tests)
        known = set(table.points)
        fresh = [point for point in wrong if point not in known][:MORE_POINTS]
        if not fresh:
            return None
        table.add(fresh)
    return None
