"""The kit: honest provers pass it, dishonest ones do not."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from lemmata.contracts.verdicts import Assurance, Counterexample, Verdict
from lemmata.evidence import Evidence
from lemmata.provers import Answer, Limits, Prover, Question
from lemmata.provers.exhaustive import Exhaustive
from lemmata.provers.small_scope import SmallScope
from lemmata.provers.smt import Smt
from lemmata.testing.conformance import prover_conformance
from tests.provers.sample_prover import ThreeNumbers


@pytest.mark.parametrize("make", [Exhaustive, SmallScope, Smt, ThreeNumbers])
def test_an_honest_prover_passes(make: Callable[[], Prover]) -> None:
    """Ours and a stranger's, by the same laws."""
    assert [str(problem) for problem in prover_conformance(make)] == []


@dataclass(frozen=True)
class Says:
    """A prover that gives one answer to everything."""

    answer: Callable[[Question], Answer]
    name: str = "liar"

    def ask(self, question: Question, limits: Limits) -> Answer:
        """The one answer."""
        return self.answer(question)


def proved(question: Question) -> Answer:
    """Always proved, with evidence."""
    evidence = Evidence(question.name, "smt", Assurance.TWO_SOLVERS)
    return Answer("liar", Verdict.PROVED, evidence=evidence)


def refuted(question: Question) -> Answer:
    """Always refuted, with an input of zeros."""
    zeros = tuple((parameter.name, 0) for parameter in question.function.parameters)
    found = Counterexample(zeros, "something", 1, returned=True)
    return Answer("liar", Verdict.REFUTED, counterexample=found)


def silent(question: Question) -> Answer:
    """Never a reason."""
    return Answer("liar", Verdict.UNKNOWN)


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (proved, "it says proved"),
        (lambda question: Answer("liar", Verdict.PROVED), "without evidence"),
        (refuted, "it says refuted"),
        (refuted, "breaks nothing in CPython"),
        (lambda question: Answer("liar", Verdict.REFUTED), "without a counterexample"),
        (silent, "gives no reason"),
    ],
)
def test_a_dishonest_prover_fails(answer: Callable[[Question], Answer], complaint: str) -> None:
    """Each lie is found and named."""
    problems = prover_conformance(lambda: Says(answer))
    assert any(complaint in str(problem) for problem in problems)


@dataclass
class Moody:
    """Another answer each time."""

    name: str = "moody"
    asked: list[int] = field(default_factory=list)

    def ask(self, question: Question, limits: Limits) -> Answer:
        """Unknown for a reason that changes."""
        self.asked.append(1)
        return Answer(self.name, Verdict.UNKNOWN, f"mood {len(self.asked)}")


def test_an_answer_that_changes_is_a_problem() -> None:
    """The same question has the same answer."""
    moody = Moody()
    problems = prover_conformance(lambda: moody)
    assert any("another answer" in problem.message for problem in problems)
