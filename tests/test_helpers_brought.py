"""Functions that a candidate brings: gated, proved first, and no way around the proof."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lemmata.assembly import Choices, compile_module, judge_of
from lemmata.contracts.attempts import Budget, Exhausted, Proposal
from lemmata.contracts.errors import InputError
from lemmata.contracts.reading import read_source
from lemmata.contracts.verdicts import Candidate, Judgement, Verdict
from lemmata.evidence import check
from lemmata.gates import Toolbox, nearest_policies
from lemmata.gates.gating import Gating
from lemmata.generators import Request
from lemmata.language.parsing import parse_program
from lemmata.proving import Known, Session
from lemmata.search import body_digest

TASK = """\
from icontract import ensure, require


@require(lambda n: n >= 0)
@ensure(lambda n, result: result == sum(i for i in range(n + 1)))
def total(n: int) -> int:
    ...


def shifted(n: int) -> int:
    return total(n) if n > 0 else 0
"""
GAUSS = """\
@require(lambda n: n >= 0)
@ensure(lambda n, result: result)
@ensure(lambda n, result: 2 * sum(i for i in range(n + 1)) == n * (n + 1))
def gauss(n: int) -> bool:
    return n == 0 or gauss(n - 1)
"""
BODY = "assert gauss(n)\nreturn n * (n + 1) // 2\n"
MODULE = read_source(TASK, "total.py")


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """Warm solvers for all of these."""
    with Session() as made:
        yield made


def judged(session: Session, candidate: Candidate, known: Known | None = None) -> Judgement:
    """What the pipeline's judge says of a candidate for `total`."""
    with Toolbox() as box:
        gating = Gating(nearest_policies(Path("total.py")), box)
        return judge_of(session, MODULE, "total", known or Known(), gating)(candidate, Budget())


class Once:
    """Proposes one candidate."""

    name = "once"

    def __init__(self, candidate: Candidate) -> None:
        self.candidate = candidate

    def propose(self, request: Request, budget: Budget) -> Proposal:
        """The candidate, then nothing."""
        return Exhausted("it was said") if request.attempts else self.candidate


def test_a_helper_is_proved_first_and_sealed_with_the_task(
    session: Session, tmp_path: Path
) -> None:
    """The closed form needs an induction that the helper is; the lemma holds both and checks."""
    path = tmp_path / "total.py"
    path.write_text(TASK)
    choices = Choices(tmp_path / "out", opened=Once(Candidate(BODY, "once", helpers=(GAUSS,))))
    errors: list[InputError] = []
    module = read_source(TASK, str(path))
    (made,) = compile_module(session, module, "total", choices, errors.append)
    assert not errors
    assert (made.judgement.verdict, made.judgement.reason) == (Verdict.PROVED, "")
    assert made.lemma is not None
    assert "def gauss" in (made.lemma / "source.py").read_text()
    assert check(made.lemma).ok


def test_a_refuted_helper_refutes_no_body(session: Session) -> None:
    """Its counterexample is told in words: its arguments are none of the task's."""
    wrong = GAUSS.replace("2 *", "3 *")
    judgement = judged(session, Candidate(BODY, "t", helpers=(wrong,)))
    assert judgement.verdict is Verdict.UNKNOWN
    assert judgement.counterexample is None
    (finding,) = judgement.findings
    assert (finding.rule, finding.counterexample) == ("helper", None)
    assert "does not hold on n=1" in finding.message


def test_what_was_learned_of_a_helper_ends_with_its_candidate(session: Session) -> None:
    """A later candidate brings another function of that name: the old proof says nothing of it."""
    known = Known()
    first = judged(session, Candidate("return 0\n", "t", helpers=(GAUSS,)), known)
    assert first.verdict is Verdict.REFUTED
    assert not known.evidence
    false = GAUSS.replace("2 * sum", "sum").replace("return n == 0 or gauss(n - 1)", "return True")
    again = judged(session, Candidate(BODY, "t", helpers=(false,)), known)
    assert again.verdict is Verdict.UNKNOWN
    assert not known.evidence


@pytest.mark.parametrize(
    ("helper", "said"),
    [
        (GAUSS.replace("gauss", "max"), "the helper name 'max' is taken"),
        (GAUSS.replace("gauss", "total"), "the helper name 'total' is taken"),
        (GAUSS.replace("gauss", "n"), "the helper name 'n' is taken"),
        (GAUSS.replace("gauss(n - 1)", "total(n) > 0"), "uses 'total', which leads back"),
        (GAUSS.replace("gauss(n - 1)", "shifted(n) > 0"), "uses 'shifted', which leads back"),
        (GAUSS.replace("n >= 0", "False"), "no input satisfies the precondition of gauss"),
        (GAUSS.replace("n == 0 or gauss(n - 1)", "open('/etc/passwd')"), "pure-files"),
        (GAUSS.replace("return n == 0 or gauss(n - 1)", "..."), "'gauss' has no body"),
        ("import os\n", "not one function"),
        ("def a(n: int) -> int:\n    return n\nprint(1)\n", "not one function"),
        ("def a(n: int) -> int:\n    return n / 2\n", "the helper `a` is unsupported"),
        ("def a(", "not valid Python"),
    ],
)
def test_hostile_helpers_are_refused(session: Session, helper: str, said: str) -> None:
    """No name is taken over, nothing leads back to the task, and gates and provers see it all."""
    judgement = judged(session, Candidate("return n * (n + 1) // 2\n", "t", helpers=(helper,)))
    assert judgement.verdict in (Verdict.UNSUPPORTED, Verdict.UNKNOWN)
    told = [judgement.reason, *(finding.rule for finding in judgement.findings)]
    assert any(said in text for text in told), told


@pytest.mark.parametrize("text", ["# coding: latin-1\n{}", "{}\n#" + "x" * (1 << 20)])
def test_text_that_no_file_can_hold_is_the_candidates_fault(session: Session, text: str) -> None:
    """A coding line in a helper made CPython read other characters than were proved."""
    module = read_source('def f(n: int) -> int:\n    """post: __return__ > n"""\n    ...\n')
    helper = text.format("def g(n: int) -> int:\n    return n + 1")
    with Toolbox() as box:
        judge = judge_of(session, module, "f", Known(), Gating(nearest_policies(Path("f.py")), box))
        judgement = judge(Candidate("return g(n)\n", "t", helpers=(helper,)), Budget())
    assert judgement.verdict is Verdict.UNSUPPORTED
    assert "encoding" in judgement.reason or "limit" in judgement.reason


def test_helpers_tell_candidates_apart() -> None:
    """One body with another helper is another candidate."""
    with_one, without = Candidate(BODY, "t", helpers=(GAUSS,)), Candidate(BODY, "t")
    assert body_digest(with_one) != body_digest(without)
    assert body_digest(with_one) == body_digest(Candidate(BODY, "u", helpers=(GAUSS,)))


CIRCLE = """\
from icontract import ensure
from lemmata import decreases


@ensure(lambda n, result: result >= n)
def f(n: int) -> int:
    ...


@ensure(lambda b, result: result)
def g(b: bool) -> bool:
    decreases(1)
    return f(0) == 7
"""


def test_what_was_proved_by_running_a_candidate_ends_with_it(session: Session) -> None:
    """A neighbour that runs the task is proved of that candidate's code, and of no other's."""
    module, known = read_source(CIRCLE, "circle.py"), Known()
    body = "decreases(2 if n > 0 else 0)\nif n > 0:\n    return 6 if g(True) else 7\nreturn 7\n"
    with Toolbox() as box:
        judge = judge_of(session, module, "f", known, Gating(nearest_policies(Path("f.py")), box))
        assert judge(Candidate(body, "t"), Budget()).verdict is Verdict.REFUTED
        assert not known.evidence
        assert judge(Candidate("return n\n", "t"), Budget()).verdict is Verdict.PROVED
    assert list(known.evidence) == ["f"]


def test_a_proof_is_taken_back(session: Session) -> None:
    """A function that is judged again, and not proved, is no longer known to be."""
    module, known = read_source(CIRCLE.replace("...", "return 7"), "circle.py"), Known()
    assert session.judge(module, parse_program(module), "g", known).verdict is Verdict.PROVED
    module = read_source(CIRCLE.replace("...", "return n"), "circle.py")
    assert session.judge(module, parse_program(module), "g", known).verdict is Verdict.REFUTED
    assert not known.evidence
    assert not known.assurances
