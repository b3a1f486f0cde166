"""How loops and comprehensions run: one step of fuel an item, and nothing else is counted.

Trap: a set has no order that its value could tell. What is drawn from one is drawn whole, and
where the order decides which exception comes, or whether one comes, no run can tell.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lemmata.contracts.errors import LimitError
from lemmata.contracts.values import DictValue, ListValue, SetValue
from lemmata.language.closures import BREAK, CONTINUE, NEXT, Code, Slots, Stop, Store
from lemmata.language.container_meaning import listed, mapped
from lemmata.language.fuel import FUEL
from lemmata.language.meaning import bounded
from lemmata.language.tree import Gather

Observer = Callable[[int, int, Slots], None]
"""Gets a loop's number, the items drawn so far and the slots, whenever the head is reached."""


def observed_test(test: Code, number: int, observe: Observer | None) -> Code:
    """The test of a `while`, which tells ``observe`` first."""
    if observe is None:
        return test

    def run(slots: Slots) -> Any:
        observe(number, 0, slots)
        return test(slots)

    return run


def observed_items(source: Code, number: int, observe: Observer | None) -> Code:
    """What a `for` draws from, which tells ``observe`` before each item and at the end."""
    if observe is None:
        return source

    def run(slots: Slots) -> Any:
        return _told(source(slots), number, slots, observe)

    return run


def _told(items: Iterable[Any], number: int, slots: Slots, observe: Observer) -> Iterator[Any]:
    index = -1
    for index, item in enumerate(items):
        observe(number, index, slots)
        yield item
    observe(number, index + 1, slots)


def while_loop(test: Code, body: Code, orelse: Code) -> Code:
    """The closure of a `while`."""

    def run(slots: Slots) -> Any:
        while test(slots):
            FUEL.left -= 1
            if FUEL.left < 0:
                FUEL.empty()
            value = body(slots)
            if value is NEXT or value is CONTINUE:
                continue
            return NEXT if value is BREAK else value
        return orelse(slots)

    return run


def for_loop(store: Store, source: Code, body: Code, orelse: Code) -> Code:
    """The closure of a `for`; ``source`` gives an iterable of items."""

    def run(slots: Slots) -> Any:
        for item in source(slots):
            FUEL.left -= 1
            if FUEL.left < 0:
                FUEL.empty()
            store(slots, item)
            value = body(slots)
            if value is NEXT or value is CONTINUE:
                continue
            return NEXT if value is BREAK else value
        return orelse(slots)

    return run


def iterated(value: Any) -> Iterable[Any]:
    """The items of a list, the characters of a str, the keys of a dict, the items of a set."""
    match value:
        case ListValue(items=items):
            return items
        case str():
            return value
        case DictValue(entries=entries):
            return tuple(key for key, _ in entries)
        case SetValue(items=members):
            return members
    raise TypeError(f"{type(value).__name__!r} object is not iterable")


def paired(value: Any) -> Iterable[Any]:
    """The entries of a dict; AttributeError where the value is none."""
    entries: tuple[Any, ...] = value.entries
    return entries


def reversed_items(items: Iterable[Any]) -> Iterable[Any]:
    """What `reversed` draws: from a range lazily, however long it is."""
    return items[::-1] if isinstance(items, range) else tuple(items)[::-1]


def everything(source: Code, store: Store, test: Code | None, element: Code) -> Code:
    """`all(…)`: stops at the first false element."""

    def run(slots: Slots) -> bool:
        for item in source(slots):
            FUEL.left -= 1
            if FUEL.left < 0:
                FUEL.empty()
            store(slots, item)
            if (test is None or test(slots)) and not element(slots):
                return False
        return True

    return run


def anything(source: Code, store: Store, test: Code | None, element: Code) -> Code:
    """`any(…)`: stops at the first true element."""

    def run(slots: Slots) -> bool:
        for item in source(slots):
            FUEL.left -= 1
            if FUEL.left < 0:
                FUEL.empty()
            store(slots, item)
            if (test is None or test(slots)) and element(slots):
                return True
        return False

    return run


def gathered(
    source: Code, store: Store, test: Code | None, element: Code, finish: Callable[[Any], Any]
) -> Code:
    """The elements of all items that pass, and what ``finish`` makes of their list."""

    def run(slots: Slots) -> Any:
        found: list[Any] = []
        for item in source(slots):
            FUEL.left -= 1
            if FUEL.left < 0:
                FUEL.empty()
            store(slots, item)
            if test is None or test(slots):
                found.append(element(slots))
        return finish(found)

    return run


def unordered(
    source: Code, store: Store, test: Code | None, element: Code, finish: Callable[[Any], Any]
) -> Code:
    """`gathered` over a set; LimitError where the outcome depends on the order of the items."""

    def run(slots: Slots) -> Any:
        found: list[Any] = []
        stops: dict[str, Stop] = {}
        for item in source(slots):
            FUEL.spend(1)
            store(slots, item)
            try:
                if test is None or test(slots):
                    found.append(element(slots))
            except Stop as stopped:
                stops[stopped.error] = stopped
        if not stops:
            return finish(found)
        is_decided = (finish is _all_of and not all(found)) or (finish is _any_of and any(found))
        if len(stops) > 1 or is_decided:
            raise LimitError(
                "the outcome depends on the order of a set", remedy="sort the set first"
            )
        raise next(iter(stops.values()))

    return run


def comprehension(
    gather: Gather,
    source: Code,
    store: Store,
    test: Code | None,
    element: Code,
    *,
    has_order: bool,
) -> Code:
    """The closure of a comprehension; ``has_order`` is false for what draws from a set."""
    if not has_order:
        return unordered(source, store, test, element, _FINISH[gather])
    if gather is Gather.ALL:
        return everything(source, store, test, element)
    if gather is Gather.ANY:
        return anything(source, store, test, element)
    return gathered(source, store, test, element, _FINISH[gather])


def _set(items: list[Any]) -> SetValue:
    return SetValue(frozenset(items))


def _dict(pairs: list[Any]) -> DictValue:
    return mapped(dict(pairs))


def _sum(items: list[Any]) -> Any:
    return bounded(sum(items))


def _all_of(items: list[Any]) -> bool:
    return all(items)


def _any_of(items: list[Any]) -> bool:
    return any(items)


_FINISH: dict[Gather, Callable[[Any], Any]] = {
    Gather.LIST: listed,
    Gather.SET: _set,
    Gather.DICT: _dict,
    Gather.SUM: _sum,
    Gather.LEAST: min,
    Gather.GREATEST: max,
    Gather.ALL: _all_of,
    Gather.ANY: _any_of,
}
