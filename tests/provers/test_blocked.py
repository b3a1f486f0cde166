"""Where a proof stopped: a weak proof is told from wrong code, and the clock is named."""

from collections.abc import Sequence
from dataclasses import replace

from lemmata.contracts.verdicts import Assurance, Judgement, Sought, Verdict
from lemmata.obligations import derivation
from lemmata.obligations.solvers import Reply, Script, Solver, Solvers
from lemmata.provers import Limits, chosen, prove
from lemmata.provers.smt import Smt
from tests.provers.asking import question_about

CALLER = '''
def g(n: int) -> int:
    """post: __return__ > n"""
    return n + 1


def f(n: int) -> int:
    """
    post: __return__ > n
    post: __return__ == n + 1
    """
    return g(n)
'''
LOOP = '''
from lemmata import decreases, invariant


def f(n: int) -> int:
    """
    pre: n >= 0
    post: __return__ == n
    """
    k = 0
    while k < n:
        invariant(k >= 0)
        decreases(n - k)
        k = k + 1
    return k
'''
HARD = '''
def f(x: int, y: int, z: int) -> bool:
    """
    pre: x > 0 and y > 0 and z > 0
    post: __return__
    """
    return x * x * x + y * y * y != z * z * z
'''
RIGHT = '''
def f(n: int) -> int:
    """post: __return__ > n"""
    return n + 1
'''
WRONG = RIGHT.replace("n + 1", "n - 1")


class Slow(Solvers):
    """Solvers of which one, or both, never answer in time."""

    def __init__(self, *late: Solver) -> None:
        super().__init__()
        self.silent = late

    def solve(
        self, scripts: Sequence[Script], solver: Solver, *, proofs: bool = False
    ) -> tuple[Reply, ...]:
        """What the clock leaves of the answers."""
        if solver not in self.silent:
            return super().solve(scripts, solver, proofs=proofs)
        return tuple(Reply("unknown", "wall limit of 30 s", is_late=True) for _ in scripts)


def judged(source: str, solvers: Solvers) -> Judgement:
    """The judgement about ``f``, with ``g`` taken as proved."""
    with question_about(source, solvers=solvers) as question:
        proved = {"g": Assurance.TWO_SOLVERS}
        return prove(question, chosen(("smt",)), Limits(), proved)[0]


def test_a_weak_proof_names_the_conjunct_the_line_and_the_state(solvers: Solvers) -> None:
    """The contract of a callee is too weak for one conjunct: its text, line and a state."""
    said = judged(CALLER, solvers)
    blocked = said.blocked
    assert said.verdict is Verdict.UNKNOWN
    assert said.counterexample is None
    assert blocked is not None
    assert (blocked.kind, blocked.text) == ("postcondition", "result == n + 1")
    assert blocked.line == 10
    assert [name for name, _ in blocked.state] == ["n"]
    assert "sat" in dict(blocked.said)["z3"]


def test_a_state_in_the_middle_of_a_loop_is_shown(solvers: Solvers) -> None:
    """Where an invariant is too weak, with the variables at the loop's head by name."""
    with question_about(LOOP, solvers=solvers) as question:
        derived = derivation(question.program, "f")
        said = Smt().settle(question, derived, Limits())
    assert said.verdict is Verdict.UNKNOWN
    assert said.blocked is not None
    assert (said.blocked.kind, said.blocked.text) == ("postcondition", "result == n")
    state = dict(said.blocked.state)
    assert state.keys() == {"n", "k (in the loop)"}
    assert state["k (in the loop)"] != state["n"]
    assert "not a counterexample" in said.reason


def test_what_is_not_shown_to_end_is_a_weak_proof(solvers: Solvers) -> None:
    """Partial correctness is no proof: the obligation is that the loop ends, at its line."""
    source = LOOP.replace("        decreases(n - k)\n", "").replace("k >= 0", "0 <= k <= n")
    with question_about(source, solvers=solvers) as question:
        derived = derivation(question.program, "f")
        said = Smt().settle(question, derived, Limits())
    assert said.verdict is Verdict.UNKNOWN
    assert said.blocked is not None
    assert (said.blocked.kind, said.blocked.line) == ("termination", 11)


def test_an_obligation_nobody_decides_has_no_state(solvers: Solvers) -> None:
    """Where both solvers give up, there is nothing to show but what they said."""
    said = judged(HARD, solvers)
    assert (said.unproved, said.sought) == (("result",), Sought())
    blocked = said.blocked
    assert blocked is not None
    assert blocked.state == ()
    assert all("limit" in word for _, word in blocked.said)


def test_what_was_sought_and_what_is_open_is_told(solvers: Solvers) -> None:
    """An unknown says which claims are open, and how many inputs and models refuted nothing."""
    weak = judged(CALLER, solvers)
    assert weak.unproved == ("result == n + 1",)
    assert weak.sought == Sought(models=1)
    with question_about(CALLER, solvers=solvers) as question:
        tried = prove(question, chosen(("small_scope",)), Limits(deep_tries=0))[0]
    assert tried.sought is not None
    assert tried.sought.inputs > 100
    right = judged(RIGHT, solvers)
    assert (right.unproved, right.sought) == ((), None)


def test_right_and_wrong_code_is_not_blocked(solvers: Solvers) -> None:
    """A proof and a refutation stop nowhere."""
    assert judged(RIGHT, solvers).blocked is None
    wrong = judged(WRONG, solvers)
    assert (wrong.verdict, wrong.blocked) == (Verdict.REFUTED, None)


def test_a_solver_that_the_clock_stopped_is_named_in_a_proof() -> None:
    """The wall limit may weaken an assurance; it does not do so silently."""
    with Slow(Solver.Z3) as slow:
        said = judged(RIGHT, slow)
    assert (said.verdict, said.assurance) == (Verdict.PROVED, Assurance.ONE_SOLVER)
    assert ["z3 was stopped by the clock" in note for note in said.notes] == [True]


def test_a_verdict_that_the_clock_prevented_says_so() -> None:
    """Unknown because of the wall limit is told from unknown because of the unit limit."""
    with Slow(*Solver) as slow:
        late = judged(RIGHT, slow)
    assert late.verdict is Verdict.UNKNOWN
    assert ["stopped by the clock" in note for note in late.notes] == [True, True]
    assert late.blocked is not None
    assert "wall limit" in late.reason


def test_the_unit_limit_needs_no_note(solvers: Solvers) -> None:
    """What counts of steps decide is the same on every machine."""
    said = judged(HARD, solvers)
    assert said.notes == ()
    assert replace(judged(HARD, solvers), seconds=0) == replace(said, seconds=0)
