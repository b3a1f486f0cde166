"""Whole functions on strings, dicts, sets and function parameters: truths proved, lies never."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from lemmata.contracts.reading import read_module
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Program
from lemmata.obligations import derive
from lemmata.obligations.solvers import Reply, Script, Solver

Ask = Callable[[Sequence[Script], Solver], tuple[Reply, ...]]
FUNCTIONS = Path(__file__).parent / "functions"


def load(name: str) -> Program:
    """One of the files of functions; each of them is in the language."""
    program = parse_program(read_module(FUNCTIONS / name))
    assert not program.unsupported
    return program


RIGHT, WRONG = load("strings_right.py"), load("strings_wrong.py")


def answers(program: Program, name: str, ask: Ask) -> list[set[str]]:
    """What the solvers say of each obligation."""
    scripts = [Script(made.smt) for made in derive(program, name)]
    said = [[reply.status for reply in ask(scripts, solver)] for solver in Solver]
    return [set(pair) for pair in zip(*said, strict=True)]


@pytest.mark.parametrize("name", sorted(RIGHT.functions))
def test_right_functions_are_proved(name: str, ask: Ask) -> None:
    """Every obligation of a function that meets its contract holds, by one solver at least."""
    assert all("unsat" in said and "sat" not in said for said in answers(RIGHT, name, ask))


@pytest.mark.parametrize("name", sorted(WRONG.functions))
def test_wrong_functions_are_not_proved(name: str, ask: Ask) -> None:
    """Some obligation of a function that breaks its contract is not shown by any solver."""
    assert any("unsat" not in said for said in answers(WRONG, name, ask))
