"""The constants that a function, its contract and its callees mention: where behaviour turns."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from lemmata.contracts.values import RecordValue, Value
from lemmata.language.tree import Const, Program, Sample
from lemmata.provers.callees import nodes, reachable

_MOST = 24


class Constants(NamedTuple):
    """Distinct constants by type, smallest first, at most 24 of each."""

    ints: tuple[int, ...] = ()
    strings: tuple[str, ...] = ()
    fractions: tuple[Fraction, ...] = ()


def constants_of(program: Program, name: str) -> Constants:
    """The constants in everything that a call of ``name`` may run or be judged by."""
    found = [
        leaf
        for function in reachable(program, name)
        for node in nodes(function)
        for value in _values(node)
        for leaf in _leaves(value)
    ]
    ints = {value for value in found if type(value) is int}
    strings = {value for value in found if isinstance(value, str)}
    fractions = {value for value in found if isinstance(value, Fraction)}
    return Constants(
        tuple(sorted(ints, key=lambda n: (abs(n), n))[:_MOST]),
        tuple(sorted(strings, key=lambda text: (len(text), text))[:_MOST]),
        tuple(sorted(fractions, key=lambda q: (q.denominator, abs(q), q))[:_MOST]),
    )


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
        case RecordValue(values=values):
            yield from _leaves(values)
        case _:
            yield value
