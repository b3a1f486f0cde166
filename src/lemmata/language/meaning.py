"""What each primitive operation computes: Python's own operators, bounded in size."""

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from lemmata.contracts.errors import LimitError, UnsupportedError
from lemmata.contracts.values import DictValue, ListValue, RecordValue, SetValue
from lemmata.language import container_meaning, text_meaning
from lemmata.language.container_meaning import CONTAINER_MEANING
from lemmata.language.text_meaning import TEXT_MEANING
from lemmata.language.tree import Operation

MAX_BITS = 1_000_000

_SMALL = 1 << 256


def multiply(left: Any, right: Any) -> Any:
    """``left * right``; LimitError beyond `MAX_BITS`."""
    result = left * right
    if isinstance(result, int) and -_SMALL < result < _SMALL:
        return result
    return bounded(result)


def power(base: Any, exponent: Any) -> Any:
    """``base ** exponent``; the size is judged before the work is done."""
    if bits(base) * exponent > MAX_BITS:
        raise _too_large()
    return base**exponent


def divide(left: Any, right: Any) -> Any:
    """``left / right`` of fractions; two ints would give a float, which the language lacks."""
    if isinstance(left, int) and isinstance(right, int):
        raise UnsupportedError("`/` of two ints is a float", remedy="use // or Fraction")
    return bounded(left / right)


def concatenate(left: Any, right: Any) -> Any:
    """``left + right`` of strings or of lists; LimitError where the result is too long."""
    if isinstance(left, str):
        return text_meaning.concatenated(left, right)
    return container_meaning.joined(left, right)


def repeat(sequence: Any, count: Any) -> Any:
    """``sequence * count`` of a string or a list; OverflowError where no index could count it."""
    if isinstance(sequence, str):
        return text_meaning.repeated(sequence, count)
    return container_meaning.repeated(sequence, count)


def length(value: Any) -> int:
    """``len(value)``."""
    match value:
        case ListValue(items=items):
            return len(items)
        case SetValue(items=members):
            return len(members)
        case DictValue(entries=entries):
            return len(entries)
        case _:
            return len(value)


def truth(value: Any) -> bool:
    """Python's truth of a value: what has no items is false."""
    return bool(length(value)) if isinstance(value, _SIZED) else bool(value)


def copied(value: Any) -> Any:
    """A copy of a container: the same value."""
    if not isinstance(value, _SIZED):
        raise TypeError(f"{type(value).__name__!r} object is not iterable")
    return value


_SIZED = (ListValue, SetValue, DictValue)


def bits(value: Any) -> int:
    """The bits of an int, or of the larger half of a fraction; 0 for anything else."""
    if isinstance(value, int):
        return value.bit_length()
    if isinstance(value, Fraction):
        return max(value.numerator.bit_length(), value.denominator.bit_length())
    return 0


def bounded(value: Any) -> Any:
    """``value``, or LimitError when it is a number of more than `MAX_BITS` bits."""
    if bits(value) > MAX_BITS:
        raise _too_large()
    return value


def _too_large() -> LimitError:
    return LimitError(f"a number grew beyond {MAX_BITS} bits", remedy="use smaller inputs")


def _checked(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def run(left: Any, right: Any) -> Any:
        return bounded(function(left, right))

    return run


def _height(value: Any) -> int:
    """How many records stand one in another on the longest way down; 0 of None."""
    highest, pending = 0, [(value, 1)]
    while pending:
        one, depth = pending.pop()
        if isinstance(one, RecordValue):
            highest = max(highest, depth)
            pending.extend((part, depth + 1) for part in one.values)
        elif isinstance(one, tuple):
            pending.extend((part, depth) for part in one)
    return highest


def _is_none(value: Any) -> bool:
    return value is None


def _contains(needle: Any, hay: Any) -> bool:
    return needle in hay


def _member(value: Any, *others: Any) -> bool:
    return value in others


def _slice(value: Any, start: Any, stop: Any) -> Any:
    if isinstance(value, ListValue):
        return ListValue(value.items[start:stop])
    return value[start:stop]


def _count(value: Any, part: Any) -> int:
    count: int = (value.items if isinstance(value, ListValue) else value).count(part)
    return count


def _summed(value: Any) -> Any:
    return bounded(CONTAINER_MEANING[Operation.SUM](value))


MEANING: dict[Operation, Callable[..., Any]] = {
    **CONTAINER_MEANING,
    **TEXT_MEANING,
    Operation.ADD: operator.add,
    Operation.SUBTRACT: operator.sub,
    Operation.MULTIPLY: multiply,
    Operation.DIVIDE: divide,
    Operation.FLOOR_DIVIDE: operator.floordiv,
    Operation.MODULO: operator.mod,
    Operation.POWER: power,
    Operation.NEGATE: operator.neg,
    Operation.ABSOLUTE: abs,
    Operation.MINIMUM: min,
    Operation.MAXIMUM: max,
    Operation.FRACTION: Fraction,
    Operation.EQUAL: operator.eq,
    Operation.NOT_EQUAL: operator.ne,
    Operation.LESS: operator.lt,
    Operation.LESS_EQUAL: operator.le,
    Operation.GREATER: operator.gt,
    Operation.GREATER_EQUAL: operator.ge,
    Operation.MEMBER: _member,
    Operation.NOT: operator.not_,
    Operation.TRUTH: truth,
    Operation.IS_NONE: _is_none,
    Operation.HEIGHT: _height,
    Operation.LENGTH: length,
    Operation.CONCAT: concatenate,
    Operation.CONTAINS: _contains,
    Operation.CHARACTER: operator.getitem,
    Operation.SLICE: _slice,
    Operation.BEFORE: operator.lt,
    Operation.REPEAT: repeat,
    Operation.COUNT: _count,
    Operation.SUM: _summed,
    Operation.COPY: copied,
}
"""Every operation but the two methods of str, whose receiver is looked up before the argument."""

FRACTION_MEANING: dict[Operation, Callable[..., Any]] = {
    **CONTAINER_MEANING,
    **TEXT_MEANING,
    Operation.ADD: _checked(operator.add),
    Operation.SUBTRACT: _checked(operator.sub),
    Operation.MODULO: _checked(operator.mod),
}
"""Sums of fractions multiply denominators, so they too are bounded."""
