"""Small inputs first: values around a function's constants, in an order that never changes."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice, pairwise, product

from lemmata.contracts.types import (
    BoolType,
    EnumType,
    FractionType,
    IntType,
    LiteralType,
    NoneType,
    OptionalType,
    RecordType,
    StrType,
    TupleType,
    Type,
    inhabitants,
)
from lemmata.contracts.values import RecordValue, Value
from lemmata.provers.constants import Constants

_POOL = 96
_ORDERLY = 64
_MIXED_PER_ORDERLY = 2
_FRUITLESS = 1_000
_MOST_BITS = 24


def inputs(kinds: Sequence[Type], constants: Constants) -> Iterator[tuple[Value, ...]]:
    """Distinct inputs for parameters of these types, without end where a type is infinite.

    First the smallest by the diagonal over all parameters, then in turn more of the diagonal and
    mixtures that take each part from anywhere in its pool, or from near another part.
    """
    pools = Pools(constants)
    orderly = diagonal([pools.of(kind) for kind in kinds])
    mixed = _mixtures(kinds, pools)
    seen: set[tuple[Value, ...]] = set()
    repeated = 0
    for found in _in_turn(orderly, mixed):
        size = len(seen)
        seen.add(found)
        repeated = 0 if len(seen) > size else repeated + 1
        if not repeated:
            yield found
        elif repeated == _FRUITLESS:
            return


def _in_turn(
    orderly: Iterator[tuple[Value, ...]], mixed: Iterator[tuple[Value, ...]]
) -> Iterator[tuple[Value, ...]]:
    yield from islice(orderly, _ORDERLY)
    for found in orderly:
        yield found
        yield from islice(mixed, _MIXED_PER_ORDERLY)
    yield from mixed


def diagonal(pools: Sequence[Sequence[Value]]) -> Iterator[tuple[Value, ...]]:
    """Every choice of one from each pool, by the sum of the positions."""
    highest = sum(len(pool) - 1 for pool in pools)
    for total in range(highest + 1):
        for positions in _positions(total, [len(pool) for pool in pools]):
            yield tuple(pool[at] for pool, at in zip(pools, positions, strict=True))


def _positions(total: int, sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    if not sizes:
        if total == 0:
            yield ()
        return
    rest = sum(sizes[1:]) - len(sizes) + 1
    for first in range(max(0, total - rest), min(total, sizes[0] - 1) + 1):
        for others in _positions(total - first, sizes[1:]):
            yield (first, *others)


class Pools:
    """For each type the values worth trying, smallest and most telling first."""

    def __init__(self, constants: Constants) -> None:
        self._leaves: dict[type, tuple[Value, ...]] = {
            IntType: _first(_ints(constants)),
            StrType: _first(_strings(constants)),
            FractionType: _first(_fractions(constants)),
        }
        self._known: dict[Type, tuple[Value, ...]] = {}

    def of(self, kind: Type) -> tuple[Value, ...]:
        """At most 96 values of the type."""
        if kind not in self._known:
            self._known[kind] = self._make(kind)
        return self._known[kind]

    def _make(self, kind: Type) -> tuple[Value, ...]:
        match kind:
            case IntType() | StrType() | FractionType():
                return self._leaves[type(kind)]
            case BoolType() | NoneType() | EnumType() | LiteralType():
                return tuple(inhabitants(kind))
            case OptionalType(item=item):
                return _first([None, *self.of(item)])
            case TupleType(items=items):
                return tuple(islice(diagonal([self.of(item) for item in items]), _POOL))
            case RecordType(name=name, fields=fields):
                names = tuple(field.name for field in fields)
                choices = diagonal([self.of(field.type) for field in fields])
                return tuple(RecordValue(name, names, v) for v in islice(choices, _POOL))


def _first(values: Sequence[Value]) -> tuple[Value, ...]:
    return tuple(dict.fromkeys(values))[:_POOL]


def _ints(constants: Constants) -> list[Value]:
    known = constants.ints
    near = [n + step for n in known for step in (0, 1, -1)]
    pairs = [m + n for m, n in product(known, known)] + [m * n for m, n in pairwise(known)]
    negative = [-n for n in near]
    lengths = [len(text) for text in constants.strings]
    return [0, 1, -1, *near, 2, -2, 3, *lengths, *negative, 7, -7, 10, *pairs, 100, 10**6, -(10**6)]


def _strings(constants: Constants) -> list[Value]:
    known = constants.strings
    lengths = [n + step for n in constants.ints if 0 <= n <= 64 for step in (0, 1, -1)]
    parts = [part for s in known for part in (s[:-1], s[1:], s[:1], s[-1:])]
    longer = [text for s in known for text in (s + "a", "a" + s, s + s)]
    joined = [s + t for s, t in product(known[:6], known[:6])]
    filled = ["a" * max(n, 0) for n in lengths]
    return ["", *known, "a", *parts, *longer, *filled, "ab", " ", "A", "0", "é", *joined]


def _fractions(constants: Constants) -> list[Value]:
    whole = [Fraction(n + step) for n in constants.ints for step in (0, 1, -1)]
    half = Fraction(1, 2)
    near = [q + step for q in constants.fractions for step in (0, 1, -1, half, -half)]
    mixed = [Fraction(n) + half for n in constants.ints]
    negative = [-q for q in (*near, *whole)]
    few = [Fraction(0), Fraction(1), Fraction(-1), half, -half, Fraction(1, 3), Fraction(2)]
    return [*few[:3], *near, *whole, *few[3:], *mixed, *negative, Fraction(-2, 3), Fraction(10**6)]


class _Dice:
    """A small generator of numbers, the same in every run and every version of Python."""

    def __init__(self) -> None:
        self._state = 0x2545F491

    def below(self, bound: int) -> int:
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return (self._state >> 33) % bound


def _mixtures(kinds: Sequence[Type], pools: Pools) -> Iterator[tuple[Value, ...]]:
    dice = _Dice()
    while True:
        drawn: list[Value] = []
        yield tuple(_draw(kind, pools, dice, drawn) for kind in kinds)


def _draw(kind: Type, pools: Pools, dice: _Dice, drawn: list[Value]) -> Value:
    match kind:
        case TupleType(items=items):
            return tuple(_draw(item, pools, dice, drawn) for item in items)
        case RecordType(name=name, fields=fields):
            names = tuple(field.name for field in fields)
            return RecordValue(
                name, names, tuple(_draw(field.type, pools, dice, drawn) for field in fields)
            )
        case OptionalType(item=item):
            return None if dice.below(4) == 0 else _draw(item, pools, dice, drawn)
        case _:
            value = _draw_leaf(kind, pools, dice, drawn)
            drawn.append(value)
            return value


def _draw_leaf(kind: Type, pools: Pools, dice: _Dice, drawn: list[Value]) -> Value:
    pool = pools.of(kind)
    alike = [value for value in drawn if type(value) is type(pool[0])]
    if alike and isinstance(kind, IntType | StrType | FractionType) and dice.below(4) == 0:
        value = alike[dice.below(len(alike))]
        return value if isinstance(value, str) else _nudged(value, dice)
    if dice.below(4) == 0:
        return _fresh(kind, pool, dice)
    return pool[dice.below(len(pool))]


def _fresh(kind: Type, pool: Sequence[Value], dice: _Dice) -> Value:
    """A value that need not be in the pool: of any size, small more often than large."""
    match kind:
        case IntType():
            return _any_int(dice)
        case FractionType():
            return Fraction(_any_int(dice), 1 + dice.below(12))
        case StrType():
            left, right = (pool[dice.below(len(pool))] for _ in range(2))
            return f"{left}{right}"
        case _:
            return pool[dice.below(len(pool))]


def _any_int(dice: _Dice) -> int:
    size = 1 << (1 + dice.below(_MOST_BITS))
    return dice.below(2 * size) - size


def _nudged(value: Value, dice: _Dice) -> Value:
    assert isinstance(value, int | Fraction)
    return value + (0, 0, 1, -1)[dice.below(4)]
