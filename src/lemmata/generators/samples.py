"""Inputs to try a body on: around the constants that the contract compares each input with."""

from collections.abc import Iterator
from fractions import Fraction
from random import Random

from lemmata.contracts.types import (
    FractionType,
    IntType,
    OptionalType,
    RecordType,
    StrType,
    TupleType,
    Type,
    cardinality,
    inhabitants,
)
from lemmata.contracts.values import RecordValue, Value
from lemmata.generators.problem import Point, Problem, constants
from lemmata.generators.shapes import Path, component_types, path_of
from lemmata.generators.terms import COMPARISONS, walk
from lemmata.language.tree import Apply, Const, Operation

SMALL_INTS = (0, 1, -1, 2, -2, 3, 5, -7)
SMALL_FRACTIONS = tuple(map(Fraction, ("0", "1", "-1", "1/2", "-1/3", "2", "5/2", "-3")))
STRINGS = ("", "a", "b", "ab", "ba", "A", "0")
TRIES_PER_POINT = 30
SMALL_DOMAIN = 256


class Sampler:
    """Admitted inputs of one problem, the same for the same seed."""

    def __init__(self, task: Problem, seed: int) -> None:
        self._task = task
        self._random = Random(seed)
        self._numbers: list[int | Fraction] = []
        self._texts: list[str] = []
        for found in constants(task):
            if isinstance(found.value, str):
                self._texts += [found.value, found.value[:-1], found.value + "a"]
            elif isinstance(found.value, int | Fraction) and not isinstance(found.value, bool):
                self._numbers.append(found.value)
        self._near = _compared(task)

    def points(self, count: int) -> list[Point]:
        """At most ``count`` different admitted inputs; all of them where the domain is small."""
        found: dict[Point, None] = {}
        for point in self._stream(count * TRIES_PER_POINT):
            if point not in found and self._task.admits(point):
                found[point] = None
                if len(found) >= count:
                    break
        return list(found)

    def _stream(self, tries: int) -> Iterator[Point]:
        kinds = [parameter.type for parameter in self._task.function.parameters]
        total = cardinality(TupleType(tuple(kinds)))
        if total is not None and total <= SMALL_DOMAIN:
            for whole in inhabitants(TupleType(tuple(kinds))):
                assert isinstance(whole, tuple)
                yield whole
            return
        for _ in range(tries):
            wide = self._random.random() < 0.15
            parameters = self._task.function.parameters
            yield tuple(self._value(p.type, p.name, (), wide) for p in parameters)

    def _value(self, kind: Type, name: str, path: Path, wide: bool) -> Value:
        pick = self._random
        parts = component_types(kind)
        if parts is not None:
            values = tuple(self._value(t, name, (*path, i), wide) for i, t in enumerate(parts))
            if isinstance(kind, RecordType):
                return RecordValue(kind.name, tuple(f.name for f in kind.fields), values)
            return values
        match kind:
            case IntType():
                return self._int(name, path, wide)
            case FractionType():
                return self._fraction(name, path, wide)
            case StrType():
                return pick.choice((*STRINGS, *self._texts, *self._texts))
            case OptionalType(item=item):
                return None if pick.random() < 0.25 else self._value(item, name, path, wide)
            case _:
                return pick.choice(tuple(inhabitants(kind)))

    def _int(self, name: str, path: Path, wide: bool) -> int:
        pick = self._random
        near = self._near.get((name, path)) or self._numbers
        if near and pick.random() < 0.75:
            centre = int(pick.choice(near))
            return centre + pick.choice((-1, 0, 0, 1, pick.randint(-99, 99), centre))
        if wide:
            reach = 4 * max((abs(int(value)) for value in near), default=1000) + 9
            return pick.randint(-reach, reach)
        return pick.choice(SMALL_INTS)

    def _fraction(self, name: str, path: Path, wide: bool) -> Fraction:
        pick = self._random
        near = self._near.get((name, path)) or self._numbers
        if near and pick.random() < 0.5:
            return Fraction(pick.choice(near)) + Fraction(pick.choice((-1, 0, 0, 1)), 2)
        if wide:
            return Fraction(pick.randint(-50, 50), pick.randint(1, 9))
        return pick.choice(SMALL_FRACTIONS)


def _compared(task: Problem) -> dict[tuple[str, Path], list[int | Fraction]]:
    """The numbers that the contract compares each numeric input with."""
    found: dict[tuple[str, Path], list[int | Fraction]] = {}
    roots = [*task.ensures, *(condition.test for condition in task.function.requires)]
    for node in (node for root in roots for node in walk(root)):
        if not isinstance(node, Apply) or node.operation not in COMPARISONS | {Operation.MEMBER}:
            continue
        inside = list(walk(node))
        numbers = [
            n.value
            for n in inside
            if isinstance(n, Const)
            and isinstance(n.value, int | Fraction)
            and not isinstance(n.value, bool)
        ]
        for part in inside:
            for name in task.names:
                path = path_of(part, name)
                if path is not None and numbers:
                    found.setdefault((name, path), []).extend(numbers)
    return found
