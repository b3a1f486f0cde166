"""Mixtures: inputs drawn by a die that falls the same way in every run.

Parts of one input are drawn near each other: a number equal to an item or a length of a list,
a list that shares items with an earlier one, a string made of another's letters.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TypeVar

from lemmata.contracts.types import (
    DictType,
    FractionType,
    FunctionType,
    IntType,
    ListType,
    OptionalType,
    RecordType,
    RecursiveType,
    SetType,
    StrType,
    TupleType,
    Type,
    UnionType,
    contains,
)
from lemmata.contracts.values import (
    DictValue,
    FunctionValue,
    ListValue,
    RecordValue,
    SetValue,
    Value,
)
from lemmata.provers.pools import Pools, ascending

T = TypeVar("T")

_MOST_BITS = 24
_DEEPEST = 5
_LENGTHS = (0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6, 7, 9)


class Dice:
    """A small generator of numbers, the same in every run and every version of Python."""

    def __init__(self) -> None:
        self._state = 0x2545F491

    def below(self, bound: int) -> int:
        """A number from 0 to ``bound`` - 1."""
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return (self._state >> 33) % bound


def mixtures(kinds: Sequence[Type], pools: Pools) -> Iterator[tuple[Value, ...]]:
    """Inputs without end; they may repeat."""
    dice = Dice()
    while True:
        drawn: list[Value] = []
        yield tuple(_Draw(pools, dice, drawn).of(kind) for kind in kinds)


class _Draw:
    """One input in the making; ``drawn`` are the parts so far that others may be near to."""

    def __init__(self, pools: Pools, dice: Dice, drawn: list[Value]) -> None:
        self.pools = pools
        self.dice = dice
        self.drawn = drawn
        self.depth = 0

    def of(self, kind: Type) -> Value:
        """A value of the type, kept where later parts may be near it."""
        match kind:
            case TupleType(items=items):
                return tuple(self.of(item) for item in items)
            case UnionType(items=records):
                return self.of(self._one(records))
            case RecursiveType():
                return self._nested(kind)
            case RecordType():
                return self._record(kind)
            case OptionalType(item=item):
                return None if self.dice.below(4) == 0 else self.of(item)
            case ListType(item=item):
                return self._kept(ListValue(self._items(item)))
            case SetType(item=item):
                return self._kept(SetValue(frozenset(self._items(item))))
            case DictType(key=key, value=held):
                keys = dict.fromkeys(self._items(key))
                return self._kept(DictValue(tuple((known, self.of(held)) for known in keys)))
            case FunctionType():
                return self._function(kind)
            case _:
                return self._kept(self._leaf(kind))

    def _record(self, kind: RecordType) -> RecordValue:
        names = tuple(field.name for field in kind.fields)
        return RecordValue(kind.name, names, tuple(self.of(f.type) for f in kind.fields))

    def _nested(self, kind: RecursiveType) -> Value:
        """A value that holds others, a few deep; now and then one that was there before."""
        earlier = [one for one in self.drawn if contains(kind, one)]
        if self.depth >= _DEEPEST or (earlier and self.dice.below(4) == 0):
            return self._one(earlier if self.depth < _DEEPEST else self.pools.of(kind)[:8])
        self.depth += 1
        made = self._record(kind)
        self.depth -= 1
        return self._kept(made) if self.depth == 0 else made

    def _kept(self, value: Value) -> Value:
        self.drawn.append(value)
        return value

    def _items(self, kind: Type) -> tuple[Value, ...]:
        earlier = [v for v in self.drawn if isinstance(v, ListValue) and _fits(kind, v.items)]
        if earlier and self.dice.below(3) == 0:
            return self._changed(self._one(earlier).items, kind)
        length = self._one(_LENGTHS)
        if earlier and self.dice.below(3) == 0:
            length = len(self._one(earlier).items)
        style = self.dice.below(8)
        if isinstance(kind, ListType):
            return self._rows(kind, length, style)
        items = [self._narrow(kind, length) for _ in range(length)]
        if style >= 6:
            items = [self.of(kind) for _ in range(length)]
        if style == 2 and items:
            items = [items[0]] * length
            items[self.dice.below(length)] = self._narrow(kind, length)
        if style in (3, 4):
            items = list(ascending(items if style == 3 else list(dict.fromkeys(items))))
        if style == 5:
            items = list(ascending(items))[::-1]
        return tuple(items)

    def _rows(self, kind: ListType, length: int, style: int) -> tuple[Value, ...]:
        """Lists in a list: every other time a rectangle."""
        length = min(length, 4)
        if style % 2:
            return tuple(ListValue(self._items(kind.item)) for _ in range(length))
        width = self.dice.below(4) if style else length
        narrow = [[self._narrow(kind.item, 4) for _ in range(width)] for _ in range(length)]
        return tuple(ListValue(tuple(row)) for row in narrow)

    def _narrow(self, kind: Type, length: int) -> Value:
        """A value out of a few, so that equal ones and neighbours meet."""
        if isinstance(kind, IntType):
            if self.dice.below(6) == 0:
                known = [v for v in self.drawn if isinstance(v, int)]
                if known:
                    return self._one(known)
            return self.dice.below(length + 2) - self.dice.below(2) * (length // 2)
        if isinstance(kind, ListType | SetType | DictType | FunctionType):
            return self.of(kind)
        pool = self.pools.of(kind)
        return pool[self.dice.below(min(len(pool), length + 2))]

    def _changed(self, items: tuple[Value, ...], kind: Type) -> tuple[Value, ...]:
        """The items of an earlier list: as they are, cut, turned, shuffled, or one of them new."""
        style = self.dice.below(6)
        if not items or style == 0:
            return items
        at = self.dice.below(len(items))
        if style == 1:
            return items[at:] + items[:at]
        if style == 2:
            return items[:at]
        if style == 3:
            return (*items[:at], self._narrow(kind, len(items)), *items[at + 1 :])
        if style == 4:
            return items[::-1]
        return (*items[:at], self._narrow(kind, len(items)), *items[at:])

    def _function(self, kind: FunctionType) -> FunctionValue:
        pool = self.pools.of(kind)
        if self.dice.below(3) == 0:
            known = self._one(pool)
            assert isinstance(known, FunctionValue)
            return known
        rows = {}
        for _ in range(self.dice.below(6)):
            given = tuple(self._argument(part) for part in kind.parameters)
            rows[given] = self._small(kind.returns)
        return FunctionValue(tuple(rows.items()), self._small(kind.returns))

    def _argument(self, kind: Type) -> Value:
        """An argument that the function may be asked for: an item of a list, or a small one."""
        known = [v for v in self._parts() if _fits(kind, (v,))]
        return self._one(known) if known and self.dice.below(3) else self._narrow(kind, 4)

    def _small(self, kind: Type) -> Value:
        pool = self.pools.of(kind)
        return pool[self.dice.below(min(len(pool), 5))]

    def _parts(self) -> list[Value]:
        """What was drawn, and what the lists and dicts among it hold."""
        found: list[Value] = []
        for value in self.drawn:
            found.append(value)
            if isinstance(value, ListValue):
                found.extend(value.items)
            elif isinstance(value, SetValue):
                found.extend(ascending(list(value.items)))
            elif isinstance(value, DictValue):
                found.extend(key for key, _ in value.entries)
        return found

    def _leaf(self, kind: Type) -> Value:
        pool = self.pools.of(kind)
        near = self._near(kind) if self.dice.below(5) < 2 else None
        if near is not None:
            return near
        if self.dice.below(4) == 0:
            return self._fresh(kind, pool)
        return self._one(pool)

    def _near(self, kind: Type) -> Value:
        """A value near an earlier part, or None."""
        parts = self._parts()
        match kind:
            case IntType():
                sized = [v for v in parts if isinstance(v, ListValue | str)]
                if sized and self.dice.below(3) == 0:
                    chosen = self._one(sized)
                    length = len(chosen) if isinstance(chosen, str) else len(chosen.items)
                    return self.dice.below(length + 2) - self.dice.below(2)
                numbers = [v for v in parts if isinstance(v, int)]
                return _nudged(self._one(numbers), self.dice) if numbers else None
            case FractionType():
                known = [v for v in parts if isinstance(v, Fraction)]
                return _nudged(self._one(known), self.dice) if known else None
            case StrType():
                return self._near_text([v for v in parts if isinstance(v, str)])
            case _:
                return None

    def _near_text(self, texts: list[str]) -> Value:
        if not texts:
            return None
        text = self._one(texts)
        start, stop = self.dice.below(len(text) + 1), self.dice.below(len(text) + 1)
        letter = self._one(self.pools.letters)
        choices = (
            text,
            text[start:],
            text[:stop],
            text[::-1],
            text[:start] + letter + text[start:],
        )
        return self._one(choices)

    def _fresh(self, kind: Type, pool: Sequence[Value]) -> Value:
        """A value that need not be in the pool: of any size, small more often than large."""
        match kind:
            case IntType():
                return self._any_int()
            case FractionType():
                return Fraction(self._any_int(), 1 + self.dice.below(12))
            case StrType():
                return self._any_text(pool)
            case _:
                return self._one(pool)

    def _any_int(self) -> int:
        size = 1 << (1 + self.dice.below(_MOST_BITS))
        return self.dice.below(2 * size) - size

    def _any_text(self, pool: Sequence[Value]) -> str:
        if self.dice.below(3) == 0:
            return f"{self._one(pool)}{self._one(pool)}"
        few = self.pools.letters[self.dice.below(len(self.pools.letters)) :][:3]
        letters = (few, self.pools.letters)[self.dice.below(2)]
        text = "".join(self._one(letters) for _ in range(self._one(_LENGTHS)))
        return text + text[::-1] if self.dice.below(6) == 0 else text

    def _one(self, values: Sequence[T]) -> T:
        return values[self.dice.below(len(values))]


def _fits(kind: Type, items: Sequence[Value]) -> bool:
    """Whether the items are such as a list of ``kind`` holds, by the first; an empty one fits."""
    if not items:
        return True
    first = items[0]
    match kind:
        case IntType():
            return type(first) is int
        case StrType():
            return isinstance(first, str)
        case FractionType():
            return isinstance(first, Fraction)
        case ListType(item=item):
            return isinstance(first, ListValue) and _fits(item, first.items)
        case _:
            return False


def _nudged(value: Value, dice: Dice) -> Value:
    assert isinstance(value, int | Fraction)
    return value + (0, 0, 1, -1)[dice.below(4)]
