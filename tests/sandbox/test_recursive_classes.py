"""Classes that name their own type in strings are made, compared and hashed in the child."""

from random import Random

import pytest

from lemmata.contracts.reading import read_source
from lemmata.language.interpreter import Returned, call
from lemmata.language.parsing import parse_program
from lemmata.sandbox import Sandbox
from lemmata.testing.programs import random_arguments
from lemmata.testing.random_datatypes import DATATYPES

TEXT = """

def f(t: Tree, e: Expr, xs: Link | None, d: dict[Tree, int]) -> tuple[bool, bool, bool, int]:
    return t == Leaf(), isinstance(e, Mul), e == Num(True) or xs == Link(True), d.get(t, 3)
"""


@pytest.mark.parametrize("head", ["", "from __future__ import annotations\n"])
def test_the_child_does_what_the_interpreter_says(head: str) -> None:
    """Values of one class and of another, equal or not, as keys too."""
    module = read_source(head + DATATYPES + TEXT, needs_contract=False)
    program = parse_program(module)
    assert not program.unsupported
    given = random_arguments(program.functions["f"].parameters, Random(1), 40)
    with Sandbox(module, program) as sandbox:
        for arguments, outcome in zip(given, sandbox.call_many("f", given), strict=True):
            expected = call(program, "f", arguments)
            assert isinstance(outcome, Returned)
            assert outcome == expected
