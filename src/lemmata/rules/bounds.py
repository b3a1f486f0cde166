"""What a precondition says of each int by itself: the bounds that make it finite.

Read from the clauses as they stand: comparisons of one parameter, or of one component of it, with
constants, joined by `and`, also within a helper that is one `return`. Everything else of the
precondition is looked at later, on the finite domain.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lemmata.language.tree import (
    Apply,
    Call,
    Const,
    Convert,
    Expr,
    Function,
    Logic,
    Name,
    Narrow,
    Operation,
    Program,
    Project,
    Return,
)

Place: TypeAlias = tuple[str | int, ...]
"""A parameter, then the indexes of components down to an int."""

_MOST_HELPERS = 20


@dataclass(frozen=True, slots=True)
class Range:
    """Inclusive bounds; None where nothing is said."""

    low: int | None = None
    high: int | None = None

    def meet(self, other: "Range") -> "Range":
        """What both say."""
        lows = [low for low in (self.low, other.low) if low is not None]
        highs = [high for high in (self.high, other.high) if high is not None]
        return Range(max(lows, default=None), min(highs, default=None))


def ranges(program: Program, function: Function) -> dict[Place, Range]:
    """The bounds of every int that the precondition compares with constants."""
    names = {one.name: (one.name,) for one in function.parameters}
    found: dict[Place, Range] = {}
    for clause in function.requires:
        for place, said in _said(program, clause.test, names, 0):
            found[place] = found.get(place, Range()).meet(said)
    return found


def _said(
    program: Program, test: Expr, names: Mapping[str, Place | None], depth: int
) -> Iterator[tuple[Place, Range]]:
    match test:
        case Logic(operator="and", operands=operands):
            for operand in operands:
                yield from _said(program, operand, names, depth)
        case Call(function=name, arguments=arguments) if depth < _MOST_HELPERS:
            function = program.functions[name]
            match function.body:
                case (Return(value=value),):
                    given = (_place(argument, names) for argument in arguments)
                    parameters = (one.name for one in function.parameters)
                    inner = dict(zip(parameters, given, strict=True))
                    yield from _said(program, value, inner, depth + 1)
                case _:
                    pass
        case Apply(operation=Operation.MEMBER, arguments=(subject, *others)):
            values = [_constant(other) for other in others]
            ints = [value for value in values if value is not None]
            place = _place(subject, names)
            if place is not None and ints and len(ints) == len(values):
                yield place, Range(min(ints), max(ints))
        case Apply(operation=operation, arguments=(left, right)):
            yield from _compared(operation, left, right, names)
            turned = _TURNED.get(operation)
            if turned is not None:
                yield from _compared(turned, right, left, names)
        case _:
            pass


_TURNED = {
    Operation.LESS: Operation.GREATER,
    Operation.LESS_EQUAL: Operation.GREATER_EQUAL,
    Operation.GREATER: Operation.LESS,
    Operation.GREATER_EQUAL: Operation.LESS_EQUAL,
    Operation.EQUAL: Operation.EQUAL,
}


def _compared(
    operation: Operation, left: Expr, right: Expr, names: Mapping[str, Place | None]
) -> Iterator[tuple[Place, Range]]:
    place, constant = _place(left, names), _constant(right)
    if place is None or constant is None:
        return
    match operation:
        case Operation.LESS:
            yield place, Range(None, constant - 1)
        case Operation.LESS_EQUAL:
            yield place, Range(None, constant)
        case Operation.GREATER:
            yield place, Range(constant + 1, None)
        case Operation.GREATER_EQUAL:
            yield place, Range(constant, None)
        case Operation.EQUAL:
            yield place, Range(constant, constant)
        case _:
            pass


def _place(expr: Expr, names: Mapping[str, Place | None]) -> Place | None:
    match expr:
        case Name(name=name):
            return names.get(name)
        case Project(value=value, index=index):
            outer = _place(value, names)
            return None if outer is None else (*outer, index)
        case Convert(value=value) | Narrow(value=value):
            return _place(value, names)
        case _:
            return None


def _constant(expr: Expr) -> int | None:
    match expr:
        case Const(value=bool()):
            return None
        case Const(value=int() as value):
            return value
        case Apply(operation=operation, arguments=arguments):
            return _computed(operation, [_constant(one) for one in arguments])
        case Convert(value=value):
            return _constant(value)
        case _:
            return None


def _computed(operation: Operation, values: Sequence[int | None]) -> int | None:
    """Small arithmetic of constants: `-5`, `2**64 - 1`."""
    ints = [value for value in values if value is not None]
    if len(ints) < len(values):
        return None
    match operation, ints:
        case Operation.NEGATE, [one]:
            return -one
        case Operation.ADD, [one, other]:
            return one + other
        case Operation.SUBTRACT, [one, other]:
            return one - other
        case Operation.MULTIPLY, [one, other]:
            return one * other
        case Operation.POWER, [one, other] if 0 <= other <= 4096 and abs(one) <= 1 << 64:
            return int(one**other)
        case _:
            return None
