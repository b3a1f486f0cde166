"""Any Python text, run behind the walls: what it did, and what it may see."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from lemmata.contracts.errors import ChoiceError, SandboxError
from lemmata.sandbox import (
    Gave,
    Opaque,
    SandboxLimits,
    Script,
    Scripts,
    Stopped,
    Surroundings,
    Threw,
    same,
)
from lemmata.sandbox.script_values import read_did

LIMITS = SandboxLimits(cpu_seconds=20, wall_seconds=3.0, memory_bytes=128 << 20)


@pytest.fixture(scope="module")
def scripts() -> Iterator[Scripts]:
    """One set of warm zygotes for the whole file."""
    with Scripts(LIMITS) as made:
        yield made


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        -(10**30),
        "a\ud800\n",
        b"\x00\xff",
        0.1,
        -0.0,
        float("nan"),
        float("-inf"),
        [1, [2.0, "x"], ()],
        {"b": 1, "a": {2, 3}},
        frozenset({(1, 2)}),
    ],
    ids=repr,
)
def test_plain_values_travel_both_ways(scripts: Scripts, value: object) -> None:
    """What comes back has the same types all the way down."""
    did = scripts.run(Script("def f(x): return x", "f"), [value])
    assert same(did, Gave(value))


def test_values_of_the_library_come_back_as_they_are(scripts: Scripts) -> None:
    """Decimals, fractions, dates and durations are values, not texts."""
    source = """
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

def f():
    now = datetime(2020, 1, 2, 3, tzinfo=timezone.utc)
    return [Decimal("1.10"), Fraction(1, 3), date(2020, 1, 2), now, timedelta(1, 2, 3)]
"""
    script = Script(source, "f", ("datetime", "decimal", "fractions"))
    expected = [
        Decimal("1.10"),
        Fraction(1, 3),
        date(2020, 1, 2),
        datetime(2020, 1, 2, 3, tzinfo=UTC),
        timedelta(1, 2, 3),
    ]
    assert scripts.run(script, []) == Gave(expected)


def test_what_is_not_known_says_its_fields(scripts: Scripts) -> None:
    """A dataclass, a member of an enumeration and a named tuple tell; another object does not."""
    source = """
from collections import namedtuple
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

@dataclass(eq=False)
class Box:
    items: list

@dataclass
class Order:
    total: "int"

class Light(Enum):
    RED = 1

Pair = namedtuple("Pair", "a b")

def f():
    return [{Box([1])}, Fraction(1, 3**99999), Order(3), Light.RED, Pair(1, 2), object()]
"""
    script = Script(source, "f", ("collections", "dataclasses", "enum", "fractions"))
    expected = [
        Opaque("set", (("0", Opaque("Box", (("items", [1]),))),)),
        Opaque("Fraction"),
        Opaque("Order", (("total", 3),)),
        Opaque("Light", (("name", "RED"), ("value", 1))),
        Opaque("Pair", (("a", 1), ("b", 2))),
        Opaque("object"),
    ]
    assert scripts.run(script, []) == Gave(expected)


@pytest.mark.parametrize(
    ("source", "error", "line"),
    [
        ("def f(:", "SyntaxError", 1),
        ("x = 1\nraise KeyError('no')\ndef f(): pass", "KeyError", 2),
        ("def g(): pass", "NameError", 0),
        ("f = 3", "TypeError", 0),
        ("def f():\n    return g()\ndef g():\n    return 1 // 0", "ZeroDivisionError", 4),
        ("def f():\n    import os", "ImportError", 2),
        ("def f():\n    from . import x", "ImportError", 2),
        ("def f():\n    raise SystemExit(0)", "SystemExit", 2),
        ("import asyncio\nasync def f():\n    await asyncio.sleep(0)", "RuntimeError", 0),
        ("class E(Exception):\n    __str__ = 3\ndef f():\n    raise E", "Exception", 0),
        ("def f():\n    return '\\ud800'.encode()", "UnicodeEncodeError", 2),
    ],
)
def test_what_a_text_raises_is_its_outcome(
    scripts: Scripts, source: str, error: str, line: int
) -> None:
    """While it compiles, while it is defined, while it runs."""
    did = scripts.run(Script(source, "f", ("asyncio",)), [])
    assert isinstance(did, Threw)
    assert (did.error, did.line) == (error, line)


@pytest.mark.parametrize(
    ("source", "limit"),
    [
        ("def f(x):\n    while True: pass", "the wall limit of 3 s"),
        ("def f(x): return 'a' * (1 << 30)", "the memory limit"),
        ("def f(x): return f(x)", "the interpreter's recursion limit"),
        ("import os\ndef f(x): os._exit(0)", "an early exit"),
        ("import os\nos._exit(3)", "an early exit with an error"),
        ("while True: pass", "the wall limit of 3 s"),
    ],
)
def test_a_limit_is_no_outcome(scripts: Scripts, source: str, limit: str) -> None:
    """It is named, and it is neither a value nor an exception."""
    assert scripts.run(Script(source, "f", ("os",)), [0]) == Stopped(limit)


def test_one_bad_item_loses_no_other(scripts: Scripts) -> None:
    """The batch goes on after the item that hit a limit."""
    source = "import os\ndef f(x):\n    if x == 2: os._exit(0)\n    return x"
    said = scripts.run_many(Script(source, "f", ("os",)), [[n] for n in range(5)])
    assert said == (Gave(0), Gave(1), Stopped("an early exit"), Gave(3), Gave(4))


def test_changed_arguments_are_told(scripts: Scripts) -> None:
    """By their index, and only those."""
    source = "def f(a, b, c):\n    b.append(1)\n    c[0].add(2)"
    assert scripts.run(Script(source, "f"), [[1], [1], [{1}]]) == Gave(None, (1, 2))


def test_state_stays_in_one_process() -> None:
    """Calls of one batch share globals; with a batch of one, no call sees another."""
    script = Script("n = 0\ndef f():\n    global n\n    n += 1\n    return n", "f")
    with Scripts(LIMITS) as shared, Scripts(LIMITS._replace(batch=1)) as alone:
        assert shared.run_many(script, [[], []]) == (Gave(1), Gave(2))
        assert shared.run(script, []) == Gave(1)
        assert alone.run_many(script, [[], []]) == (Gave(1), Gave(1))


def test_surroundings_are_as_asked(scripts: Scripts) -> None:
    """The hash seed fixes the order of sets, the time zone is the one that was named."""
    source = "import time\ndef f(): return list({'a','b','c','d','e','f'}), time.tzname[0]"
    script = Script(source, "f", ("time",))
    runs = [
        scripts.run(script, [], Surroundings(seed, time_zone=zone))
        for seed, zone in ((1, "UTC0"), (1, "XYZ-14"), (2, "UTC0"), (1, "UTC0"))
    ]
    values: list[Any] = [run.value for run in runs if isinstance(run, Gave)]
    usual, moved, seeded, again = values
    assert again == usual
    assert (usual[1], moved[1]) == ("UTC", "XYZ")
    assert usual[0] == moved[0] != seeded[0]


@pytest.mark.parametrize(
    ("surroundings", "named"),
    [
        (Surroundings(locale="xx_XX"), "xx_XX"),
        (Surroundings(time_zone="Nowhere/Land"), "Nowhere/Land"),
        (Surroundings(time_zone="../../etc/passwd"), "etc/passwd"),
        (Surroundings(hash_seed=-1), "-1"),
    ],
)
def test_surroundings_that_are_not_here_are_named(
    scripts: Scripts, surroundings: Surroundings, named: str
) -> None:
    """Nothing falls back silently."""
    with pytest.raises(ChoiceError, match=named):
        scripts.run(Script("def f(): pass", "f"), [], surroundings)


def test_what_is_printed_goes_nowhere(scripts: Scripts) -> None:
    """It does not disturb the answer; what is read is empty."""
    source = (
        "import sys\ndef f():\n    print('x' * 9999)\n    sys.stdout.flush()\n    return input()"
    )
    did = scripts.run(Script(source, "f", ("sys",)), [])
    assert isinstance(did, Threw)
    assert did.error == "EOFError"


def test_the_interpreter_finds_what_it_imports_late(scripts: Scripts) -> None:
    """Dates, names of characters and common encodings work without a file."""
    source = """
from datetime import datetime
def f():
    day = datetime.strptime("2 Jan 2020", "%d %b %Y")
    return day.day, "\\N{EURO SIGN}".encode("cp1252"), int("9" * 4300) > 0
"""
    did = scripts.run(Script(source, "f", ("datetime",)), [])
    assert did == Gave((2, b"\x80", True))


def test_digits_are_limited_as_in_production(scripts: Scripts) -> None:
    """An int of more than 4,300 digits has no text there."""
    did = scripts.run(Script("def f(): return str(10 ** 5000)", "f"), [])
    assert isinstance(did, Threw)
    assert did.error == "ValueError"


@pytest.mark.parametrize(
    ("arguments", "modules", "named"),
    [
        ([object()], (), "object"),
        ([[{1: open}]], (), "builtin"),
        ([], ("requests",), "requests"),
        ([], ("antigravity",), "antigravity"),
    ],
)
def test_what_cannot_be_sent_is_refused(
    scripts: Scripts, arguments: list[object], modules: tuple[str, ...], named: str
) -> None:
    """An argument that is no plain value, a module that is not Python's own."""
    with pytest.raises(ChoiceError, match=named):
        scripts.run(Script("def f(*x): pass", "f", modules), arguments)


def test_what_an_import_prints_is_no_answer() -> None:
    """A module that speaks while it is loaded does so into nothing."""
    with Scripts(LIMITS) as fresh:
        assert fresh.run(Script("import this\ndef f(): return 1", "f", ("this",)), []) == Gave(1)


def test_a_module_that_is_not_there_is_named(scripts: Scripts) -> None:
    """And the zygote goes on."""
    script = Script("def f(): return 1", "f")
    with pytest.raises(ChoiceError, match=r"json\.nothing"):
        scripts.run(Script("def f(): pass", "f", ("json.nothing",)), [])
    assert scripts.run(script, []) == Gave(1)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[" * 100_000,
        b'["v"]',
        b'["v",7,[]]',
        b'["v",["i","zz"],[]]',
        b'["v",["q","1","x"],[]]',
        b'["v",["q","1","0"],[]]',
        b'["v",["q","%s","3"],[]]' % (b"1" * 20_000),
        b'["v",["S",[%s]],[]]'
        % b",".join(b'["i","%x"]' % (n * (2**61 - 1)) for n in range(1, 200)),
        b'["v",["d",[%s]],[]]'
        % b",".join(b'["i","%x"],null' % (n * (2**61 - 1)) for n in range(1, 200)),
        b'["v",["T","Decimal","7a"],[]]',
        b'["v",null,["a"]]',
        b'["x","6","","0"]',
        b'["l","patience"]',
    ],
)
def test_nonsense_is_refused(line: bytes) -> None:
    """A line outside the protocol is never an outcome."""
    with pytest.raises(SandboxError, match="not its protocol"):
        read_did(line)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (1, True, False),
        (1, 1.0, False),
        (0.0, -0.0, False),
        (float("nan"), float("nan"), True),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, False),
        ({1, 2}, {2, 1}, True),
        ({1}, {True}, False),
        ({float("nan"), (1, -0.0)}, {(1, -0.0), float("nan")}, True),
        ({(1, -0.0)}, {(1, 0.0)}, False),
        ({frozenset({1})}, {frozenset({1.0})}, False),
        (set(range(20_000)), set(range(19_999, -1, -1)), True),
        ({Opaque("A", (("x", 1),))}, {Opaque("A", (("x", 1.0),))}, False),
        ([1], (1,), False),
        (Opaque("A", (("x", 1),)), Opaque("A", (("x", True),)), False),
        (Gave([float("nan")]), Gave([float("nan")]), True),
        (Threw("E", "", 1), Threw("E", "", 1), True),
    ],
)
def test_sameness_is_exact(one: object, other: object, expected: bool) -> None:
    """Types and the order of a dict count, the order of a set does not."""
    assert same(one, other) is expected
