"""Every wrong sibling is refuted by an input that replays, every right one proved."""

import pytest

from lemmata.contracts.verdicts import Assurance, Verdict
from lemmata.obligations.solvers import Solvers
from lemmata.provers import Limits, chosen, prove
from lemmata.testing.golden import Golden, Truth
from tests.provers.asking import question_about
from tests.provers.mutants import MUTANTS

WRONG = [mutant for mutant in MUTANTS if mutant.truth is Truth.WRONG]
RIGHT = [mutant for mutant in MUTANTS if mutant.truth is Truth.RIGHT]
OUTSIDE = "min of one int raises, or is outside the language"


def trap(golden: Golden) -> str:
    """The name of a test's case."""
    return golden.trap


def test_there_are_enough_of_them() -> None:
    """At least 40 wrong functions."""
    assert len(WRONG) >= 40


@pytest.mark.parametrize("mutant", [m for m in WRONG if m.trap != OUTSIDE], ids=trap)
def test_what_is_wrong_is_refuted(mutant: Golden, solvers: Solvers) -> None:
    """By an input that breaks the contract in CPython."""
    with question_about(mutant.source, solvers=solvers) as question:
        judgement, evidence = prove(question, chosen(), Limits())
        assert judgement.verdict is Verdict.REFUTED
        assert judgement.counterexample is not None
        arguments = [value for _, value in judgement.counterexample.arguments]
        assert question.sandbox.replay("f", arguments) == judgement.counterexample
    assert evidence is None


@pytest.mark.parametrize("mutant", RIGHT, ids=trap)
def test_what_is_right_is_proved(mutant: Golden, solvers: Solvers) -> None:
    """By both solvers, with evidence to check again."""
    with question_about(mutant.source, solvers=solvers) as question:
        judgement, evidence = prove(question, chosen(), Limits())
    assert (judgement.verdict, judgement.assurance) == (Verdict.PROVED, Assurance.TWO_SOLVERS)
    assert evidence is not None
    assert (evidence.function, evidence.method) == ("f", "smt")
    assert len(evidence.obligations) == len(evidence.answers)


@pytest.mark.parametrize("mutant", [m for m in WRONG if m.trap != OUTSIDE], ids=trap)
def test_the_solvers_alone_never_prove_what_is_wrong(mutant: Golden, solvers: Solvers) -> None:
    """Without the refuters a model is found, replayed and shown, or nothing is claimed."""
    with question_about(mutant.source, solvers=solvers) as question:
        judgement, _ = prove(question, chosen(["smt"]), Limits())
    assert judgement.verdict in (Verdict.REFUTED, Verdict.UNKNOWN)
