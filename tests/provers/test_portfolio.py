"""One judgement from many answers: nobody is believed on his word."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pytest

from lemmata.contracts.errors import ContractError, InputError, ToolError, VacuousError
from lemmata.contracts.verdicts import Assurance, Counterexample, Judgement, Verdict
from lemmata.evidence import Evidence
from lemmata.obligations.solvers import Solver, Solvers
from lemmata.provers import (
    Answer,
    Limits,
    Prover,
    Question,
    callees_first,
    chosen,
    limits_for,
    prove,
)
from tests.provers.asking import question_about

GOOD = '''
def f(n: int) -> int:
    """post: __return__ > n"""
    return n + 1
'''
BAD = GOOD.replace("n + 1", "n - 1")
SWITCH = '''
def f(a: bool, b: bool) -> bool:
    """post: __return__ == (a or b)"""
    return a or b
'''


@dataclass(frozen=True)
class Says:
    """A prover with one answer."""

    verdict: Verdict
    evidence: Evidence | None = None
    counterexample: Counterexample | None = None
    name: str = "stranger"

    def ask(self, question: Question, limits: Limits) -> Answer:
        """The answer."""
        return Answer(
            self.name,
            self.verdict,
            "because",
            counterexample=self.counterexample,
            evidence=self.evidence,
        )


def judged(source: str, solvers: Solvers, provers: Sequence[Prover] | None = None) -> Judgement:
    """The judgement about ``f``."""
    with question_about(source, solvers=solvers) as question:
        return prove(question, chosen() if provers is None else provers, Limits())[0]


def test_a_proof_names_its_assumptions_method_and_time(solvers: Solvers) -> None:
    """And has neither reason nor counterexample."""
    said = judged(GOOD, solvers)
    assert (said.verdict, said.method) == (Verdict.PROVED, "smt")
    assert said.assumptions
    assert said.seconds > 0
    assert (said.reason, said.counterexample) == ("", None)


def test_the_same_question_has_the_same_judgement(solvers: Solvers) -> None:
    """But for the time it took."""
    for source in (GOOD, BAD, SWITCH):
        first, second = (replace(judged(source, solvers), seconds=0.0) for _ in range(2))
        assert first == second


def test_a_finite_domain_is_proved_exhaustively_where_no_solver_is_asked(
    solvers: Solvers,
) -> None:
    """The strongest assurance wins when both are asked."""
    provers = chosen(["exhaustive", "small_scope"])
    assert judged(SWITCH, solvers, provers).assurance is Assurance.EXHAUSTIVE
    assert judged(SWITCH, solvers).assurance is Assurance.TWO_SOLVERS


def test_a_refutation_that_does_not_replay_is_a_failure(solvers: Solvers) -> None:
    """Whoever says it is named."""
    lie = Says(Verdict.REFUTED, counterexample=Counterexample((("n", 0),), "x", 1))
    said = judged(GOOD, solvers, [lie])
    assert said.verdict is Verdict.FAILED
    assert "stranger" in said.reason


def test_a_proof_without_evidence_is_not_believed(solvers: Solvers) -> None:
    """It counts as unknown."""
    said = judged(GOOD, solvers, [Says(Verdict.PROVED)])
    assert (said.verdict, said.assurance) == (Verdict.UNKNOWN, None)


def test_disagreement_is_a_failure_that_names_both(solvers: Solvers) -> None:
    """A wrong proof does not survive a counterexample that replays."""
    lie = Says(Verdict.PROVED, Evidence("f", "smt", Assurance.TWO_SOLVERS))
    said = judged(BAD, solvers, [lie, *chosen(["smt"])])
    assert said.verdict is Verdict.FAILED
    assert "stranger" in said.reason
    assert "smt" in said.reason


def test_a_broken_tool_is_a_failure(solvers: Solvers) -> None:
    """Never a proof, and never an error that hides the other functions."""

    class Broken:
        name = "broken"

        def ask(self, question: Question, limits: Limits) -> Answer:
            raise ToolError("it fell over", remedy="lift it")

    said = judged(GOOD, solvers, [Broken()])
    assert said.verdict is Verdict.FAILED
    assert "it fell over" in said.reason


def test_unknown_says_what_stood_in_the_way(solvers: Solvers) -> None:
    """The obligation, its line, what each solver said, and what to raise."""
    source = '''
def f(a: int, b: int, c: int) -> bool:
    """
    pre: a > 0 and b > 0 and c > 0
    post: __return__
    """
    return a**3 + b**3 != c**3
'''
    with question_about(source, solvers=solvers) as question:
        said, evidence = prove(question, chosen(), limits_for(0.5))
    assert (said.verdict, evidence) == (Verdict.UNKNOWN, None)
    for part in ("result", "line 5", "z3", "cvc5", "--budget"):
        assert part in said.reason


def test_a_function_outside_the_language_is_unsupported(solvers: Solvers) -> None:
    """With construct and line."""
    source = GOOD.replace("return n + 1", "with n:\n        n += 1\n    return n")
    said = judged(source, solvers)
    assert said.verdict is Verdict.UNSUPPORTED
    assert "task.py:4" in said.reason


def test_an_open_body_is_an_error(solvers: Solvers) -> None:
    """There is nothing to prove."""
    with pytest.raises(InputError, match="no body"):
        judged(GOOD.replace("return n + 1", "..."), solvers)


def test_a_contradictory_precondition_is_an_error(solvers: Solvers) -> None:
    """Otherwise every body would be proved."""
    source = '''
def f(n: int) -> int:
    """
    pre: n > 3 and n < 4
    post: __return__ == 5
    """
    return 0
'''
    with pytest.raises(VacuousError, match="n > 3"):
        judged(source, solvers)


def test_a_precondition_that_small_inputs_miss_is_not_called_contradictory(
    solvers: Solvers,
) -> None:
    """The solvers find the input."""
    source = '''
def f(a: int, b: int) -> int:
    """
    pre: 3 * a + 7 * b == 1_000_003 and a > 333 * b and b > 17
    post: __return__ > 0
    """
    return a
'''
    assert judged(source, solvers).verdict is Verdict.PROVED


def test_a_broken_example_refutes(solvers: Solvers) -> None:
    """With the value that the example demands."""
    said = judged(GOOD.replace('> n"""', '> n\n\n    >>> f(1)\n    3\n    """'), solvers)
    assert (said.verdict, said.method) == (Verdict.REFUTED, "examples")
    assert said.counterexample is not None
    assert (said.counterexample.observed, said.counterexample.expected) == (2, "3")


def test_an_example_outside_the_precondition_is_an_error(solvers: Solvers) -> None:
    """It could never be run."""
    text = 'pre: n > 5\n    post: __return__ > n\n\n    >>> f(1)\n    2\n    """'
    with pytest.raises(ContractError, match="outside its precondition"):
        judged(GOOD.replace('post: __return__ > n"""', text), solvers)


CALLS = '''
def g(n: int) -> int:
    """post: __return__ > n"""
    return n + 1

def f(n: int) -> int:
    """post: __return__ > n + 1"""
    return g(g(n))
'''


@pytest.mark.parametrize(
    ("change", "verdicts"),
    [
        (("", ""), {"g": Verdict.PROVED, "f": Verdict.PROVED}),
        (("n + 1\n", "n\n"), {"g": Verdict.REFUTED, "f": Verdict.REFUTED}),
        (("return n + 1\n", "...\n"), {"f": Verdict.UNKNOWN}),
        (("> n + 1", "== n + 2"), {"g": Verdict.PROVED, "f": Verdict.UNKNOWN}),
    ],
    ids=["right", "callee wrong", "callee open", "callee's contract too weak"],
)
def test_a_caller_stands_on_its_callees(
    change: tuple[str, str], verdicts: dict[str, Verdict], solvers: Solvers
) -> None:
    """A caller is proved only where the contracts that it uses are proved."""
    found: dict[str, Verdict] = {}
    proved: dict[str, Assurance] = {}
    with question_about(CALLS.replace(*change), solvers=solvers) as question:
        for name in callees_first(question.program, ["f"]):
            if question.program.functions[name].body is not None:
                said, _ = prove(replace(question, name=name), chosen(), Limits(), proved)
                found[name] = said.verdict
                if said.assurance is not None:
                    proved[name] = said.assurance
    assert found == verdicts


def test_a_proof_that_assumes_an_unproved_contract_says_so(solvers: Solvers) -> None:
    """It names the callee."""
    with question_about(CALLS, solvers=solvers) as question:
        said, evidence = prove(question, chosen(), Limits())
        assert (said.verdict, evidence) == (Verdict.UNKNOWN, None)
        assert "contract of g" in said.reason
        said, evidence = prove(question, chosen(), Limits(), {"g": Assurance.ONE_SOLVER})
    assert said.assurance is Assurance.ONE_SOLVER
    assert evidence is not None
    assert evidence.assumed == ("g",)


def test_a_solver_that_gives_up_leaves_one(
    solvers: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`one-solver` is less than both, and contradiction is a failure."""
    real: Callable[..., object] = solvers.solve_both

    def altered(status: str) -> Callable[..., object]:
        def both(scripts: object) -> object:
            replies = dict(real(scripts))  # type: ignore[call-overload]
            replies[Solver.Z3] = tuple(replace(r, status=status) for r in replies[Solver.Z3])
            return replies

        return both

    monkeypatch.setattr(solvers, "solve_both", altered("unknown"))
    assert judged(GOOD, solvers, chosen(["smt"])).assurance is Assurance.ONE_SOLVER
    monkeypatch.setattr(solvers, "solve_both", altered("sat"))
    said = judged(GOOD, solvers, chosen(["smt"]))
    assert said.verdict is Verdict.FAILED
    assert "cvc5 unsat" in said.reason


def test_no_process_is_started_for_what_the_interpreter_decides(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A proof of an infinite domain starts no sandbox, a refutation no solver."""
    with question_about(GOOD) as question:
        prove(question, chosen(), Limits())
        assert question.sandbox.cpu_seconds == 0.0
    with question_about(BAD) as question:
        prove(question, chosen(), Limits())
        assert question.solvers.pids() == {}
