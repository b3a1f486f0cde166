"""What each primitive operation computes: Python's own operators, bounded in size."""

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from lemmata.contracts.errors import LimitError, UnsupportedError
from lemmata.language.tree import Operation

MAX_BITS = 1_000_000
MAX_LENGTH = 10_000_000

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
    """``left + right`` of strings; LimitError beyond `MAX_LENGTH` characters."""
    result = left + right
    if len(result) > MAX_LENGTH:
        raise LimitError(
            f"a string grew beyond {MAX_LENGTH} characters", remedy="use smaller inputs"
        )
    return result


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


def _is_none(value: Any) -> bool:
    return value is None


def _contains(needle: Any, hay: Any) -> bool:
    return needle in hay


def _member(value: Any, *others: Any) -> bool:
    return value in others


def _slice(text: Any, start: Any, stop: Any) -> Any:
    return text[start:stop]


MEANING: dict[Operation, Callable[..., Any]] = {
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
    Operation.TRUTH: bool,
    Operation.IS_NONE: _is_none,
    Operation.LENGTH: len,
    Operation.CONCAT: concatenate,
    Operation.CONTAINS: _contains,
    Operation.CHARACTER: operator.getitem,
    Operation.SLICE: _slice,
}
"""Every operation but the two methods of str, whose receiver is looked up before the argument."""

FRACTION_MEANING: dict[Operation, Callable[..., Any]] = {
    Operation.ADD: _checked(operator.add),
    Operation.SUBTRACT: _checked(operator.sub),
    Operation.MODULO: _checked(operator.mod),
}
"""Sums of fractions multiply denominators, so they too are bounded."""
