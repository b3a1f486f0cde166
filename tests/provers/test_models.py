"""What the smt prover makes of a model: a refutation only if CPython confirms it."""

from dataclasses import replace

import pytest

from lemmata.contracts.errors import LimitError
from lemmata.contracts.verdicts import Verdict
from lemmata.language.interpreter import Checker, Violation, ViolationKind
from lemmata.language.interpreter import Raised as RaisedOutcome
from lemmata.obligations.solvers import Solver, Solvers
from lemmata.provers import Limits, prover
from lemmata.provers.limits import limits_for
from lemmata.provers.small_scope import PROVER as SMALL_SCOPE
from lemmata.provers.smt import PROVER as SMT
from tests.provers.asking import question_about

GOOD = '''
def f(n: int) -> int:
    """post: __return__ > n"""
    return n + 1
'''
BAD = GOOD.replace("n + 1", "n + 1 if n < 987654 else n")
WEAK = '''
def g(n: int) -> int:
    """post: __return__ > n"""
    return n + 1

def f(n: int) -> int:
    """post: __return__ == n + 1"""
    return g(n)
'''
STRICT = WEAK.replace('"""post: __return__ > n"""', '"""pre: n > 5"""')
LOOSE = '''
def helper(n: int) -> bool:
    return True

def f(n: int | None) -> bool:
    """post: __return__"""
    return helper(n)
'''
MANY = '''
from enum import Enum

class E(Enum):
    A = 1
    B = 2
    C = 3

def f(a: tuple[E, E, E, E], b: tuple[E, E, E, E]) -> bool:
    """post: __return__"""
    return True
'''


def test_a_model_is_shrunk_before_it_is_shown(solvers: Solvers) -> None:
    """The boundary itself, not somewhere beyond it."""
    with question_about(BAD, solvers=solvers) as question:
        said = SMT.ask(question, Limits())
    assert said.verdict is Verdict.REFUTED
    assert said.counterexample is not None
    assert said.counterexample.arguments == (("n", 987_654),)


@pytest.mark.parametrize("source", [WEAK, STRICT], ids=["postcondition", "precondition"])
def test_a_model_that_needs_another_callee_is_no_counterexample(
    source: str, solvers: Solvers
) -> None:
    """The reason names the callee's contract and shows the state, labelled."""
    with question_about(source, solvers=solvers) as question:
        said = SMT.ask(question, Limits())
    assert said.verdict is Verdict.UNKNOWN
    assert "contract of g" in said.reason
    assert "not a counterexample" in said.reason


def test_a_broken_declared_type_inside_is_no_counterexample(solvers: Solvers) -> None:
    """CPython carries on; the reason says what to change."""
    with question_about(LOOSE, solvers=solvers) as question:
        assert "f" in question.program.functions
        said = SMT.ask(question, Limits())
    assert said.verdict is Verdict.UNKNOWN
    assert "annotation" in said.reason


def test_a_model_that_breaks_nothing_is_a_bug_that_is_not_hidden(
    solvers: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Encoder and interpreter would disagree."""
    real = solvers.solve_both

    def lying(scripts: object) -> object:
        replies = real(scripts)  # type: ignore[arg-type]
        fake = replace(replies[Solver.Z3][0], status="sat", values=("((arg.n 3))",))
        return {Solver.Z3: (fake,), Solver.CVC5: (replace(fake, status="unknown"),)}

    monkeypatch.setattr(solvers, "solve_both", lying)
    with question_about(GOOD, solvers=solvers) as question:
        said = SMT.ask(question, Limits())
    assert said.verdict is Verdict.FAILED
    assert "f(n=3)" in said.reason


def test_an_interpreter_that_contradicts_cpython_is_a_failure(
    solvers: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hit that does not replay is never shown as a counterexample."""
    wrong = Violation("x", 1, RaisedOutcome("E", "", 1), ViolationKind.EXCEPTION)
    monkeypatch.setattr(Checker, "violation", lambda self, arguments, steps: wrong)
    with question_about(GOOD, solvers=solvers) as question:
        said = SMALL_SCOPE.ask(question, Limits())
    assert said.verdict is Verdict.FAILED
    assert "f(n=0)" in said.reason


def test_an_input_beyond_the_interpreter_is_passed_over(
    solvers: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It neither refutes nor counts as admitted without harm."""

    def too_large(self: object, arguments: object, steps: int) -> None:
        raise LimitError("too many digits")

    monkeypatch.setattr(Checker, "violation", too_large)
    with question_about(GOOD, solvers=solvers) as question:
        said = SMALL_SCOPE.ask(question, Limits())
    assert said.verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("source", "part"), [(MANY, "6,561 inputs are more than 4,096"), (GOOD, "not finite (int)")]
)
def test_exhaustive_says_why_it_does_not_apply(source: str, part: str, solvers: Solvers) -> None:
    """By the size of the domain or the type without end."""
    with question_about(source, solvers=solvers) as question:
        said = prover("exhaustive").ask(question, Limits())
    assert (said.verdict, said.applies) == (Verdict.UNKNOWN, False)
    assert part in said.reason


def test_recursion_without_a_measure_is_never_proved(solvers: Solvers) -> None:
    """The solvers alone leave it to `invariants`, which finds no measure of a call of itself."""
    source = GOOD.replace("return n + 1", "return f(n) if n > 0 else n + 1")
    with question_about(source, solvers=solvers) as question:
        said = SMT.ask(question, limits_for(1))
        found = prover("invariants").ask(question, limits_for(1))
    assert (said.verdict, said.applies) == (Verdict.UNKNOWN, False)
    assert found.verdict is Verdict.UNKNOWN
    assert "nothing shows that it ends" in found.reason
