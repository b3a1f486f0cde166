"""How an operation may end instead of giving a value, and the condition under which it does not."""

from dataclasses import dataclass

from lemmata.analyses.simplifying import FALSE, connect, opposite, simple
from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import (
    BOOL,
    FRACTION,
    INT,
    NONE,
    FractionType,
    LiteralType,
    OptionalType,
    RecordType,
    Type,
    UnionType,
    alternatives,
)
from lemmata.language.tree import TRUE, Apply, Const, Convert, Expr, IsInstance, Narrow, Operation

_INDEXING = (Operation.CHARACTER, Operation.ITEM, Operation.STORE, Operation.REMOVE_AT)
_HOLDING = {
    Operation.REMOVE: "ValueError",
    Operation.INDEX: "ValueError",
    Operation.REMOVE_ITEM: "KeyError",
    Operation.LOOKUP: "KeyError",
    Operation.DROP: "KeyError",
}
"""Operations on a container (first) and what it has to hold (second)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A way ends here: with the exception ``error``, or, where it is None, outside a type.

    In the second case CPython carries on with a value that its annotation does not allow. One
    ``is_beyond`` ends nothing: a loop, or a recursion, goes on there for longer than was looked.
    """

    error: str | None
    line: int
    is_beyond: bool = False


def demand(made: Expr, origin: Expr) -> tuple[Expr, Fault | None]:
    """What a node needs to be defined, and how it ends otherwise."""
    line = origin.line
    match made:
        case Apply(operation=Operation.FRACTION, arguments=(_, divisor)):
            return _nonzero(divisor, line)
        case Apply(
            operation=Operation.DIVIDE | Operation.FLOOR_DIVIDE | Operation.MODULO,
            arguments=(_, divisor),
        ):
            return _nonzero(divisor, line)
        case Apply(operation=operation, arguments=(whole, at, *_)) if operation in _INDEXING:
            return _decided(_is_there(whole, at), Fault("IndexError", line))
        case Apply(operation=operation, arguments=(first, *rest)) if operation in _HOLDING:
            held = simple(Apply(Operation.HOLDS, (rest[0], first), BOOL, 0))
            return _decided(held, Fault(_HOLDING[operation], line))
        case Apply(operation=Operation.LEAST | Operation.GREATEST, arguments=(whole,)):
            length = simple(Apply(Operation.LENGTH, (whole,), INT, 0))
            some = simple(Apply(Operation.GREATER, (length, Const(0, INT, 0)), BOOL, 0))
            return _decided(some, Fault("ValueError", line))
        case Apply(operation=Operation.PARSE_INT):
            raise UnsupportedError(
                f"int() of a string, line {line}: the language has no word for when it raises"
            )
        case Narrow(value=value, type=kind, error=error):
            return _decided(_fits(value, kind), Fault(error, line))
        case _:
            return TRUE, None


def _is_there(whole: Expr, at: Expr) -> Expr:
    """Whether the index is one of the string or list."""
    length = simple(Apply(Operation.LENGTH, (whole,), INT, 0))
    if isinstance(at, Const) and isinstance(at.value, int):
        least = at.value + 1 if at.value >= 0 else -at.value
        return simple(Apply(Operation.GREATER_EQUAL, (length, Const(least, INT, 0)), BOOL, 0))
    lowest = simple(Apply(Operation.NEGATE, (length,), INT, 0))
    return connect(
        "and",
        [
            simple(Apply(Operation.GREATER_EQUAL, (at, lowest), BOOL, 0)),
            simple(Apply(Operation.LESS, (at, length), BOOL, 0)),
        ],
    )


def _nonzero(divisor: Expr, line: int) -> tuple[Expr, Fault | None]:
    kind = FRACTION if isinstance(divisor.type, FractionType) else INT
    zero: Expr = Const(0, INT, 0)
    zero = Convert(zero, FRACTION, 0) if kind == FRACTION else zero
    test = simple(Apply(Operation.NOT_EQUAL, (divisor, zero), BOOL, 0))
    return _decided(test, Fault("ZeroDivisionError", line))


def _decided(test: Expr, fault: Fault) -> tuple[Expr, Fault | None]:
    return (TRUE, None) if test == TRUE else (test, fault)


def _fits(value: Expr, kind: Type) -> Expr:
    """Whether a value belongs to the smaller type."""
    source = value.type
    if isinstance(kind, RecordType | UnionType):
        item = source.item if isinstance(source, OptionalType) else source
        if isinstance(item, UnionType):
            tests = [IsInstance(value, one, BOOL, 0) for one in alternatives(kind)]
            return connect("or", tests)
    if isinstance(source, OptionalType) and not isinstance(kind, OptionalType):
        none = simple(Apply(Operation.IS_NONE, (value,), BOOL, 0))
        return opposite(none)
    if isinstance(kind, LiteralType):
        members = tuple(Const(one, kind.base, 0) for one in kind.values)
        return simple(Apply(Operation.MEMBER, (value, *members), BOOL, 0))
    if source == NONE:
        return FALSE
    raise UnsupportedError(
        "a value that leaves its declared type inside a compound", remedy="name the part"
    )
