"""Running gates: one order, closed on every fault, and nothing refused is ever run."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from lemmata.contracts.errors import Place, ToolError
from lemmata.contracts.gating import ORDER, GateOutcome, GateResult, ended
from lemmata.contracts.verdicts import Assurance, Finding, Judgement, Verdict
from lemmata.gates import Gate, Policy, Submission, Toolbox, gate, judge
from lemmata.gates.policy import SyntaxRules
from lemmata.gates.protocol import Tools
from lemmata.gates.verdicts import judgement_of

SOURCE = 'def f(n: int) -> int:\n    """F.\n\n    >>> f(1)\n    1\n    """\n    return {body}\n'
RIGHT, WRONG = SOURCE.format(body="n"), SOURCE.format(body="n + 1")
UNSAFE = "import os\n" + SOURCE.format(body="os.getpid() * 0 + n + 1")
ERROR = Finding("odd", "it is odd", Place("t.py", 1))


class Stand:
    """A gate that answers what it is told to, and counts."""

    def __init__(self, name: str, answer: Callable[[], object]) -> None:
        self.name = name
        self.asked = 0
        self._answer = answer

    def judge(self, submission: Submission, tools: Tools) -> GateResult:
        """The answer, whatever it is."""
        self.asked += 1
        return self._answer()  # type: ignore[return-value]


def with_extra(stand: Stand) -> Callable[[str], Gate]:
    """Gates by name, with that one among them."""
    return lambda name: stand if name == stand.name else gate(name)


def passing(name: str) -> Callable[[], object]:
    """A pass of that gate."""
    return lambda: GateResult(name, GateOutcome.PASSED)


def raises() -> object:
    """Break, as a plug-in may."""
    raise RuntimeError("out of ideas")


def says(verdict: Verdict) -> Callable[[Submission], Judgement]:
    """Provers that always say so."""
    strength = Assurance.TWO_SOLVERS if verdict is Verdict.PROVED else None
    return lambda submission: Judgement(
        submission.function, verdict, assurance=strength, reason="so it is"
    )


def outcomes(results: tuple[GateResult, ...]) -> list[str]:
    """The outcomes in order, as words."""
    return [result.outcome.value for result in results]


def test_the_order_is_fixed_and_the_first_failure_ends_it(box: Toolbox) -> None:
    """Security first, proof last; what comes after a failure is skipped, which is no pass."""
    tools = box.tools(says(Verdict.PROVED))
    results = judge(Submission.of("t.py", RIGHT, "f"), tools)
    assert tuple(result.gate for result in results) == ORDER
    assert outcomes(results) == ["passed"] * 4 + ["skipped", "passed"]
    assert ended(results) is GateOutcome.PASSED
    results = judge(Submission.of("t.py", WRONG, "f"), tools)
    assert outcomes(results) == ["passed"] * 3 + ["failed", "skipped", "skipped"]
    assert ended(results) is GateOutcome.FAILED


def test_what_security_refuses_is_never_run(box: Toolbox) -> None:
    """Not even where every gate is asked: the sandbox is not started."""

    def forbidden(policy: Policy) -> object:
        raise AssertionError("the sandbox was asked")

    tools = replace(box.tools(forbidden), scripts=forbidden)  # type: ignore[arg-type]
    results = judge(Submission.of("t.py", UNSAFE, "f"), tools, every=True)
    assert outcomes(results) == ["failed", "passed", "passed", "skipped", "skipped", "skipped"]
    strict = Policy(syntax=SyntaxRules(lines=2))
    results = judge(Submission.of("t.py", RIGHT, "f", strict), tools, every=True)
    assert outcomes(results) == ["passed", "failed", "passed", "skipped", "skipped", "skipped"]


def test_every_gate_may_be_asked(box: Toolbox) -> None:
    """What passed security and syntax is judged to the end."""
    tools = box.tools(says(Verdict.UNKNOWN))
    results = judge(Submission.of("t.py", WRONG, "f"), tools, every=True)
    assert outcomes(results) == ["passed"] * 3 + ["failed", "skipped", "failed"]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (raises, "RuntimeError: out of ideas"),
        (lambda: None, "GateResult"),
        (passing("security"), "another" if False else "security"),
        (lambda: GateResult("odd", GateOutcome.PASSED, (ERROR,)), "passed with errors"),
        (lambda: GateResult("odd", GateOutcome.FAILED), "without an error"),
        (lambda: GateResult("odd", GateOutcome.PASSED, assurance="proved"), "assurance"),
    ],
)
def test_a_plug_in_that_breaks_or_lies_fails_the_run(
    box: Toolbox, answer: Callable[[], object], told: str
) -> None:
    """Its result is broken, says why, and is never a pass; the proof is not reached."""
    submission = Submission.of("t.py", RIGHT, "f", Policy(extra=("odd",)))
    results = judge(
        submission, box.tools(says(Verdict.PROVED)), opened=with_extra(Stand("odd", answer))
    )
    assert outcomes(results)[-2:] == ["broken", "skipped"]
    assert told in results[-2].notes[0]
    assert ended(results) is GateOutcome.BROKEN
    judgement = judgement_of("f", results)
    assert judgement is not None
    assert judgement.verdict is Verdict.FAILED
    assert "odd" in judgement.reason


def test_a_plug_in_is_asked_before_the_proof(box: Toolbox) -> None:
    """It may refuse what no prover sees."""
    stand = Stand("odd", lambda: GateResult("odd", GateOutcome.FAILED, (ERROR,)))
    submission = Submission.of("t.py", RIGHT, "f", Policy(extra=("odd",)))
    results = judge(submission, box.tools(says(Verdict.PROVED)), opened=with_extra(stand))
    assert [result.gate for result in results][-2:] == ["odd", "proof"]
    assert outcomes(results)[-2:] == ["failed", "skipped"]
    assert stand.asked == 1


def test_no_gate_is_asked_twice(box: Toolbox) -> None:
    """A policy that names a gate again, ours or another, changes no order."""
    stand = Stand("odd", passing("odd"))
    submission = Submission.of("t.py", RIGHT, "f", Policy(extra=("odd", "proof", "odd")))
    results = judge(submission, box.tools(says(Verdict.PROVED)), opened=with_extra(stand))
    assert [result.gate for result in results] == [*ORDER[:-1], "odd", "proof"]
    assert stand.asked == 1


def test_an_absent_plug_in_is_broken(box: Toolbox) -> None:
    """A name that nobody offers lets nothing through, and says what there is."""
    submission = Submission.of("t.py", RIGHT, "f", Policy(extra=("nobody",)))
    result = judge(submission, box.tools(), asked=["security", "syntax"])[-1]
    assert result.outcome is GateOutcome.BROKEN
    assert "no gate 'nobody'" in result.notes[0]
    assert "choose one of" in result.notes[0]


@pytest.mark.parametrize("name", ["ruff", "ty"])
def test_an_absent_tool_is_broken(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gate names the tool and the remedy."""

    def absent(wanted: str) -> None:
        raise ToolError(f"{wanted} is not installed", remedy="pip install 'lemmata[gates]'")

    monkeypatch.setattr("lemmata.gates.servers.find_executable", absent)
    asked = {"ruff": "syntax", "ty": "types"}[name]
    with Toolbox() as fresh:
        (result,) = judge(Submission.of("t.py", RIGHT, "f"), fresh.tools(), asked=[asked])
    assert result.outcome is GateOutcome.BROKEN
    assert result.notes == (f"{name} is not installed (pip install 'lemmata[gates]')",)


@pytest.mark.parametrize(
    ("verdict", "accept", "outcome", "assurance"),
    [
        (Verdict.PROVED, "proved", "passed", "proved"),
        (Verdict.UNKNOWN, "proved", "failed", ""),
        (Verdict.UNSUPPORTED, "proved", "failed", ""),
        (Verdict.UNKNOWN, "tested", "passed", "tested"),
        (Verdict.UNSUPPORTED, "tested", "passed", "tested"),
        (Verdict.REFUTED, "tested", "failed", ""),
        (Verdict.FAILED, "tested", "broken", ""),
    ],
)
def test_tested_is_never_proved(
    box: Toolbox, verdict: Verdict, accept: str, outcome: str, assurance: str
) -> None:
    """What is not proved passes only where the policy accepts `tested`, and is called so."""
    policy = Policy(accept=accept)  # type: ignore[arg-type]
    result = judge(Submission.of("t.py", RIGHT, "f", policy), box.tools(says(verdict)))[-1]
    assert (result.outcome.value, result.assurance) == (outcome, assurance)


def test_tested_wants_a_test_that_passed(box: Toolbox) -> None:
    """Without the execution gate's pass nothing was tested."""
    tools = box.tools(says(Verdict.UNKNOWN))
    policy = Policy(accept="tested")
    unrun = judge(Submission.of("t.py", RIGHT, "f", policy), tools, asked=["security", "proof"])
    assert (outcomes(unrun), unrun[-1].assurance) == (["passed", "failed"], "")
    failed = judge(Submission.of("t.py", WRONG, "f", policy), tools, every=True)
    assert (failed[-1].outcome, failed[-1].assurance) == (GateOutcome.FAILED, "")


def test_a_gate_without_provers_is_broken(box: Toolbox) -> None:
    """Nobody asked is nobody's proof."""
    (result,) = judge(Submission.of("t.py", RIGHT, "f"), box.tools(), asked=["proof"])
    assert result.outcome is GateOutcome.BROKEN


def test_a_run_that_asks_nobody_is_no_pass() -> None:
    """No result is broken, not passed."""
    assert ended(()) is GateOutcome.BROKEN
    assert ended((GateResult("accuracy", GateOutcome.SKIPPED),)) is GateOutcome.BROKEN
