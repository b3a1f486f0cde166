"""What operations on lists, sets and dicts compute, on values that never change.

Each is Python's own operation on a fresh list, set or dict. A wrong operand (None, where only
the declared type was broken) raises what CPython raises: AttributeError for a method, TypeError
for anything else. Results are bounded: LimitError beyond `MAX_ITEMS`.
"""

from collections.abc import Callable
from typing import Any, NoReturn

from lemmata.contracts.errors import LimitError
from lemmata.contracts.values import DictValue, ListValue, SetValue
from lemmata.language.fuel import FUEL
from lemmata.language.tree import Operation

MAX_ITEMS = 1_000_000
_ITEMS_A_STEP = 64


def listed(items: list[Any]) -> ListValue:
    """The list as a value, its length paid for."""
    return ListValue(_paid(tuple(items)))


def _paid(items: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(items) >= _ITEMS_A_STEP:
        FUEL.spend(len(items) // _ITEMS_A_STEP)
        if len(items) > MAX_ITEMS:
            raise too_long()
    return items


def too_long() -> LimitError:
    """A list grew beyond its bound."""
    return LimitError(f"a list grew beyond {MAX_ITEMS:,} items", remedy="use smaller inputs")


def repeated(xs: ListValue, count: Any) -> ListValue:
    """``xs * count``; the size is judged before the work is done."""
    items = _items(xs)
    if isinstance(count, int) and -(1 << 63) <= count < 1 << 63 and len(items) * count > MAX_ITEMS:
        raise too_long()
    return ListValue(_paid(items * count))


def _items(xs: Any) -> tuple[Any, ...]:
    if isinstance(xs, ListValue):
        return xs.items
    _no_operand(xs)


def _no_operand(value: Any) -> NoReturn:
    raise TypeError(f"unsupported operand: {type(value).__name__!r}")


def joined(left: Any, right: Any) -> ListValue:
    """``left + right``."""
    return ListValue(_paid(_items(left) + _items(right)))


def item(xs: Any, index: Any) -> Any:
    """``xs[index]``."""
    try:
        return _items(xs)[index]
    except IndexError:
        raise IndexError("list index out of range") from None


def _store(xs: Any, index: Any, value: Any) -> ListValue:
    items = list(_items(xs))
    items[index] = value
    return listed(items)


def _append(xs: Any, value: Any) -> ListValue:
    return ListValue(_paid((*xs.items, value)))


def _insert(xs: Any, index: Any, value: Any) -> ListValue:
    items = list(xs.items)
    items.insert(index, value)
    return listed(items)


def _remove_at(xs: Any, index: Any) -> ListValue:
    items = list(_items(xs))
    del items[index]
    return listed(items)


def _remove(xs: Any, value: Any) -> ListValue:
    items = list(xs.items)
    items.remove(value)
    return listed(items)


def _reverse(xs: Any) -> Any:
    return xs[::-1] if isinstance(xs, str) else ListValue(_paid(_items(xs)[::-1]))


def _sorted(xs: Any) -> ListValue:
    return listed(sorted(_items(xs)))


def held(value: Any, container: Any) -> bool:
    """``value in container``."""
    match container:
        case ListValue(items=items):
            return value in items
        case SetValue(items=members):
            return value in members
        case DictValue(entries=entries):
            return value in dict(entries)
    _no_operand(container)


def _index(xs: Any, value: Any) -> int:
    try:
        found: int = xs.items.index(value)
    except ValueError:
        raise ValueError("item is not in list") from None
    return found


def members(value: Any) -> frozenset[Any]:
    """The items of a set."""
    if isinstance(value, SetValue):
        return value.items
    _no_operand(value)


def _set_of(xs: Any) -> SetValue:
    return SetValue(frozenset(_paid(_items(xs))))


def _ascending(value: Any) -> ListValue:
    return listed(sorted(members(value)))


def _add_item(value: Any, extra: Any) -> SetValue:
    return SetValue(value.items | {extra})


def _discard(value: Any, extra: Any) -> SetValue:
    return SetValue(value.items - {extra})


def _remove_item(value: Any, extra: Any) -> SetValue:
    if extra not in value.items:
        raise KeyError(extra)
    return SetValue(value.items - {extra})


def _union(left: Any, right: Any) -> SetValue:
    return SetValue(members(left) | members(right))


def _intersection(left: Any, right: Any) -> SetValue:
    return SetValue(members(left) & members(right))


def _difference(left: Any, right: Any) -> SetValue:
    return SetValue(members(left) - members(right))


def _subset(left: Any, right: Any) -> bool:
    return members(left) <= members(right)


def entries_of(value: Any) -> dict[Any, Any]:
    """The entries of a dict, in order of insertion; a new dict each time."""
    if isinstance(value, DictValue):
        return dict(value.entries)
    _no_operand(value)


def mapped(entries: dict[Any, Any]) -> DictValue:
    """The dict as a value, its size paid for."""
    return DictValue(_paid(tuple(entries.items())))


def _lookup(value: Any, key: Any) -> Any:
    return entries_of(value)[key]


def _get(value: Any, key: Any, default: Any = None) -> Any:
    return dict(value.entries).get(key, default)


def _put(value: Any, key: Any, new: Any) -> DictValue:
    entries = entries_of(value)
    entries[key] = new
    return mapped(entries)


def _drop(value: Any, key: Any) -> DictValue:
    entries = entries_of(value)
    del entries[key]
    return mapped(entries)


def _keys(value: Any) -> ListValue:
    return ListValue(tuple(key for key, _ in value.entries))


def _values(value: Any) -> ListValue:
    return ListValue(tuple(inner for _, inner in value.entries))


def _sum(xs: Any) -> Any:
    return sum(_items(xs))


def _all(xs: Any) -> bool:
    return all(_items(xs))


def _any(xs: Any) -> bool:
    return any(_items(xs))


def _least(xs: Any) -> Any:
    return min(_items(xs))


def _greatest(xs: Any) -> Any:
    return max(_items(xs))


CONTAINER_MEANING: dict[Operation, Callable[..., Any]] = {
    Operation.ITEM: item,
    Operation.STORE: _store,
    Operation.APPEND: _append,
    Operation.INSERT: _insert,
    Operation.REMOVE_AT: _remove_at,
    Operation.REMOVE: _remove,
    Operation.REVERSE: _reverse,
    Operation.SORTED: _sorted,
    Operation.HOLDS: held,
    Operation.INDEX: _index,
    Operation.SUM: _sum,
    Operation.ALL: _all,
    Operation.ANY: _any,
    Operation.LEAST: _least,
    Operation.GREATEST: _greatest,
    Operation.LIST_OF: _ascending,
    Operation.SET_OF: _set_of,
    Operation.ADD_ITEM: _add_item,
    Operation.DISCARD: _discard,
    Operation.REMOVE_ITEM: _remove_item,
    Operation.UNION: _union,
    Operation.INTERSECTION: _intersection,
    Operation.DIFFERENCE: _difference,
    Operation.SUBSET: _subset,
    Operation.LOOKUP: _lookup,
    Operation.GET: _get,
    Operation.PUT: _put,
    Operation.DROP: _drop,
    Operation.KEYS: _keys,
    Operation.VALUES: _values,
}
"""Operations that only lists, sets and dicts have; those shared with `str` are in `meaning`."""
