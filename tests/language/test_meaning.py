"""Every operation on containers and strings against Python's own, on random values."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import pytest

from lemmata.contracts.errors import LimitError
from lemmata.contracts.reading import read_source
from lemmata.contracts.types import BOOL, INT, STR, DictType, ListType, SetType, Type
from lemmata.contracts.values import ListValue, Value
from lemmata.language.interpreter import Outcome, Raised, Returned
from lemmata.language.meaning import MEANING
from lemmata.language.tree import Operation
from lemmata.testing.native import Native, identical
from lemmata.testing.programs import random_value

INTS, BOOLS, TEXTS, SET, DICT = (
    ListType(INT),
    ListType(BOOL),
    ListType(STR),
    SetType(INT),
    DictType(INT, STR),
)
ROUNDS = 150


def changed(copy: Any, change: Callable[[Any], object]) -> Any:
    """The copy after the change."""
    change(copy)
    return copy


CASES: Sequence[tuple[Operation, tuple[Type, ...], Callable[..., Any]]] = (
    (Operation.ITEM, (INTS, INT), lambda xs, i: xs[i]),
    (
        Operation.STORE,
        (INTS, INT, INT),
        lambda xs, i, v: changed(xs[:], lambda c: setitem(c, i, v)),
    ),
    (Operation.APPEND, (INTS, INT), lambda xs, v: [*xs, v]),
    (Operation.INSERT, (INTS, INT, INT), lambda xs, i, v: changed(xs[:], lambda c: c.insert(i, v))),
    (Operation.REMOVE_AT, (INTS, INT), lambda xs, i: changed(xs[:], lambda c: delitem(c, i))),
    (Operation.REMOVE, (INTS, INT), lambda xs, v: changed(xs[:], lambda c: c.remove(v))),
    (Operation.REVERSE, (INTS,), lambda xs: xs[::-1]),
    (Operation.REVERSE, (STR,), lambda s: s[::-1]),
    (Operation.SORTED, (INTS,), sorted),
    (Operation.SORTED, (TEXTS,), sorted),
    (Operation.HOLDS, (INT, INTS), lambda v, xs: v in xs),
    (Operation.HOLDS, (INT, SET), lambda v, s: v in s),
    (Operation.HOLDS, (INT, DICT), lambda v, d: v in d),
    (Operation.COUNT, (INTS, INT), lambda xs, v: xs.count(v)),
    (Operation.COUNT, (STR, STR), lambda s, t: s.count(t)),
    (Operation.INDEX, (INTS, INT), lambda xs, v: xs.index(v)),
    (Operation.SUM, (INTS,), sum),
    (Operation.ALL, (BOOLS,), all),
    (Operation.ANY, (BOOLS,), any),
    (Operation.LEAST, (INTS,), min),
    (Operation.GREATEST, (TEXTS,), max),
    (Operation.CONCAT, (INTS, INTS), lambda xs, ys: xs + ys),
    (Operation.REPEAT, (INTS, INT), lambda xs, n: xs * n),
    (Operation.REPEAT, (STR, INT), lambda s, n: s * n),
    (Operation.SLICE, (INTS, INT, INT), lambda xs, i, j: xs[i:j]),
    (Operation.SLICE, (STR, INT, INT), lambda s, i, j: s[i:j]),
    (Operation.LENGTH, (INTS,), len),
    (Operation.LENGTH, (SET,), len),
    (Operation.LENGTH, (DICT,), len),
    (Operation.TRUTH, (INTS,), bool),
    (Operation.TRUTH, (SET,), bool),
    (Operation.TRUTH, (DICT,), bool),
    (Operation.EQUAL, (INTS, INTS), lambda xs, ys: xs == ys),
    (Operation.EQUAL, (DICT, DICT), lambda d, e: d == e),
    (Operation.COPY, (INTS,), list),
    (Operation.COPY, (DICT,), dict),
    (Operation.CHARACTERS, (STR,), list),
    (Operation.LIST_OF, (SET,), sorted),
    (Operation.SET_OF, (INTS,), set),
    (Operation.ADD_ITEM, (SET, INT), lambda s, v: s | {v}),
    (Operation.DISCARD, (SET, INT), lambda s, v: changed(set(s), lambda c: c.discard(v))),
    (Operation.REMOVE_ITEM, (SET, INT), lambda s, v: changed(set(s), lambda c: c.remove(v))),
    (Operation.UNION, (SET, SET), lambda s, t: s | t),
    (Operation.INTERSECTION, (SET, SET), lambda s, t: s & t),
    (Operation.DIFFERENCE, (SET, SET), lambda s, t: s - t),
    (Operation.SUBSET, (SET, SET), lambda s, t: s <= t),
    (Operation.LOOKUP, (DICT, INT), lambda d, k: d[k]),
    (Operation.GET, (DICT, INT, STR), lambda d, k, v: d.get(k, v)),
    (Operation.PUT, (DICT, INT, STR), lambda d, k, v: changed(dict(d), lambda c: setitem(c, k, v))),
    (Operation.DROP, (DICT, INT), lambda d, k: changed(dict(d), lambda c: delitem(c, k))),
    (Operation.KEYS, (DICT,), lambda d: list(d.keys())),
    (Operation.VALUES, (DICT,), lambda d: list(d.values())),
    (Operation.TEXT, (INT,), str),
    (Operation.PARSE_INT, (STR,), int),
    (Operation.BEFORE, (STR, STR), lambda s, t: s < t),
    (Operation.FIND, (STR, STR), lambda s, t: s.find(t)),
    (Operation.REPLACE, (STR, STR, STR), lambda s, t, u: s.replace(t, u)),
    (Operation.STRIP, (STR, STR), lambda s, t: s.strip(t)),
    (Operation.STRIP_LEFT, (STR, STR), lambda s, t: s.lstrip(t)),
    (Operation.STRIP_RIGHT, (STR, STR), lambda s, t: s.rstrip(t)),
    (Operation.UPPER, (STR,), lambda s: s.upper()),
    (Operation.LOWER, (STR,), lambda s: s.lower()),
    (Operation.IS_DIGIT, (STR,), lambda s: s.isdigit()),
    (Operation.IS_ALPHA, (STR,), lambda s: s.isalpha()),
    (Operation.IS_ALNUM, (STR,), lambda s: s.isalnum()),
    (Operation.IS_SPACE, (STR,), lambda s: s.isspace()),
    (Operation.IS_UPPER, (STR,), lambda s: s.isupper()),
    (Operation.IS_LOWER, (STR,), lambda s: s.islower()),
    (Operation.SPLIT, (STR, STR), lambda s, t: s.split(t)),
    (Operation.JOIN, (STR, TEXTS), lambda s, xs: s.join(xs)),
)


def setitem(container: Any, key: Any, value: Any) -> None:
    """`container[key] = value`."""
    container[key] = value


def delitem(container: Any, key: Any) -> None:
    """`del container[key]`."""
    del container[key]


NATIVE = Native(
    read_source('def f(n: int) -> int:\n    """\n    >>> f(1)\n    1\n    """\n    return n\n')
)


def outcome(run: Callable[[], Value]) -> Outcome | None:
    """What running gives; None for a limit."""
    try:
        return Returned(run())
    except LimitError:
        return None
    except Exception as error:  # noqa: BLE001 - the exception is the outcome
        return Raised(type(error).__name__, "", 0)


def drawn(kind: Type, random: Random) -> Value:
    """A value; every second number is small, so that it is an index or a key."""
    if kind == INT and random.random() < 0.6:
        return random.randint(-4, 4)
    if kind == INT and random.random() < 0.1:
        return True
    if kind == STR and random.random() < 0.3:
        return random.choice((" 12\n", "-7", "1_0", "²", "٣", "ß", "aB", "\x1c", "0x1", "a,b", "+"))
    return random_value(kind, random)


@pytest.mark.parametrize(("operation", "kinds", "python"), CASES, ids=range(len(CASES)))
def test_an_operation_is_pythons(
    operation: Operation, kinds: tuple[Type, ...], python: Callable[..., Any]
) -> None:
    """The same value of the same types, or the same exception; an int of any size included."""
    random = Random(operation.value)
    for _ in range(ROUNDS):
        values = [drawn(kind, random) for kind in kinds]
        ours = outcome(lambda values=values: MEANING[operation](*values))  # type: ignore[misc]
        if ours is None:
            continue
        theirs = outcome(
            lambda values=values: NATIVE.value(python(*map(NATIVE.native, values)))  # type: ignore[misc]
        )
        shown = f"{operation}{values}: {ours} here, {theirs} in CPython"
        if isinstance(ours, Returned) and isinstance(theirs, Returned):
            assert identical(ours.value, theirs.value), shown
        else:
            assert ours == theirs, shown


@pytest.mark.parametrize(
    ("operation", "values"),
    [
        (Operation.REPEAT, (ListValue((1,)), 10**9)),
        (Operation.REPEAT, ("ab", 10**9)),
        (Operation.REPLACE, ("a" * 10_000, "a", "b" * 10_000)),
        (Operation.JOIN, ("a" * 100_000, ListValue(("",) * 1_000))),
        (Operation.TEXT, (10**5_000,)),
        (Operation.PARSE_INT, ("1" * 5_000,)),
    ],
)
def test_what_would_be_huge_is_a_limit(operation: Operation, values: tuple[Value, ...]) -> None:
    """Judged before the work is done; no outcome of the program."""
    with pytest.raises(LimitError):
        MEANING[operation](*values)


def test_every_operation_has_a_meaning() -> None:
    """But the two whose receiver is looked up first."""
    assert set(Operation) - set(MEANING) == {Operation.STARTS_WITH, Operation.ENDS_WITH}
