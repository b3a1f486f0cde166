"""CPython as the judge: values, exceptions, admission, replay."""

from collections.abc import Iterator
from fractions import Fraction

import pytest

from lemmata.contracts.errors import ChoiceError, InputError, UnsupportedError
from lemmata.contracts.reading import read_source
from lemmata.contracts.values import EnumValue, RecordValue, Value
from lemmata.contracts.verdicts import Counterexample
from lemmata.language.interpreter import Raised, Returned
from lemmata.language.parsing import parse_program
from lemmata.sandbox import Sandbox

SOURCE = '''"""A task file with every kind of value."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from icontract import ensure, require


class Light(Enum):
    """A light."""

    RED = 1
    GREEN = 2


@dataclass(frozen=True)
class Pair:
    """Two things."""

    left: int
    light: Light


@require(lambda a: a > 0)
@ensure(lambda a, result: result * 2 <= a)
@ensure(lambda a, result: (result + 1) * 2 > a)
def half(a: int, b: int) -> int:
    """Half of `a`, rounded down, if `b` is 2.

    >>> half(7, 2)
    3
    """
    return a // b


@ensure(lambda pair, result: result[0] == pair.light)
def open_up(pair: Pair, text: str, share: Fraction) -> tuple[Light, str, Fraction, int | None]:
    """The parts, a little changed."""
    return pair.light, text + "!", share / 2, None if pair.left == 0 else pair.left


def truth(flag: bool) -> int:
    """An int that is a bool."""
    return flag


@ensure(lambda x, result: 1 // result >= 0)
def raising_clause(x: int) -> int:
    """The postcondition raises for 0."""
    return x


@ensure(lambda result: result > 0)
def still_open(x: int) -> int:
    """No body."""
    ...


@ensure(lambda result: result)
def outside(x: int) -> bool:
    """A float is outside the language."""
    return x * 0.5 >= x
'''


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One sandbox for the file."""
    module = read_source(SOURCE, "tasks.py")
    with Sandbox(module, parse_program(module)) as made:
        yield made


def line_of(text: str) -> int:
    """The line of the source that starts with ``text``."""
    return 1 + next(n for n, line in enumerate(SOURCE.splitlines()) if line.strip() == text)


def test_a_call_returns_what_cpython_returns(sandbox: Sandbox) -> None:
    """Floor division of negatives is CPython's."""
    assert sandbox.call("half", (-7, 2)) == Returned(-4)


def test_an_exception_names_type_message_and_line_of_the_file(sandbox: Sandbox) -> None:
    """Lines are those of the user's file, not of the file without contracts."""
    said = sandbox.call("half", (1, 0))
    message = "integer division or modulo by zero"
    assert said == Raised("ZeroDivisionError", message, line_of("return a // b"))


@pytest.mark.parametrize("text", ["", "é\U0001f600", 'quote"\n\\', "\ud800", "\x00"])
@pytest.mark.parametrize("number", [0, -(10**5000), 2**63], ids=["zero", "huge", "word"])
def test_every_kind_of_value_travels_both_ways(sandbox: Sandbox, text: str, number: int) -> None:
    """Records, enums, fractions, tuples, None, any string, any int arrive unchanged."""
    green = EnumValue("Light", "GREEN")
    pair = RecordValue("Pair", ("left", "light"), (number, green))
    expected: Value = (green, text + "!", Fraction(number, 2), number or None)
    assert sandbox.call("open_up", (pair, text, Fraction(number))) == Returned(expected)


def test_a_bool_is_not_reported_as_an_int(sandbox: Sandbox) -> None:
    """`True` comes back as True, though it equals 1."""
    said = sandbox.call("truth", (True,))
    assert repr(said) == repr(Returned(True))


def test_a_batch_keeps_its_order(sandbox: Sandbox) -> None:
    """One process answers many calls, each on its own."""
    said = sandbox.call_many("half", [(n, 2) for n in range(5)])
    assert said == tuple(Returned(n // 2) for n in range(5))


def test_what_is_not_admitted_is_no_counterexample(sandbox: Sandbox) -> None:
    """The body fails on it, and nobody is to blame."""
    assert sandbox.replay("half", (0, 0)) is None


def test_replay_reports_the_exception(sandbox: Sandbox) -> None:
    """An admitted input that raises is a counterexample that names the error."""
    assert sandbox.replay("half", (1, 0)) == Counterexample(
        (("a", 1), ("b", 0)),
        "no exception",
        line_of("return a // b"),
        error="ZeroDivisionError: integer division or modulo by zero",
    )


def test_replay_reports_the_first_clause_that_fails(sandbox: Sandbox) -> None:
    """With the clause's own text and line, and the value that broke it."""
    found = sandbox.replay("half", (9, 3))
    assert found is not None
    assert (found.observed, found.violated) == (3, "(result + 1) * 2 > a")
    assert found.line == line_of("@ensure(lambda a, result: (result + 1) * 2 > a)")


def test_replay_of_a_good_input_is_none(sandbox: Sandbox) -> None:
    """Nothing is broken."""
    assert sandbox.replay("half", (9, 2)) is None


def test_a_postcondition_that_raises_is_broken(sandbox: Sandbox) -> None:
    """The report says what it raised."""
    found = sandbox.replay("raising_clause", (0,))
    assert found is not None
    assert "ZeroDivisionError" in found.violated


def test_examples_are_judged_by_value_as_a_doctest_shows_it(sandbox: Sandbox) -> None:
    """The example that holds is no counterexample; another expected value is one."""
    module = read_source(SOURCE, "tasks.py")
    (sample,) = parse_program(module).functions["half"].examples
    assert sandbox.replay_example("half", sample) is None
    wrong = type(sample)(sample.arguments, 4, sample.line)
    found = sandbox.replay_example("half", wrong)
    assert found is not None
    assert (found.observed, found.expected) == (3, "4")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("still_open", InputError), ("outside", UnsupportedError), ("missing", ChoiceError)],
)
def test_only_accepted_functions_are_run(
    sandbox: Sandbox, name: str, kind: type[Exception]
) -> None:
    """Open, unsupported and unknown functions are refused before anything runs."""
    with pytest.raises(kind):
        sandbox.call(name, (1,))
