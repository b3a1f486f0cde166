"""Calls: helpers are inlined, contracts assumed only where their precondition is shown."""

from collections.abc import Callable, Sequence

import pytest

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import INT
from lemmata.language.hints import with_hints
from lemmata.language.tree import Name, Program
from lemmata.obligations import ObligationKind, admission, derivation, derive
from lemmata.obligations.solvers import Reply, Script, Solver

Ask = Callable[[Sequence[Script], Solver], tuple[Reply, ...]]
Read = Callable[[str], Program]

CALLEE = """
@require(lambda x: x >= 0)
@ensure(lambda x, result: result > x)
def bigger(x: int) -> int:
    ...

def choose(x: int) -> int:
    if x > 100:
        return x
    return 100 // x
"""


def statuses(program: Program, name: str, ask: Ask) -> list[tuple[ObligationKind, str]]:
    """Each obligation's kind with z3's answer."""
    made = derive(program, name)
    replies = ask([Script(one.smt) for one in made], Solver.Z3)
    return [(one.kind, reply.status) for one, reply in zip(made, replies, strict=True)]


def test_an_unmet_precondition_is_an_obligation(program_of: Read, ask: Ask) -> None:
    """A call outside the callee's precondition fails there, and nowhere else."""
    program = program_of(
        CALLEE
        + """
@ensure(lambda x, result: result > x)
def caller(x: int) -> int:
    return bigger(x)
"""
    )
    assert statuses(program, "caller", ask) == [
        (ObligationKind.PRECONDITION, "sat"),
        (ObligationKind.POSTCONDITION, "unsat"),
    ]
    assert derivation(program, "caller").assumed == ("bigger",)


def test_a_contract_says_nothing_outside_its_precondition(program_of: Read, ask: Ask) -> None:
    """A postcondition that calls outside a precondition is not defined, hence not met."""
    program = program_of(
        CALLEE
        + """
@require(lambda x: x < 0)
@ensure(lambda x, result: bigger(x) > x)
def caller(x: int) -> int:
    return 1
"""
    )
    assert statuses(program, "caller", ask) == [(ObligationKind.POSTCONDITION, "sat")]


def test_a_guard_that_admits_nothing_new_is_not_assumed(program_of: Read, ask: Ask) -> None:
    """What a contract promises under one guard is not promised under another."""
    program = program_of(
        CALLEE
        + """
@ensure(lambda x, result: result > x)
def caller(x: int) -> int:
    seen = x >= 0 and bigger(x) > 0
    return bigger(x) if x >= 5 else x
"""
    )
    assert sorted(status for _, status in statuses(program, "caller", ask)).count("sat") == 1


def test_the_contract_does_not_reveal_the_body(program_of: Read, ask: Ask) -> None:
    """Only what is ensured is known of a result."""
    program = program_of(
        """
@ensure(lambda x, result: result > x)
def bigger(x: int) -> int:
    return x + 1

@ensure(lambda x, result: result == x + 1)
def caller(x: int) -> int:
    return bigger(x)
"""
    )
    assert statuses(program, "caller", ask) == [(ObligationKind.POSTCONDITION, "sat")]


def test_a_literal_result_is_known(program_of: Read, ask: Ask) -> None:
    """The declared type of a result is part of what a contract promises."""
    program = program_of(
        """
@ensure(lambda x, result: x > 0 or result == 1)
def pick(x: int) -> Literal[1, 2]:
    ...

@ensure(lambda x, result: 1 <= result <= 2)
def caller(x: int) -> int:
    return pick(x)
"""
    )
    assert {status for _, status in statuses(program, "caller", ask)} == {"unsat"}


def test_helpers_raise_their_demands_in_the_caller(program_of: Read, ask: Ask) -> None:
    """A helper's division is an obligation of the caller, under the helper's tests."""
    program = program_of(
        CALLEE
        + """
@ensure(lambda x, result: result == result)
def caller(x: int) -> int:
    return choose(x)

@require(lambda x: x != 0)
@ensure(lambda x, result: result <= 100 or x > 100)
def careful(x: int) -> int:
    return choose(x)
"""
    )
    assert statuses(program, "caller", ask) == [
        (ObligationKind.DEFINED, "sat"),
        (ObligationKind.POSTCONDITION, "unsat"),
    ]
    assert {status for _, status in statuses(program, "careful", ask)} == {"unsat"}
    assert derivation(program, "careful").assumed == ()


def test_a_postcondition_that_may_raise_is_not_met(program_of: Read, ask: Ask) -> None:
    """A helper that raises within a postcondition leaves it undefined."""
    program = program_of(
        CALLEE
        + """
@ensure(lambda x, result: choose(x) == choose(x))
def caller(x: int) -> int:
    return 1
"""
    )
    assert statuses(program, "caller", ask) == [(ObligationKind.POSTCONDITION, "sat")]


_DOWN = """
@ensure(lambda x, result: result == 0)
def f(x: int) -> int:
    return f(x - 1)
"""
_ACROSS = """
@ensure(lambda x, result: result == 0)
def f(x: int) -> int:
    return g(x)

@ensure(lambda x, result: result == 0)
def g(x: int) -> int:
    return f(x)
"""


@pytest.mark.parametrize(
    "source",
    [
        """
@ensure(lambda x, result: f(x) == result)
def f(x: int) -> int:
    return 0
""",
        """
def h(x: int) -> int:
    return f(x)

@ensure(lambda x, result: h(x) == result)
def g(x: int) -> int:
    ...

@ensure(lambda x, result: result == 0)
def f(x: int) -> int:
    return g(x)
""",
    ],
)
def test_no_contract_leans_on_itself(source: str, program_of: Read) -> None:
    """A circle that passes through a contract is unsupported."""
    program = program_of(source)
    with pytest.raises(UnsupportedError, match="recurs"):
        derive(program, "f")


@pytest.mark.parametrize("source", [_DOWN, _ACROSS])
def test_recursion_without_a_measure_is_partial(source: str, program_of: Read) -> None:
    """The lines of the calls that nothing shows to end are named, so it counts as no proof."""
    assert derivation(program_of(source), "f").partial


@pytest.mark.parametrize("source", [_DOWN, _ACROSS])
def test_a_wrong_measure_is_not_shown(source: str, program_of: Read, ask: Ask) -> None:
    """Of a call that makes nothing smaller above 0, the obligation to decrease fails."""
    program = program_of(source)
    for name in program.functions:
        program = with_hints(program, name, {}, [Name("x", INT, 0)])
    assert not derivation(program, "f").partial
    assert (ObligationKind.TERMINATION, "sat") in statuses(program, "f", ask)


def test_an_open_body_has_nothing_to_prove(program_of: Read, ask: Ask) -> None:
    """An open function can be called and admits inputs, but is not derived."""
    program = program_of(CALLEE)
    with pytest.raises(UnsupportedError, match="open body"):
        derive(program, "bigger")
    (reply,) = ask([Script(admission(program, "bigger").smt)], Solver.Z3)
    assert reply.status == "sat"


def test_a_contradictory_precondition_admits_nothing(program_of: Read, ask: Ask) -> None:
    """Falsehood and undefinedness alike keep every input out."""
    program = program_of(
        """
@require(lambda x: x > 0)
@require(lambda x: x < 1)
@ensure(lambda x, result: result == 0)
def never(x: int) -> int:
    return 1

@require(lambda x: x // (x - x) == x // (x - x))
@ensure(lambda x, result: result == 0)
def undefined(x: int) -> int:
    return 1

@require(lambda x: x == 5)
@ensure(lambda x, result: result == 0)
def outside(x: Literal[1, 2]) -> int:
    return 1
"""
    )
    scripts = [Script(admission(program, name).smt) for name in ("never", "undefined", "outside")]
    assert [reply.status for reply in ask(scripts, Solver.Z3)] == ["unsat"] * 3


def test_a_precondition_may_not_hide_an_unchecked_call(program_of: Read, ask: Ask) -> None:
    """What CPython lets pass in a precondition is an obligation, never a missing input."""
    program = program_of(
        CALLEE
        + """
def fine(x: int) -> bool:
    return True

@require(lambda x: fine(x))
@ensure(lambda x, result: result == 1)
def untyped(x: int | None) -> int:
    return 1 if x is not None else 0

@require(lambda x: bigger(x) == bigger(x))
@ensure(lambda x, result: result == 1)
def unrequired(x: int) -> int:
    return 1 if x >= 0 else 0
"""
    )
    assert statuses(program, "untyped", ask)[0] == (ObligationKind.TYPE, "sat")
    assert statuses(program, "unrequired", ask)[0] == (ObligationKind.PRECONDITION, "sat")
