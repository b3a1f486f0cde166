"""The kit that holds every gate to the laws, and gates that break each of them."""

import builtins
import itertools
from collections.abc import Callable

import pytest

from lemmata.contracts.errors import Place
from lemmata.contracts.gating import ORDER, GateOutcome, GateResult
from lemmata.contracts.verdicts import Finding
from lemmata.gates import Submission, Tools, gate
from lemmata.testing import gate_conformance

ERROR = Finding("odd", "it is odd", Place("t.py", 1))
COUNT = itertools.count()


@pytest.mark.parametrize("name", ORDER)
def test_the_built_in_gates_conform(name: str) -> None:
    """What is asked of strangers is asked of ours."""
    assert gate_conformance(lambda: gate(name)) == []


def runs(source: str) -> GateResult:
    """What no gate may do: run the candidate where its judge lives."""
    if "canary" in source:
        exec(source, {"builtins": builtins})
    return GateResult("odd", GateOutcome.PASSED)


def counts(source: str) -> GateResult:
    """Another answer each time."""
    return GateResult("odd", GateOutcome.PASSED, notes=(str(next(COUNT)),))


def raises(source: str) -> GateResult:
    """No answer to what is no Python."""
    compile(source, "t.py", "exec")
    return GateResult("odd", GateOutcome.PASSED)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (runs, "ran the candidate"),
        (counts, "another answer"),
        (raises, "raised SyntaxError"),
        (lambda source: GateResult("even", GateOutcome.PASSED), "answers for 'even'"),
        (lambda source: GateResult("odd", GateOutcome.PASSED, (ERROR,)), "passes what"),
        (lambda source: GateResult("odd", GateOutcome.FAILED), "fails what"),
        (lambda source: GateResult("odd", GateOutcome.SKIPPED), "does not say why"),
        (lambda source: GateResult("odd", GateOutcome.PASSED, assurance="proved"), "claims"),
        (lambda source: None, "answered None"),
    ],
)
def test_each_law_is_looked_for(answer: Callable[[str], GateResult], told: str) -> None:
    """A gate that breaks one is told which."""

    class Odd:
        """A gate with one fault."""

        name = "odd"

        def judge(self, submission: Submission, tools: Tools) -> GateResult:
            """The answer."""
            return answer(submission.source)

    assert any(told in problem for problem in gate_conformance(Odd))
