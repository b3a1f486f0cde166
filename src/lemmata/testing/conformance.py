"""What every prover must pass, ours or a stranger's: honest, repeatable, within its limits."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lemmata.contracts.errors import LemmataError
from lemmata.contracts.reading import read_source
from lemmata.contracts.verdicts import Verdict
from lemmata.language.parsing import parse_program
from lemmata.obligations import solvers
from lemmata.provers.limits import Limits
from lemmata.provers.portfolio import prove
from lemmata.provers.protocol import Answer, Prover, Question
from lemmata.sandbox import Sandbox
from lemmata.testing.golden import GOLDEN, Golden, Truth

_TINY = Limits(
    tries=1, deep_tries=1, shrink_tries=1, solver=solvers.Limits(z3_rlimit=1, cvc5_rlimit=1)
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A golden function that a prover got wrong, and what the law says."""

    golden: Golden
    message: str

    def __str__(self) -> str:
        return f"{self.golden.trap} ({self.golden.truth.value}): {self.message}"


def prover_conformance(make: Callable[[], Prover]) -> list[Problem]:
    """Everything in which the prover that ``make`` returns breaks the laws; empty: it passes.

    The laws: never proved of what is wrong and never refuted of what is right; a refutation
    replays in CPython; a proof brings evidence for that function; anything else brings a reason;
    the same question has the same answer, also from another instance; limits of almost nothing
    still give an honest answer; an open body gives a clear error or no verdict.

    Use it in a test: ``assert prover_conformance(MyProver) == []``.
    """
    with solvers.Solvers() as both:
        return [
            Problem(golden, message)
            for golden in GOLDEN
            for message in _problems(golden, make, both)
        ]


def _problems(golden: Golden, make: Callable[[], Prover], both: solvers.Solvers) -> Iterator[str]:
    module = read_source(golden.source, "golden.py")
    program = parse_program(module)
    with Sandbox(module, program) as sandbox:
        question = Question(module, program, "f", sandbox, both)
        if "f" in program.unsupported:
            yield from _honours_unsupported(golden, question, make())
            return
        if golden.truth is Truth.OPEN:
            yield from _survives_open(question, make())
            return
        first = _ask(question, make(), Limits())
        yield from _judge(golden, question, first)
        yield from _judge(golden, question, _ask(question, make(), _TINY))
        if _ask(question, make(), Limits()) != first:
            yield "the same question got another answer the second time"


def _ask(question: Question, prover: Prover, limits: Limits) -> Answer | LemmataError:
    try:
        return prover.ask(question, limits)
    except LemmataError as error:
        return error


def _judge(golden: Golden, question: Question, said: Answer | LemmataError) -> Iterator[str]:
    if isinstance(said, LemmataError):
        yield f"it raised {type(said).__name__}: {said}"
        return
    match said.verdict:
        case Verdict.PROVED:
            if golden.truth is not Truth.RIGHT:
                yield "it says proved"
            if said.evidence is None or said.evidence.function != question.name:
                yield "it says proved without evidence for this function"
        case Verdict.REFUTED:
            yield from _replays(golden, question, said)
        case Verdict.FAILED:
            yield f"it failed: {said.reason}"
        case _:
            if not said.reason:
                yield f"it says {said.verdict.value} and gives no reason"


def _replays(golden: Golden, question: Question, said: Answer) -> Iterator[str]:
    if golden.truth is Truth.RIGHT:
        yield "it says refuted"
    if said.counterexample is None:
        yield "it says refuted without a counterexample"
        return
    arguments = tuple(value for _, value in said.counterexample.arguments)
    if len(arguments) != len(question.function.parameters):
        yield "its counterexample has the wrong number of arguments"
    elif question.sandbox.replay(question.name, arguments) is None:
        yield "its counterexample breaks nothing in CPython"


def _honours_unsupported(golden: Golden, question: Question, prover: Prover) -> Iterator[str]:
    """A function that the language refuses stays refused, whoever is asked."""
    judgement, _ = prove(question, [prover], Limits())
    if judgement.verdict is not Verdict.UNSUPPORTED or not judgement.reason:
        yield f"{golden.truth.value} the language, yet the verdict is {judgement.verdict.value}"


def _survives_open(question: Question, prover: Prover) -> Iterator[str]:
    said = _ask(question, prover, Limits())
    if isinstance(said, Answer) and said.verdict in (Verdict.PROVED, Verdict.REFUTED):
        yield f"it says {said.verdict.value} of a function without a body"


__all__ = ["Problem", "prover_conformance"]
