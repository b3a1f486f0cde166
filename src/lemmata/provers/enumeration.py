"""Small inputs first: values around a function's constants, in an order that never changes."""

from collections.abc import Iterator, Sequence
from itertools import islice

from lemmata.contracts.types import (
    DictType,
    FunctionType,
    ListType,
    OptionalType,
    SetType,
    Type,
    is_recursive,
)
from lemmata.contracts.values import Value
from lemmata.provers.constants import Constants
from lemmata.provers.drawing import mixtures
from lemmata.provers.pools import Pools, diagonal

_ORDERLY = 64
_MIXED_PER_ORDERLY = 2
_MIXED_PER_LIST = 4
_FRUITLESS = 1_000


def inputs(kinds: Sequence[Type], constants: Constants) -> Iterator[tuple[Value, ...]]:
    """Distinct inputs for parameters of these types, without end where a type is infinite.

    First the smallest by the diagonal over all parameters, then in turn more of the diagonal and
    mixtures that take each part from anywhere in its pool, or from near another part.
    """
    pools = Pools(constants)
    orderly = diagonal([pools.of(kind) for kind in kinds])
    mixed = mixtures(kinds, pools)
    seen: set[tuple[Value, ...]] = set()
    repeated = 0
    share = _MIXED_PER_LIST if any(map(_has_items, kinds)) else _MIXED_PER_ORDERLY
    for found in _in_turn(orderly, mixed, share):
        size = len(seen)
        seen.add(found)
        repeated = 0 if len(seen) > size else repeated + 1
        if not repeated:
            yield found
        elif repeated == _FRUITLESS:
            return


def _in_turn(
    orderly: Iterator[tuple[Value, ...]], mixed: Iterator[tuple[Value, ...]], share: int
) -> Iterator[tuple[Value, ...]]:
    yield from islice(orderly, _ORDERLY)
    for found in orderly:
        yield found
        yield from islice(mixed, share)
    yield from mixed


def _has_items(kind: Type) -> bool:
    if isinstance(kind, OptionalType):
        kind = kind.item
    return is_recursive(kind) or isinstance(kind, ListType | SetType | DictType | FunctionType)
