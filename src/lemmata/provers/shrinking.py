"""Making a counterexample smaller: toward 0, the empty string and the first member."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import TypeVar

from lemmata.contracts.types import (
    DictType,
    EnumType,
    FractionType,
    FunctionType,
    IntType,
    ListType,
    LiteralType,
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
    EnumValue,
    FunctionValue,
    ListValue,
    RecordValue,
    SetValue,
    Value,
    to_python,
)

T = TypeVar("T")


def shrink(
    kinds: Sequence[Type],
    arguments: tuple[Value, ...],
    is_bad: Callable[[tuple[Value, ...]], bool],
    tries: int,
) -> tuple[Value, ...]:
    """The smallest input that greedy steps find with ``is_bad`` still true, in so many tries."""
    current, left, improved = arguments, tries, True
    while improved:
        improved = False
        for smaller in _smaller_parts(kinds, current):
            if left == 0:
                return current
            left -= 1
            if is_bad(smaller):
                current, improved = smaller, True
                break
    return current


def _smaller_parts(kinds: Sequence[Type], values: Sequence[Value]) -> Iterator[tuple[Value, ...]]:
    """The values with one of them made smaller."""
    for at, (kind, value) in enumerate(zip(kinds, values, strict=True)):
        for smaller in _smaller(kind, value):
            yield (*values[:at], smaller, *values[at + 1 :])


def _smaller(kind: Type, value: Value) -> Iterator[Value]:
    """Values nearer to the simplest of the type, the boldest first; never the value itself."""
    match kind, value:
        case IntType(), int():
            yield from _smaller_ints(int(value))
        case FractionType(), Fraction():
            yield from _smaller_fractions(value)
        case StrType(), str():
            yield from _smaller_strings(value)
        case OptionalType(item=item), _ if value is not None:
            yield None
            yield from _smaller(item, value)
        case EnumType(members=members), EnumValue(enum=enum, member=member):
            names = [name for name, _ in members]
            yield from (EnumValue(enum, name) for name in names[: names.index(member)])
        case LiteralType(values=values), _:
            yield from values[: values.index(value)]
        case TupleType(items=items), tuple():
            yield from _smaller_parts(items, value)
        case UnionType(items=records), RecordValue():
            yield from (one for one in _held(value) if contains(kind, one))
            for one in records:
                if one.name == value.record:
                    yield from _smaller(one, value)
        case RecordType(fields=fields), RecordValue(record=record, names=names, values=parts):
            if isinstance(kind, RecursiveType):
                yield from (one for one in _held(value) if contains(kind, one))
            for smaller in _smaller_parts(tuple(field.type for field in fields), parts):
                yield RecordValue(record, names, smaller)
        case _, True:
            yield False
        case _:
            yield from _smaller_containers(kind, value)


def _held(value: RecordValue) -> Iterator[Value]:
    """The records that a value holds first."""
    pending: list[Value] = list(value.values)
    while pending:
        one = pending.pop(0)
        if isinstance(one, RecordValue):
            yield one
        elif isinstance(one, tuple):
            pending.extend(one)


def _smaller_containers(kind: Type, value: Value) -> Iterator[Value]:
    match kind, value:
        case ListType(item=item), ListValue(items=items):
            yield from map(ListValue, _smaller_items(item, items))
        case SetType(item=item), SetValue(items=members):
            ordered = tuple(sorted(members, key=to_python))
            for fewer in _smaller_items(item, ordered):
                if len(set(fewer)) == len(fewer):
                    yield SetValue(frozenset(fewer))
        case DictType(), DictValue():
            yield from _smaller_dicts(kind, value)
        case FunctionType(), FunctionValue():
            yield from _smaller_functions(kind, value)


def _smaller_items(item: Type, items: tuple[Value, ...]) -> Iterator[tuple[Value, ...]]:
    """Fewer items, halves first; then one of them, or all alike, made smaller."""
    yield from _fewer(items)
    yield from _smaller_parts((item,) * len(items), items)
    for value in dict.fromkeys(items):
        if items.count(value) > 1:
            for smaller in _smaller(item, value):
                yield tuple(smaller if known == value else known for known in items)


def _fewer(items: tuple[T, ...]) -> Iterator[tuple[T, ...]]:
    step = len(items)
    while step:
        for start in range(0, len(items), step):
            yield items[:start] + items[start + step :]
        step //= 2


def _smaller_dicts(kind: DictType, value: DictValue) -> Iterator[Value]:
    pairs = tuple((key, held) for key, held in value.entries)
    for fewer in _smaller_items(TupleType((kind.key, kind.value)), pairs):
        entries = tuple((pair[0], pair[1]) for pair in fewer if isinstance(pair, tuple))
        if len({key for key, _ in entries}) == len(entries):
            yield DictValue(entries)


def _smaller_functions(kind: FunctionType, value: FunctionValue) -> Iterator[Value]:
    """Fewer rows, then smaller results; the arguments of a row stay."""
    for fewer in _fewer(value.table):
        yield FunctionValue(fewer, value.otherwise)
    for smaller in _smaller(kind.returns, value.otherwise):
        yield FunctionValue(value.table, smaller)
    for at, (given, gives) in enumerate(value.table):
        for smaller in _smaller(kind.returns, gives):
            yield FunctionValue(
                (*value.table[:at], (given, smaller), *value.table[at + 1 :]), value.otherwise
            )


def _smaller_ints(value: int) -> Iterator[int]:
    if value < 0:
        yield -value
    size, sign = abs(value), 1 if value > 0 else -1
    step = size
    while step:
        yield sign * (size - step)
        step //= 2


def _smaller_fractions(value: Fraction) -> Iterator[Fraction]:
    if value < 0:
        yield -value
    if value.denominator > 1:
        whole = value.numerator // value.denominator
        yield from (Fraction(whole), Fraction(whole + 1))
        if value.denominator > 2:
            yield Fraction(round(value * 2), 2)
    yield from (
        found
        for smaller in _smaller_ints(value.numerator)
        if abs(found := Fraction(smaller, value.denominator)) < abs(value)
    )


def _smaller_strings(value: str) -> Iterator[str]:
    step = len(value)
    while step:
        yield value[step:]
        yield value[: len(value) - step]
        step //= 2
    for at, character in enumerate(value[:64]):
        if character != "a":
            yield value[:at] + "a" + value[at + 1 :]
