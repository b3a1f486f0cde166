"""The constants that a function, its contract and its callees mention: where behaviour turns."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from lemmata.contracts.values import (
    DictValue,
    FunctionValue,
    ListValue,
    RecordValue,
    SetValue,
    Value,
    to_python,
)
from lemmata.language.tree import Apply, Const, Operation, Program, Sample
from lemmata.provers.callees import nodes, reachable

_MOST = 24


class Constants(NamedTuple):
    """Distinct constants by type, smallest first, about 24 of each at most.

    ``letters`` are characters that the operations on strings tell apart.
    """

    ints: tuple[int, ...] = ()
    strings: tuple[str, ...] = ()
    fractions: tuple[Fraction, ...] = ()
    letters: str = ""


def constants_of(program: Program, name: str) -> Constants:
    """The constants in everything that a call of ``name`` may run or be judged by."""
    known = [node for function in reachable(program, name) for node in nodes(function)]
    found = [leaf for node in known for value in _values(node) for leaf in _leaves(value)]
    applied = [node.operation for node in known if isinstance(node, Apply)]
    telling = [_LETTERS.get(operation, "") for operation in applied]
    ints = {value for value in found if type(value) is int}
    strings = {value for value in found if isinstance(value, str)}
    fractions = {value for value in found if isinstance(value, Fraction)}
    return Constants(
        (*sorted(ints, key=lambda n: (abs(n), n))[:_MOST], *_beyond(applied)),
        tuple(sorted(strings, key=lambda text: (len(text), text))[:_MOST]),
        tuple(sorted(fractions, key=lambda q: (q.denominator, abs(q), q))[:_MOST]),
        "".join(dict.fromkeys("".join(telling))),
    )


def _beyond(applied: Iterable[Operation]) -> tuple[int, ...]:
    """Ints that no machine word holds, where an operation wants one that does."""
    is_told = not _COUNTS.isdisjoint(applied)
    return (1 << 63, -(1 << 63) - 1) if is_told else ()


_COUNTS = frozenset((Operation.REPEAT, Operation.INSERT, Operation.REMOVE_AT))
_CASES = "aAß1"
_DIGITS = "07-²a"
_LETTERS = {
    Operation.UPPER: _CASES,
    Operation.LOWER: _CASES,
    Operation.IS_UPPER: _CASES,
    Operation.IS_LOWER: _CASES,
    Operation.IS_DIGIT: _DIGITS,
    Operation.PARSE_INT: "07-_ a",
    Operation.TEXT: "07-",
    Operation.IS_ALPHA: "aé0 ",
    Operation.IS_ALNUM: "a0_ ",
    Operation.IS_SPACE: " \t\na",
    Operation.STRIP: " \ta",
    Operation.STRIP_LEFT: " \ta",
    Operation.STRIP_RIGHT: " \ta",
    Operation.SPLIT: " ,a",
    Operation.BEFORE: "abZ",
}


def _values(node: object) -> tuple[Value, ...]:
    match node:
        case Const(value=value):
            return (value,)
        case Sample(arguments=arguments, expected=expected):
            return (*arguments, expected)
        case _:
            return ()


def _leaves(value: Value) -> Iterator[Value]:
    match value:
        case tuple():
            for item in value:
                yield from _leaves(item)
        case RecordValue(values=values) | ListValue(items=values):
            yield from _leaves(values)
        case SetValue(items=members):
            yield from _leaves(tuple(sorted(members, key=to_python)))
        case DictValue(entries=entries):
            yield from _leaves(entries)
        case FunctionValue(table=table, otherwise=otherwise):
            yield from _leaves((table, otherwise))
        case _:
            yield value
