"""Making a counterexample smaller: toward 0, the empty string and the first member."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from lemmata.contracts.types import (
    EnumType,
    FractionType,
    IntType,
    LiteralType,
    OptionalType,
    RecordType,
    StrType,
    TupleType,
    Type,
)
from lemmata.contracts.values import EnumValue, RecordValue, Value


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
        case RecordType(fields=fields), RecordValue(record=record, names=names, values=parts):
            for smaller in _smaller_parts(tuple(field.type for field in fields), parts):
                yield RecordValue(record, names, smaller)
        case _, True:
            yield False


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
