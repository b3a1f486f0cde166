"""What a loop draws from, by number: how many items there are, and the one at a position."""

from lemmata.analyses.simplifying import conjunction, simple
from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import BOOL, INT, DictType, ListType, SetType, StrType, TupleType, Type
from lemmata.language.tree import (
    Apply,
    Const,
    Construct,
    EnumerateSource,
    Expr,
    ItemsSource,
    Operation,
    RangeSource,
    ReversedSource,
    Source,
    ValueSource,
    ZipSource,
)


def length_of(source: Source) -> Expr:
    """How many items the source has; its operands are defined.

    Raises:
        UnsupportedError: a source whose items have no numbers.
    """
    match source:
        case RangeSource(start=start, stop=stop, step=step):
            return _range_length(start, stop, step)
        case ValueSource(value=value) if isinstance(value.type, ListType | StrType | DictType):
            return _int(Operation.LENGTH, value)
        case ItemsSource(value=value):
            return _int(Operation.LENGTH, value)
        case EnumerateSource(inner=inner) | ReversedSource(inner=inner):
            return length_of(inner)
        case ZipSource(inners=inners):
            lengths = tuple(dict.fromkeys(length_of(inner) for inner in inners))
            return lengths[0] if len(lengths) == 1 else _int(Operation.MINIMUM, *lengths)
        case _:
            raise UnsupportedError("a loop over a set", remedy="loop over sorted(…) of it")


def has_item(source: Source, at: int) -> Expr:
    """Whether the source has an item with that number; its operands are defined.

    Raises: as `length_of`.
    """
    match source:
        case RangeSource(stop=stop, step=step):
            operation = Operation.LESS if step > 0 else Operation.GREATER
            item = item_of(source, at, INT)
            return simple(Apply(operation, (item, stop), BOOL, 0))
        case EnumerateSource(inner=inner):
            return has_item(inner, at)
        case ZipSource(inners=inners):
            return conjunction(has_item(inner, at) for inner in inners)
        case _:
            operands = (length_of(source), Const(at, INT, 0))
            return simple(Apply(Operation.GREATER, operands, BOOL, 0))


def _range_length(start: Expr, stop: Expr, step: int) -> Expr:
    """The count of numbers; one that is negative stands for none."""
    low, high = (start, stop) if step > 0 else (stop, start)
    gap = high if low == Const(0, INT, 0) else _int(Operation.SUBTRACT, high, low)
    if abs(step) == 1:
        return gap
    up = _int(Operation.ADD, gap, Const(abs(step) - 1, INT, 0))
    return _int(Operation.FLOOR_DIVIDE, up, Const(abs(step), INT, 0))


def item_of(source: Source, at: int, kind: Type) -> Expr:
    """The item with that number, from 0; it is there.

    Raises: as `length_of`.
    """
    return _item(source, Const(at, INT, 0), kind)


def _item(source: Source, at: Expr, kind: Type) -> Expr:
    match source:
        case RangeSource(start=start, step=step):
            jump = _int(Operation.MULTIPLY, at, Const(step, INT, 0))
            return _int(Operation.ADD, start, jump) if start != Const(0, INT, 0) else jump
        case ValueSource(value=value) if isinstance(value.type, DictType):
            keys = Apply(Operation.KEYS, (value,), ListType(value.type.key), 0)
            return simple(Apply(Operation.ITEM, (keys, at), kind, 0))
        case ValueSource(value=value) if not isinstance(value.type, SetType):
            is_text = isinstance(value.type, StrType)
            operation = Operation.CHARACTER if is_text else Operation.ITEM
            return simple(Apply(operation, (value, at), kind, 0))
        case ItemsSource(value=value) if isinstance(value.type, DictType):
            keys = Apply(Operation.KEYS, (value,), ListType(value.type.key), 0)
            key = simple(Apply(Operation.ITEM, (keys, at), value.type.key, 0))
            found = Apply(Operation.LOOKUP, (value, key), value.type.value, 0)
            return _pair((key, found), kind)
        case EnumerateSource(inner=inner, start=start):
            number = _int(Operation.ADD, start, at) if start != Const(0, INT, 0) else at
            assert isinstance(kind, TupleType)
            return _pair((number, _item(inner, at, kind.items[1])), kind)
        case ZipSource(inners=inners):
            assert isinstance(kind, TupleType)
            pairs = zip(inners, kind.items, strict=True)
            return _pair(tuple(_item(inner, at, one) for inner, one in pairs), kind)
        case ReversedSource(inner=ValueSource(value=value) as inner) if isinstance(
            value.type, ListType | StrType
        ) and isinstance(at, Const):
            assert isinstance(at.value, int)
            return _item(inner, Const(-at.value - 1, INT, 0), kind)
        case ReversedSource(inner=inner):
            last = _int(Operation.SUBTRACT, length_of(inner), Const(1, INT, 0))
            return _item(inner, _int(Operation.SUBTRACT, last, at), kind)
        case _:
            raise UnsupportedError("a loop over a set", remedy="loop over sorted(…) of it")


def _pair(items: tuple[Expr, ...], kind: Type) -> Expr:
    assert isinstance(kind, TupleType)
    return Construct(items, kind, 0)


def _int(operation: Operation, *operands: Expr) -> Expr:
    return simple(Apply(operation, operands, INT, 0))
