"""Changes that make an input which no precondition admits into one that it may admit.

They only serve the search: lists are sorted, cut to one length, freed of repeats, numbers are
made positive or indexes. Which of them helps is learned while the search goes on.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from lemmata.contracts.values import DictValue, ListValue, RecordValue, Value
from lemmata.provers.pools import ascending

Arguments: TypeAlias = tuple[Value, ...]
Repair: TypeAlias = Callable[[Arguments], Arguments]


def _each_list(change: Callable[[tuple[Value, ...]], tuple[Value, ...]]) -> Repair:
    def repair(arguments: Arguments) -> Arguments:
        return tuple(
            ListValue(change(value.items)) if isinstance(value, ListValue) else value
            for value in arguments
        )

    return repair


def _distinct(items: tuple[Value, ...]) -> tuple[Value, ...]:
    return tuple(dict.fromkeys(items))


def _rising(items: tuple[Value, ...]) -> tuple[Value, ...]:
    return ascending(_distinct(items))


def _falling(items: tuple[Value, ...]) -> tuple[Value, ...]:
    return ascending(items)[::-1]


def _rectangle(items: tuple[Value, ...]) -> tuple[Value, ...]:
    rows = [row.items for row in items if isinstance(row, ListValue)]
    if len(rows) < len(items) or not rows:
        return items
    width = min((len(row) for row in rows if row), default=0)
    return tuple(ListValue(row[:width]) for row in rows if len(row) >= width)


def _square(items: tuple[Value, ...]) -> tuple[Value, ...]:
    rows = _rectangle(items)
    first = rows[0] if rows else None
    if not isinstance(first, ListValue):
        return items
    size = min(len(rows), len(first.items))
    return tuple(ListValue(row.items[:size]) for row in rows[:size] if isinstance(row, ListValue))


def _same_length(arguments: Arguments) -> Arguments:
    sizes = [len(value.items) for value in arguments if isinstance(value, ListValue)]
    shortest = min(sizes, default=0)
    return _each_list(lambda items: items[:shortest])(arguments)


def _at_leaves(change: Callable[[Value], Value]) -> Repair:
    def leaf(value: Value) -> Value:
        match value:
            case tuple():
                return leaves(value)
            case ListValue(items=items):
                return ListValue(leaves(items))
            case RecordValue(record=record, names=names, values=values):
                return RecordValue(record, names, leaves(values))
            case DictValue(entries=entries):
                return DictValue(tuple((key, leaf(held)) for key, held in entries))
            case _:
                return change(value)

    def leaves(values: Arguments) -> Arguments:
        return tuple(map(leaf, values))

    return leaves


def _magnitude(value: Value) -> Value:
    if isinstance(value, Fraction):
        return abs(value)
    return abs(value) if type(value) is int else value


def _positive(value: Value) -> Value:
    if isinstance(value, Fraction):
        return abs(value) or Fraction(1)
    return abs(value) or 1 if type(value) is int else value


def _digit(value: Value) -> Value:
    return abs(value) % 10 if type(value) is int else value


def _letters_only(value: Value) -> Value:
    if isinstance(value, str):
        return "".join(letter for letter in value.lower() if letter.isalpha() and letter < "\x7f")
    return value


def _digits_only(value: Value) -> Value:
    return "".join(str(ord(letter) % 10) for letter in value) if isinstance(value, str) else value


def _length_of_first(arguments: Arguments) -> int | None:
    for value in arguments:
        if isinstance(value, ListValue):
            return len(value.items)
        if isinstance(value, str):
            return len(value)
    return None


def _counts(arguments: Arguments) -> Arguments:
    """Every number is the length of the first list."""
    size = _length_of_first(arguments)
    return arguments if size is None else _numbers(arguments, lambda n: size)


def _indexes(arguments: Arguments) -> Arguments:
    """Every number is an index of the first list."""
    size = _length_of_first(arguments)
    return _numbers(arguments, lambda n: n % size) if size else arguments


def _numbers(arguments: Arguments, change: Callable[[int], int]) -> Arguments:
    return tuple(change(value) if type(value) is int else value for value in arguments)


def _small(arguments: Arguments) -> Arguments:
    return _numbers(arguments, lambda n: n % 7)


def _ordered(arguments: Arguments) -> Arguments:
    """The numbers among the arguments, in ascending order."""
    numbers = iter(sorted(value for value in arguments if type(value) is int))
    return tuple(next(numbers) if type(value) is int else value for value in arguments)


def size_of(arguments: Arguments) -> int:
    """The largest magnitude of a number that is an argument itself."""
    return max((abs(value) for value in arguments if type(value) is int), default=0)


def folded(arguments: Arguments, bound: int) -> Arguments:
    """The numbers among the arguments, below ``bound`` in magnitude, signs kept."""
    return _numbers(arguments, lambda n: n % bound if n >= 0 else -(-n % bound))


_FIRST: tuple[Repair, ...] = (
    _each_list(ascending),
    _each_list(_rising),
    _each_list(_distinct),
    _each_list(_falling),
    _same_length,
    _counts,
    _indexes,
    _ordered,
    _at_leaves(_magnitude),
    _at_leaves(_positive),
    _at_leaves(_digit),
    _each_list(_rectangle),
    _each_list(_square),
    _at_leaves(_letters_only),
    _at_leaves(_digits_only),
    _small,
)
_SECOND: tuple[Repair, ...] = (
    _same_length,
    _counts,
    _indexes,
    _each_list(ascending),
    _at_leaves(_magnitude),
    _small,
)


def _then(first: Repair, second: Repair) -> Repair:
    return lambda arguments: second(first(arguments))


REPAIRS: tuple[Repair, ...] = (
    *_FIRST,
    *(_then(one, other) for one, other in product(_FIRST, _SECOND) if one is not other),
)


class Repairs:
    """Which repair to try next: the one that helped most often, those not yet tried between."""

    def __init__(self) -> None:
        self._tried = [0] * len(REPAIRS)
        self._helped = [0] * len(REPAIRS)

    def offers(self, arguments: Arguments, most: int) -> list[tuple[int, Arguments]]:
        """Up to ``most`` changed inputs, each with the number of its repair."""
        order = sorted(range(len(REPAIRS)), key=self._rank)
        found: list[tuple[int, Arguments]] = []
        for number in order[: 2 * most]:
            changed = REPAIRS[number](arguments)
            if changed == arguments:
                self._tried[number] += 1
                continue
            found.append((number, changed))
            if len(found) == most:
                break
        return found

    def tell(self, number: int, *, helped: bool) -> None:
        """Whether the input that a repair made was admitted."""
        self._tried[number] += 1
        self._helped[number] += helped

    def _rank(self, number: int) -> tuple[float, int]:
        return -(self._helped[number] + 1) / (self._tried[number] + 2), number
