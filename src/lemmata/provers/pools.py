"""For each type the values worth trying, smallest and most telling first, never more than 96."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice, pairwise, product, zip_longest

from lemmata.contracts.recursion import by_height
from lemmata.contracts.types import (
    BoolType,
    DictType,
    EnumType,
    FractionType,
    FunctionType,
    IntType,
    ListType,
    LiteralType,
    NoneType,
    OptionalType,
    RecordType,
    RecursiveType,
    SetType,
    StrType,
    TupleType,
    Type,
    UnionType,
    inhabitants,
    recursive_parts,
)
from lemmata.contracts.values import (
    DictValue,
    FunctionValue,
    ListValue,
    RecordValue,
    SetValue,
    Value,
)
from lemmata.provers.constants import Constants

POOL = 96
_ROUNDS = 4


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
    """The pools of one function's types, each made once."""

    def __init__(self, constants: Constants) -> None:
        self.letters = letters_of(constants)
        self._leaves: dict[type, tuple[Value, ...]] = {
            IntType: _first(_ints(constants)),
            StrType: _first(_strings(constants, self.letters)),
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
                return tuple(islice(diagonal([self.of(item) for item in items]), POOL))
            case UnionType():
                rows = zip_longest(*(self.of(record) for record in by_height(kind)))
                return _first([one for row in rows for one in row if one is not None])
            case RecursiveType():
                return self._grown(kind)
            case RecordType(name=name, fields=fields):
                names = tuple(field.name for field in fields)
                choices = diagonal([self.of(field.type) for field in fields])
                return tuple(RecordValue(name, names, v) for v in islice(choices, POOL))
            case ListType(item=item):
                return _first([ListValue(items) for items in _lists(self.of(item))])
            case SetType(item=item):
                return _first([SetValue(frozenset(items)) for items in _lists(self.of(item))])
            case DictType(key=key, value=held):
                return tuple(_dicts(self.of(key), self.of(held)))
            case FunctionType():
                return tuple(islice(self._functions(kind), POOL))

    def _grown(self, kind: RecursiveType) -> tuple[Value, ...]:
        """Values in rounds: each holds those of the rounds before, of every kind of its family."""
        family = kind.within
        self._known |= dict.fromkeys(family, ())
        for _ in range(_ROUNDS):
            grown: dict[Type, tuple[Value, ...]] = {}
            for one in family:
                names = tuple(field.name for field in one.fields)
                choices = diagonal([self.of(field.type) for field in one.fields])
                made = (RecordValue(one.name, names, parts) for parts in islice(choices, POOL))
                grown[one] = _first(list(made))
            # What was made of the last round's values is not made of this one's.
            stale = [k for k in self._known if any(one in grown for one in recursive_parts(k))]
            for known in stale:
                del self._known[known]
            self._known |= grown
        return self._known[kind]

    def _functions(self, kind: FunctionType) -> Iterator[FunctionValue]:
        """Constants, one exception, a step, every other one: over the first few arguments."""
        given = list(islice(diagonal([self.of(part) for part in kind.parameters]), 7))
        results = self.of(kind.returns)[:4]
        yield from (FunctionValue((), value) for value in results)
        for value, other in product(results, results):
            if value != other:
                yield from (FunctionValue(((one, other),), value) for one in given)
                yield FunctionValue(tuple((one, other) for one in given[::2]), value)
                yield FunctionValue(tuple((one, other) for one in given[:3]), value)
        if results:
            turns = [results[at % len(results)] for at in range(len(given))]
            yield FunctionValue(tuple(zip(given, turns, strict=True)), results[0])


def letters_of(constants: Constants) -> str:
    """Characters to write strings with: of the function's own strings, and a few others."""
    own = "".join(dict.fromkeys("".join(constants.strings)))[:12]
    return "".join(dict.fromkeys(own + constants.letters + "ab"))


def _first(values: Sequence[Value]) -> tuple[Value, ...]:
    return tuple(dict.fromkeys(values))[:POOL]


def _lists(pool: Sequence[Value]) -> Iterator[tuple[Value, ...]]:
    """Short lists: of the first values, equal, ascending and descending, then longer ones."""
    few = pool[:8]
    yield ()
    yield from ((value,) for value in few[:3])
    yield from islice(diagonal([few[:4]] * 2), 10)
    rising = ascending(few)
    for size in (3, 2, 4):
        for start in range(max(0, len(rising) - size + 1)):
            run = rising[start : start + size]
            yield run
            yield run[::-1]
    yield from ((value, value, value) for value in few[:3])
    yield from islice(diagonal([few[:3]] * 3), 20)
    yield from ((value,) for value in few[3:])
    yield from (run[:2] + run[1:] for run in (rising[:3], rising[1:4]) if run)
    yield rising
    yield from islice(diagonal([few[:5]] * 4), 24)
    yield from ((value, few[0]) for value in pool[8:16])


def ascending(values: Sequence[Value]) -> tuple[Value, ...]:
    """The values in ascending order where Python can order them, else as they are."""
    try:
        return tuple(sorted(values))  # type: ignore[type-var]
    except TypeError:
        return tuple(values)


def _dicts(keys: Sequence[Value], values: Sequence[Value]) -> Iterator[DictValue]:
    yield DictValue(())
    yield from (DictValue((pair,)) for pair in _pairs(islice(diagonal([keys[:6], values[:6]]), 16)))
    for first, second in islice(product(keys[:4], keys[:4]), 16):
        if first != second:
            for one, other in islice(diagonal([values[:3], values[:3]]), 4):
                yield DictValue(((first, one), (second, other)))
    three = keys[:3]
    for held in islice(diagonal([values[:4]] * len(three)), 12):
        yield DictValue(tuple(zip(three, held, strict=True)))


def _pairs(found: Iterator[tuple[Value, ...]]) -> Iterator[tuple[Value, Value]]:
    return ((first, second) for first, second in found)


def _ints(constants: Constants) -> list[Value]:
    known = constants.ints
    near = [n + step for n in known for step in (0, 1, -1)]
    pairs = [m + n for m, n in product(known, known)] + [m * n for m, n in pairwise(known)]
    negative = [-n for n in near]
    lengths = [len(text) for text in constants.strings]
    return [0, 1, -1, *near, 2, -2, 3, *lengths, *negative, 7, -7, 10, *pairs, 100, 10**6, -(10**6)]


def _strings(constants: Constants, letters: str) -> list[Value]:
    known = constants.strings
    lengths = [n + step for n in constants.ints if 0 <= n <= 64 for step in (0, 1, -1)]
    parts = [part for s in known for part in (s[:-1], s[1:], s[:1], s[-1:])]
    longer = [text for s in known for text in (s + "a", "a" + s, s + s)]
    joined = [s + t for s, t in product(known[:6], known[:6])]
    filled = ["a" * max(n, 0) for n in lengths]
    pairs = [one + other for one, other in product(letters[:5], letters[:5])]
    usual = ["ab", " ", "A", "0", "é", *pairs, "aba", "abc"]
    return ["", *known, "a", *parts, *letters[:12], *longer, *filled, *usual, *joined]


def _fractions(constants: Constants) -> list[Value]:
    whole = [Fraction(n + step) for n in constants.ints for step in (0, 1, -1)]
    half = Fraction(1, 2)
    near = [q + step for q in constants.fractions for step in (0, 1, -1, half, -half)]
    mixed = [Fraction(n) + half for n in constants.ints]
    negative = [-q for q in (*near, *whole)]
    few = [Fraction(0), Fraction(1), Fraction(-1), half, -half, Fraction(1, 3), Fraction(2)]
    return [*few[:3], *near, *whole, *few[3:], *mixed, *negative, Fraction(-2, 3), Fraction(10**6)]
