"""Right functions give unsat everywhere; wrong ones a model that the interpreter confirms."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from lemmata.contracts.reading import read_module
from lemmata.language.interpreter import violation
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Program
from lemmata.obligations import Obligation, admission, derive, read_arguments
from lemmata.obligations.solvers import Reply, Script, Solver

Ask = Callable[[Sequence[Script], Solver], tuple[Reply, ...]]
FUNCTIONS = Path(__file__).parent / "functions"


def load(name: str) -> Program:
    """One of the files of functions."""
    return parse_program(read_module(FUNCTIONS / name))


def tasks(program: Program) -> list[str]:
    """The functions with a contract."""
    return [name for name, function in program.functions.items() if function.has_contract]


RIGHT, WRONG = load("right.py"), load("wrong.py")


@dataclass(frozen=True)
class Answered:
    """An obligation with both solvers' replies."""

    obligation: Obligation
    replies: dict[Solver, Reply]


def answer(program: Program, ask: Ask) -> dict[str, list[Answered]]:
    """Every obligation of every task, through both solvers."""
    derived = [(name, made) for name in tasks(program) for made in derive(program, name)]
    scripts = [Script(made.smt, made.inputs) for _, made in derived]
    replies = {solver: ask(scripts, solver) for solver in Solver}
    answered: dict[str, list[Answered]] = {name: [] for name in tasks(program)}
    for index, (name, made) in enumerate(derived):
        answered[name].append(Answered(made, {s: replies[s][index] for s in Solver}))
    return answered


@pytest.fixture(scope="module")
def right(ask: Ask) -> dict[str, list[Answered]]:
    """The right functions, answered."""
    return answer(RIGHT, ask)


@pytest.fixture(scope="module")
def wrong(ask: Ask) -> dict[str, list[Answered]]:
    """The wrong functions, answered."""
    return answer(WRONG, ask)


def test_all_of_the_table_is_in_the_language() -> None:
    """Every function of both files is translated; the table holds at least 60."""
    assert (dict(RIGHT.unsupported), dict(WRONG.unsupported)) == ({}, {})
    assert len(tasks(RIGHT)) + len(tasks(WRONG)) >= 60


@pytest.mark.parametrize("name", tasks(RIGHT))
def test_right_functions_hold(name: str, right: dict[str, list[Answered]]) -> None:
    """Each obligation is unsat for some solver and sat for none."""
    for one in right[name]:
        statuses = {reply.status for reply in one.replies.values()}
        assert "sat" not in statuses, one.obligation.smt
        assert "unsat" in statuses, one.obligation.smt


@pytest.mark.parametrize("name", tasks(WRONG))
def test_wrong_functions_fail(name: str, wrong: dict[str, list[Answered]]) -> None:
    """Some obligation is sat, both solvers never contradict, and models are violations."""
    models = 0
    for one in wrong[name]:
        assert {reply.status for reply in one.replies.values()} != {"sat", "unsat"}
        for reply in one.replies.values():
            if reply.status == "sat":
                arguments = read_arguments(WRONG, name, reply.values)
                assert violation(WRONG, name, arguments) is not None, (arguments, one.obligation)
                models += 1
    assert models > 0


def test_every_right_function_admits_an_input(ask: Ask) -> None:
    """No precondition of the table is contradictory: all admission scripts are sat."""
    scripts = [Script(admission(RIGHT, name).smt) for name in tasks(RIGHT)]
    assert {reply.status for reply in ask(scripts, Solver.CVC5)} == {"sat"}
