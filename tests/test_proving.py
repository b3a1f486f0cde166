"""One session over many functions: how steady its verdicts are."""

import time

import pytest

from lemmata import proving
from lemmata.contracts.attempts import Budget
from lemmata.contracts.clocks import Deadline
from lemmata.contracts.reading import read_source
from lemmata.contracts.verdicts import Judgement, Verdict
from lemmata.language.parsing import parse_program
from lemmata.provers import Answer, Limits, Question
from lemmata.proving import Known, Session, Settings
from lemmata.search import deadline

SOURCE = '''
def f(n: int) -> int:
    """post: __return__ > n"""
    return n + 1
'''

ENDLESS = '''
def f(x: int, y: int, z: int) -> bool:
    """post: __return__"""
    return x ** 3 + y ** 3 + z ** 3 != 114

def g(n: int) -> int:
    """post: __return__ > n"""
    return n + 1
'''


class Moody:
    """A prover that says what its seed tells it to."""

    name = "moody"

    def __init__(self, *, lies: bool) -> None:
        self.lies = lies

    def ask(self, question: Question, limits: Limits) -> Answer:
        """Unknown, or failed at seed 2."""
        verdict = Verdict.UNKNOWN
        if limits.solver.seed == 2 and self.lies:
            verdict = Verdict.FAILED
        return Answer(self.name, verdict, f"seed {limits.solver.seed}")


def judged(settings: Settings, source: str = SOURCE, prover: Moody | None = None) -> Judgement:
    """The judgement about ``f``."""
    module = read_source(source, "task.py")
    with Session(settings) as session:
        if prover is not None:
            session.provers = (prover,)
        return session.judge(module, parse_program(module), "f", Known())


def test_each_seed_judges_and_all_agree() -> None:
    """Three seeds are the judgement's own and two more; right and wrong code is stable."""
    right = judged(Settings(seeds=3))
    assert [(known.seed, known.verdict) for known in right.seeded] == [
        (1, Verdict.PROVED),
        (2, Verdict.PROVED),
    ]
    wrong = judged(Settings(seeds=3), SOURCE.replace("n + 1", "n - 1"))
    assert (right.verdict, wrong.verdict) == (Verdict.PROVED, Verdict.REFUTED)
    assert right.flipped == wrong.flipped == ()


def test_a_seed_that_says_something_else_is_named() -> None:
    """The judgement stays that of seed 0, and the flip is reported with its reason."""
    said = judged(Settings(seeds=4), prover=Moody(lies=True))
    assert said.verdict is Verdict.UNKNOWN
    assert [(known.seed, known.verdict) for known in said.flipped] == [(2, Verdict.FAILED)]


def test_seeds_that_contradict_each_other_are_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proved with one seed and refuted with another is a bug of ours, and no verdict."""
    answers = [Judgement("f", verdict) for verdict in (Verdict.PROVED, Verdict.REFUTED)]
    monkeypatch.setattr(proving, "prove", lambda *_: (answers.pop(), None))
    said = judged(Settings(seeds=2))
    assert said.verdict is Verdict.FAILED
    assert "please report" in said.reason


def test_answers_that_the_clock_ended_are_told() -> None:
    """Wherever a prover asked: a verdict is not changed by the clock in silence."""

    class Hasty(Moody):
        """Meets the wall limit on its way."""

        def ask(self, question: Question, limits: Limits) -> Answer:
            """Unknown, after two late answers."""
            question.solvers.late += 2
            return super().ask(question, limits)

    said = judged(Settings(), prover=Hasty(lies=False))
    assert [note.startswith("the clock ended 2") for note in said.notes] == [True]
    assert judged(Settings(), prover=Moody(lies=False)).notes == ()


def test_one_seed_is_no_question_of_stability() -> None:
    """Without more seeds nothing is said about them."""
    assert judged(Settings()).seeded == ()


def test_a_judgement_ends_with_the_budget() -> None:
    """Neither clock is overrun by a judgement that would go on; the session is usable after."""
    module = read_source(ENDLESS, "task.py")
    program = parse_program(module)
    with Session(Settings(budget_seconds=600)) as session:
        session.judge(module, program, "g", Known())  # starts the processes
        for budget in (Budget(1, 0.3, 60.0), Budget(1, 60.0, 0.3)):
            cpu, wall = session.cpu_seconds, time.monotonic()
            with session.within(deadline(budget, lambda: session.cpu_seconds)):
                said = session.judge(module, program, "f", Known())
            assert session.cpu_seconds - cpu < budget.cpu_seconds + 0.25
            assert (
                time.monotonic() - wall < budget.wall_seconds + 1.5
            )  # other load may be in between
            assert said.verdict is Verdict.UNKNOWN
            assert "the budget ended here" in said.reason
        assert session.judge(module, program, "g", Known()).verdict is Verdict.PROVED


def test_a_spent_budget_judges_nothing() -> None:
    """With nothing left no process is asked, and nothing is refuted or proved."""
    module = read_source(SOURCE.replace("n + 1", "n"), "task.py")
    with Session() as session, session.within(Deadline(lambda: 0.0)):
        said = session.judge(module, parse_program(module), "f", Known())
        assert (said.verdict, session.solvers.pids()) == (Verdict.UNKNOWN, {})
        assert session.refuted(module, "f", (("n", 0),)) is None


def test_an_input_refutes_alone() -> None:
    """A known input refutes what is wrong there, by CPython; what is right there stays open."""
    wrong = read_source(SOURCE.replace("n + 1", "abs(n)"), "task.py")
    with Session() as session:
        said = session.refuted(wrong, "f", (("n", 4),))
        assert session.solvers.pids() == {}
        assert session.refuted(wrong, "f", (("n", -4),)) is None
        assert session.refuted(read_source(SOURCE, "task.py"), "f", (("n", 4),)) is None
    assert said is not None
    assert (said.verdict, said.method) == (Verdict.REFUTED, "learned")
    assert said.counterexample is not None
    assert (said.counterexample.arguments, said.counterexample.observed) == ((("n", 4),), 4)
