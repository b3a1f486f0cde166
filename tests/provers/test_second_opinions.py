"""Second opinions: what they show is replayed, what they confirm is a note, and never a proof.

CrossHair and Nagini are stand-ins here that answer in their own words; Hypothesis is real.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from lemmata.cli.main import main
from lemmata.contracts.errors import ToolError
from lemmata.contracts.reading import read_source
from lemmata.contracts.values import to_python
from lemmata.contracts.verdicts import Judgement, Verdict
from lemmata.obligations.solvers import Solvers
from lemmata.provers import Limits, chosen, hypothesis_opinion, prove
from lemmata.provers.hypothesis_opinion import Hypothesis
from lemmata.provers.nagini import translated
from lemmata.testing import conformance
from lemmata.testing.conformance import prover_conformance
from lemmata.testing.golden import GOLDEN
from tests.provers.asking import question_about

RIGHT = '''
def f(n: int) -> int:
    """
    pre: n > 3
    post: __return__ > n
    """
    return n + 1
'''
WRONG = RIGHT.replace("n + 1", "n + 1 if n != 71 else 0")
RICH = '''
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Literal


class Rank(Enum):
    LOW = 1
    HIGH = 2


@dataclass(frozen=True)
class Card:
    rank: Rank
    share: Fraction
    notes: tuple[str, int | None]
    light: Literal["red", "green"]
    flag: bool


def f(card: Card, word: str) -> bool:
    """post: __return__"""
    return not (card.rank == Rank.HIGH and card.light == "green" and word.startswith("ab"))
'''
Install = Callable[[str, str], None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts a stand-in into an environment of its own: a shell script."""

    def installed(name: str, script: str) -> None:
        (tmp_path / "bin").mkdir(exist_ok=True)
        program = tmp_path / "bin" / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv(f"LEMMATA_{name.upper()}", str(tmp_path))

    return installed


def judged(source: str, solvers: Solvers, *names: str) -> Judgement:
    """The judgement of these provers about ``f``."""
    with question_about(source, solvers=solvers) as question:
        return prove(question, chosen(names), Limits())[0]


CONFIRMED = "echo 'x.py:5: info: Confirmed over all paths.'"


def test_what_crosshair_confirms_is_a_note(install: Install, solvers: Solvers) -> None:
    """Alone it leaves the verdict unknown; beside a proof it changes nothing."""
    install("crosshair", CONFIRMED)
    alone = judged(RIGHT, solvers, "crosshair")
    assert (alone.verdict, alone.assurance) == (Verdict.UNKNOWN, None)
    assert "not a proof" in alone.reason
    beside = judged(RIGHT, solvers, "smt", "crosshair")
    assert (beside.verdict, beside.method) == (Verdict.PROVED, "smt")
    assert ["crosshair confirms" in note for note in beside.notes] == [True]


def test_what_crosshair_confirms_wrongly_proves_nothing(install: Install, solvers: Solvers) -> None:
    """Our own refutation stands."""
    install("crosshair", CONFIRMED)
    assert judged(WRONG, solvers, "smt", "crosshair").verdict is Verdict.REFUTED
    assert judged(WRONG, solvers, "crosshair").verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "message",
    [
        "false when calling f(71) (which returns 0)",
        "false when calling f(n = 71)",
        "AssertionError:  when calling f(71) (which raises AssertionError())",
    ],
)
def test_an_input_that_crosshair_shows_is_replayed(
    message: str, install: Install, solvers: Solvers
) -> None:
    """In whichever of its forms the call is written."""
    install("crosshair", f"echo 'x.py:5: error: {message}'; exit 1")
    said = judged(WRONG, solvers, "crosshair")
    assert said.verdict is Verdict.REFUTED
    assert said.counterexample is not None
    assert dict(said.counterexample.arguments) == {"n": 71}


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("echo 'x.py:5: error: false when calling f(9) (which returns 10)'", "breaks nothing"),
        ("echo 'x.py:5: error: false when calling f(object())'", "it says false when calling"),
        ("echo 'x.py:5: error: false when calling f(1'", "it says false when calling"),
        ("echo 'x.py:5: info: Not confirmed.'", "confirms nothing"),
        ("echo broken >&2; exit 2", "exit code 2, broken"),
        ("exit 0", "nothing said"),
    ],
)
def test_what_does_not_replay_is_not_shown(
    script: str, told: str, install: Install, solvers: Solvers
) -> None:
    """Nor is anything that cannot be read: the verdict is unknown, with what was said."""
    install("crosshair", script)
    said = judged(WRONG, solvers, "crosshair")
    assert (said.verdict, said.counterexample) == (Verdict.UNKNOWN, None)
    assert told in said.reason


def test_an_input_against_a_proof_is_a_failure(
    install: Install, solvers: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a replayed input meets a proof, nobody is believed."""
    install("crosshair", "echo 'x.py:5: error: false when calling f(71)'")
    with question_about(WRONG, solvers=solvers) as question, question_about(RIGHT) as other:
        proof = chosen(["smt"])[0].ask(other, Limits())
        (crosshair,) = chosen(["crosshair"])
        smt = type("Smt", (), {"name": "smt", "ask": lambda *_: proof})()
        said, _ = prove(question, [smt, crosshair], Limits())
    assert said.verdict is Verdict.FAILED
    assert "smt says proved, and crosshair found an input" in said.reason


def test_hypothesis_finds_and_shrinks(solvers: Solvers) -> None:
    """A constant of the code is found, and the input replays."""
    said = judged(WRONG, solvers, "hypothesis")
    assert said.verdict is Verdict.REFUTED
    assert said.counterexample is not None
    assert dict(said.counterexample.arguments) == {"n": 71}


def test_hypothesis_makes_values_of_every_scalar_and_record(solvers: Solvers) -> None:
    """Enums, fractions, literals, optionals, tuples, records; the smallest bad one is shown."""
    said = judged(RICH, solvers, "hypothesis")
    assert said.verdict is Verdict.REFUTED
    assert said.counterexample is not None
    (_, card), (_, word) = said.counterexample.arguments
    assert "rank=Rank.HIGH" in to_python(card)
    assert word == "ab"


def test_hypothesis_never_proves_and_repeats_itself(solvers: Solvers) -> None:
    """Nothing found is a note; the same question has the same answer."""
    first, second = (judged(RIGHT, solvers, "hypothesis") for _ in range(2))
    assert (first.verdict, first.assurance) == (Verdict.UNKNOWN, None)
    assert first.reason == second.reason
    assert "finds nothing wrong" in first.reason


@pytest.mark.slow
def test_hypothesis_passes_the_kit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The laws of every prover, on every eighth function and with few examples each.

    Each question starts a Python that imports Hypothesis, which takes most of a second.
    """
    monkeypatch.setattr(conformance, "GOLDEN", GOLDEN[::8])
    assert [str(problem) for problem in prover_conformance(lambda: Hypothesis(most=5))] == []


VERIFIED = "echo 'Verification successful'"
FAILED = "echo 'Verification failed'; echo 'Errors:'; echo 'Postcondition might not hold.'; exit 1"


def test_what_nagini_says_is_a_note(install: Install, solvers: Solvers) -> None:
    """It shows no input, so it neither proves nor refutes."""
    install("nagini", VERIFIED)
    said = judged(WRONG, solvers, "nagini")
    assert (said.verdict, said.assurance) == (Verdict.UNKNOWN, None)
    assert "nagini verifies it" in said.reason
    install("nagini", FAILED)
    said = judged(WRONG, solvers, "nagini")
    assert said.verdict is Verdict.UNKNOWN
    assert "Postcondition might not hold" in said.reason
    install("nagini", "echo 'Verification successful'; exit 1")
    assert "does not verify" in judged(WRONG, solvers, "nagini").reason


def test_nagini_gets_its_own_notation() -> None:
    """Result, Old, conjunctions for chains, and words for what helps a loop."""
    source = '''
def f(n: int) -> int:
    """Text.

    pre: 0 <= n < 9
    post: __return__ >= __old__.n
    """
    while n < 5:
        invariant(n <= 5)
        decreases(5 - n)
        n = n + 1
    return n
'''
    task = read_source(source).tasks["f"]
    text = translated(source, task)
    assert "Requires(0 <= n and n < 9)" in text
    assert "Ensures(Result() >= Old(n))" in text
    assert "Invariant(n <= 5)" in text
    assert "decreases" not in text
    assert '"""' not in text


@pytest.mark.parametrize("name", ["crosshair", "nagini", "hypothesis"])
def test_a_missing_tool_is_named_before_anything_is_done(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The error has a remedy, and no verdict is given without the opinion that was asked for."""
    monkeypatch.setenv("LEMMATA_CROSSHAIR", str(tmp_path / "nowhere"))
    monkeypatch.delenv("LEMMATA_NAGINI", raising=False)
    monkeypatch.setattr(hypothesis_opinion, "is_installed", lambda: False)
    with pytest.raises(ToolError) as caught:
        chosen(["smt", name])
    assert caught.value.remedy
    (tmp_path / "task.py").write_text(RIGHT)
    assert main(["prove", str(tmp_path / "task.py"), "--prover", name]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert f"ToolError: {name}" in printed.err


def test_second_opinions_are_asked_only_by_name() -> None:
    """Without names, nobody else's tool is started."""
    assert not {"crosshair", "nagini", "hypothesis"} & {each.name for each in chosen()}
