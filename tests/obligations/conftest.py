"""What the tests of this room share: reading source text, and asking solvers."""

from collections.abc import Callable, Sequence

import pytest

from lemmata.contracts.reading import read_source
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Program
from lemmata.obligations.solvers import Limits, Reply, Script, Solver, solve

HEADER = """\
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Literal
from icontract import ensure, require
"""


@pytest.fixture(scope="session")
def program_of() -> Callable[[str], Program]:
    """Source text, without its imports, as a program."""

    def read(source: str) -> Program:
        return parse_program(read_source(HEADER + source))

    return read


@pytest.fixture(scope="session")
def ask() -> Callable[[Sequence[Script], Solver], tuple[Reply, ...]]:
    """All scripts through one solver process."""

    def answer(scripts: Sequence[Script], solver: Solver) -> tuple[Reply, ...]:
        return solve(scripts, solver, Limits())

    return answer
