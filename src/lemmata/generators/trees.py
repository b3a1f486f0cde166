"""Decision trees over sets of points, kept as bit masks: pure, and knows nothing of terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from typing import TypeAlias

MAX_DEPTH = 14


@dataclass(frozen=True, slots=True)
class Chosen:
    """Every point here takes the label of this index."""

    label: int


@dataclass(frozen=True, slots=True)
class Split:
    """Points where the test of this index is true go to ``then``, the others to ``otherwise``."""

    test: int
    then: "Node"
    otherwise: "Node"


Node: TypeAlias = Chosen | Split


@dataclass(frozen=True, slots=True)
class Sides:
    """Where a test is true and where it is false; in neither where it raises."""

    true: int
    false: int
    cost: int


def learn(
    points: int, labels: Sequence[int], tests: Sequence[Sides], *, listwise: bool
) -> Node | None:
    """A tree that gives every point a label that suits it, or None.

    Args:
        points: the points to decide, as a mask.
        labels: per label the mask of points that it suits; an earlier one is preferred.
        tests: what may be asked.
        listwise: prefer a test one of whose sides needs a single label (an early return).
    """
    return _Learner(labels, tests, listwise).node(points, MAX_DEPTH)


class _Learner:
    def __init__(self, labels: Sequence[int], tests: Sequence[Sides], listwise: bool) -> None:
        self.labels = labels
        self.tests = tests
        self.listwise = listwise

    def node(self, points: int, depth: int) -> Node | None:
        single = self._single(points)
        if single is not None:
            return Chosen(single)
        if depth == 0:
            return None
        classes = self._classes(points)
        if classes is None:
            return None
        best = self._best(points, classes)
        if best is None:
            return None
        then = self.node(points & self.tests[best].true, depth - 1)
        otherwise = self.node(points & self.tests[best].false, depth - 1) if then else None
        if then is None or otherwise is None:
            return None
        return Split(best, then, otherwise)

    def _single(self, points: int) -> int | None:
        for index, mask in enumerate(self.labels):
            if points & ~mask == 0:
                return index
        return None

    def _classes(self, points: int) -> list[int] | None:
        """A greedy cover of the points: the points of each label that is needed."""
        left, classes = points, []
        while left:
            share = max((left & mask for mask in self.labels), key=int.bit_count, default=0)
            if not share:
                return None
            classes.append(share)
            left &= ~share
        return classes

    def _best(self, points: int, classes: list[int]) -> int | None:
        best, best_score = None, None
        for index, test in enumerate(self.tests):
            true, false = points & test.true, points & test.false
            if not true or not false or (true | false) != points:
                continue
            score = self._score(points, classes, true, false, test.cost)
            if best_score is None or score < best_score:
                best, best_score = index, score
        return best

    def _score(
        self, points: int, classes: list[int], true: int, false: int, cost: int
    ) -> tuple[float, float, int]:
        total = points.bit_count()
        entropy = sum(side.bit_count() / total * _entropy(side, classes) for side in (true, false))
        pure = 0.0
        if self.listwise:
            sizes = [s.bit_count() for s in (true, false) if self._single(s) is not None]
            pure = -1.0 if sizes else 0.0
        return (pure, round(entropy, 9), cost)


def _entropy(points: int, classes: list[int]) -> float:
    total = points.bit_count()
    shares = [(points & mask).bit_count() / total for mask in classes]
    return -sum(share * log2(share) for share in shares if share)


def splits(node: Node) -> int:
    """How many tests the tree asks."""
    return 0 if isinstance(node, Chosen) else 1 + splits(node.then) + splits(node.otherwise)
