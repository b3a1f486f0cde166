"""Contracts that are broken on their only input: no proof of one may come out."""

import pytest

from lemmata.contracts.errors import LemmataError
from lemmata.contracts.reading import read_source
from lemmata.contracts.verdicts import Verdict
from lemmata.language.interpreter import compiled
from lemmata.language.parsing import parse_program
from lemmata.obligations.solvers import Limits as SolverLimits
from lemmata.obligations.solvers import Solvers
from lemmata.provers.limits import Limits
from lemmata.provers.protocol import Question
from lemmata.provers.smt import PROVER as SMT
from lemmata.sandbox import Sandbox
from lemmata.testing.pinned import pinned_lie

LIMITS = SolverLimits(z3_rlimit=400_000, cvc5_rlimit=20_000, wall_seconds=3)
CHUNK = 150


def test_a_lie_is_one() -> None:
    """The input is admitted and breaks the contract; and most functions look at it."""
    lies = [lie for seed in range(60) if (lie := pinned_lie(seed)) is not None]
    assert len(lies) > 20
    for lie in lies:
        checker = compiled(parse_program(read_source(lie.source)), "f")
        assert checker.admits(lie.arguments), lie
        assert checker.violation(lie.arguments) is not None, lie


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(4))
def test_no_lie_is_proved(chunk: int) -> None:
    """By the solvers alone, so that no counterexample is in the way of a wrong proof."""
    asked = 0
    with Solvers(LIMITS) as solvers:
        for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
            lie = pinned_lie(seed)
            if lie is None:
                continue
            module = read_source(lie.source)
            program = parse_program(module)
            with Sandbox(module, program) as sandbox:
                question = Question(module, program, "f", sandbox, solvers)
                try:
                    said = SMT.ask(question, Limits(solver=LIMITS))
                except LemmataError as error:
                    pytest.fail(f"{lie}: {error}")
            assert said.verdict is not Verdict.PROVED, lie
            assert said.verdict is not Verdict.FAILED, (lie, said.reason)
            asked += 1
    assert asked > CHUNK // 3
