"""The reference interpreter: outcomes, contracts, bounds."""

import pytest

from lemmata.contracts.errors import (
    ChoiceError,
    DataError,
    InputError,
    LimitError,
    UnsupportedError,
)
from lemmata.contracts.values import RecordValue
from lemmata.language.interpreter import (
    Raised,
    Returned,
    ViolationKind,
    admits,
    call,
    compiled,
    example_violation,
    holds,
    violation,
)
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Program
from tests.language.building import HEADER_LINES, module_of, program_of

CONTRACT = '''\
from icontract import ensure, require


@require(lambda a, b: b != 0)
@require(lambda a, b: 100 // b > 0)
@ensure(lambda a, result: result * 2 <= a * 2)
@ensure(lambda a, result: 10 // (result + 7) >= 0)
def quotient(a: int, b: int) -> int:
    """Divides.

    >>> quotient(6, 3)
    2
    >>> quotient(7, 2)
    4
    """
    if a == 50:
        return 1 // (a - 50)
    return a // b


@ensure(lambda result: result >= 0)
def open_one(a: int) -> int: ...


def leaves(a: int | None) -> int:
    return a


def asks(a: int) -> int:
    return open_one(a)


def tries(a: int) -> int:
    try:
        return a
    finally:
        a = 1
'''


@pytest.fixture(scope="module")
def program() -> Program:
    """The program of `CONTRACT`."""
    return parse_program(module_of(CONTRACT))


def test_an_exception_carries_its_line() -> None:
    """`Raised` names the type, CPython's message and the line of the operation."""
    program = program_of("a: int", "int", "b = a\nc = b // a\nreturn c")
    line = HEADER_LINES + 3
    message = "integer division or modulo by zero"
    assert call(program, "f", (0,)) == Raised("ZeroDivisionError", message, line)
    assert call(program, "f", (5,)) == Returned(1)


@pytest.mark.parametrize(
    ("arguments", "admitted"),
    [((1, 1), True), ((1, 0), False), ((1, -3), False), ((1, 101), False)],
)
def test_admission(program: Program, arguments: tuple[int, int], admitted: bool) -> None:
    """All preconditions in order; the second would divide by what the first excludes."""
    assert admits(program, "quotient", arguments) is admitted


def test_a_precondition_that_raises_does_not_admit() -> None:
    """Undefined is not true."""
    source = CONTRACT.replace("@require(lambda a, b: b != 0)\n", "")
    assert admits(parse_program(module_of(source)), "quotient", (1, 0)) is False


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("quotient", (6, 3), None),
        ("quotient", (50, 1), ("no exception", ViolationKind.EXCEPTION, None)),
        ("quotient", (-8, 2), ("result * 2 <= a * 2", ViolationKind.ENSURES, None)),
        (
            "quotient",
            (-7, 1),
            ("10 // (result + 7) >= 0", ViolationKind.ENSURES, "ZeroDivisionError"),
        ),
        ("quotient", (-9, 1), ("10 // (result + 7) >= 0", ViolationKind.ENSURES, None)),
        ("leaves", (None,), ("returns int", ViolationKind.TYPE, None)),
    ],
)
def test_the_first_broken_demand(
    program: Program,
    name: str,
    arguments: tuple[int, ...],
    expected: tuple[str, object, str | None],
) -> None:
    """In order: an exception, the declared type, each postcondition, one that raises included."""
    found = violation(program, name, arguments)
    shown = found and (found.text, found.kind, found.fault and found.fault.error)
    assert shown == expected


def test_an_example_is_compared_by_equality(program: Program) -> None:
    """The first example holds; the second demands 4 and the body gives 3."""
    found = example_violation(program, "quotient")
    assert found is not None
    sample, outcome = found
    assert (sample.arguments, sample.expected, outcome) == ((7, 2), 4, Returned(3))


def test_a_clause_in_an_environment(program: Program) -> None:
    """A postcondition sees parameters and result; it answers a bool or raises."""
    clause = program.functions["quotient"].ensures[1]
    assert holds(program, clause, {"a": 1, "b": 1, "result": 1}) == Returned(True)
    outcome = holds(program, clause, {"a": 1, "b": 1, "result": -7})
    assert isinstance(outcome, Raised)
    assert outcome.error == "ZeroDivisionError"


@pytest.mark.parametrize(
    ("name", "arguments", "error"),
    [
        ("open_one", (1,), InputError),
        ("asks", (1,), InputError),
        ("tries", (1,), UnsupportedError),
        ("absent", (1,), ChoiceError),
        ("quotient", (1,), DataError),
    ],
)
def test_what_cannot_run_says_why(
    program: Program, name: str, arguments: tuple[int, ...], error: type[Exception]
) -> None:
    """Open bodies, functions outside the language, unknown names, wrong counts."""
    with pytest.raises(error) as caught:
        call(program, name, arguments)
    assert (
        name in str(caught.value) or "open_one" in str(caught.value) or "try" in str(caught.value)
    )


@pytest.mark.parametrize(
    "body",
    [
        "return (((a ** 64) ** 64) ** 64) ** 64",
        "a = a * a\n" * 25 + "return a",
    ],
)
def test_a_number_beyond_the_bound_stops_the_run(body: str) -> None:
    """The bound is the tool's: no outcome of the program."""
    with pytest.raises(LimitError):
        call(program_of("a: int", "int", body), "f", (10**9,))


def test_a_string_beyond_the_bound_stops_the_run() -> None:
    """Doubling thirty times would take a gigabyte."""
    body = "s = s + s\n" * 30 + "return s"
    with pytest.raises(LimitError):
        call(program_of("s: str", "str", body), "f", ("ab",))


def test_a_wrong_value_in_a_record_is_carried_on() -> None:
    """None where int is declared breaks only the type, until something uses it."""
    program = program_of("a: int | None", "Point", "return Point(a, 1)")
    assert call(program, "f", (None,)) == Returned(RecordValue("Point", ("x", "y"), (None, 1)))
    found = violation(program, "f", (None,))
    assert found is not None
    assert found.kind is ViolationKind.TYPE


def test_a_checker_is_kept(program: Program) -> None:
    """The compiled form of one function is made once a program."""
    assert compiled(program, "quotient") is compiled(program, "quotient")
