"""Sketches: holes are filled, invariants that do not hold go and are named, the rest is judged."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import lemmata
from lemmata.cli.main import main
from lemmata.contracts.attempts import (
    Attempt,
    Budget,
    Distance,
    Exhausted,
    Proposal,
    Requirement,
    RequirementKind,
)
from lemmata.contracts.errors import ChoiceError
from lemmata.contracts.reading import read_source
from lemmata.contracts.types import BOOL, INT, STR
from lemmata.contracts.values import ListValue
from lemmata.contracts.verdicts import Candidate, Counterexample, Judgement, Verdict
from lemmata.generators import Request, generator
from lemmata.generators.prompting import system_prompt
from lemmata.language.parsing import parse_program
from lemmata.search.requirements import requirements_of
from lemmata.sketching import Completed, Draft, completed, holes_of, is_sketch
from lemmata.sketching.family import Sketch
from lemmata.sketching.reading import filled_text, typings
from lemmata.testing.generators import generator_conformance
from lemmata.testing.model_server import Scripted, serving

HEAD = (
    "from icontract import ensure, require\n\nfrom lemmata import decreases, hole, invariant\n\n\n"
)
LARGEST = """\
@require(lambda xs: len(xs) > 0)
@ensure(lambda xs, result: result == max(xs))
def largest(xs: list[int]) -> int:
    ...
"""
CLAMP = """\
@require(lambda low, high: low <= high)
@ensure(lambda value, low, high, result: low <= result <= high)
@ensure(lambda value, low, high, result: result == value or not low <= value <= high)
@ensure(lambda value, low, high, result: result in (value, low, high))
@ensure(lambda value, low, high, result: value <= high or result == high)
def clamp(value: int, low: int, high: int) -> int:
    ...
"""
TEXTS = """\
@ensure(lambda words, result: result == ["<" + word for word in words])
def quoted(words: list[str]) -> list[str]:
    ...
"""
MODULE = read_source(HEAD + LARGEST + "\n\n" + CLAMP + "\n\n" + TEXTS, "tasks.py")
LOOP = """\
best = xs[0]
for i in range(1, len(xs)):
    invariant(best == max(xs[:i]))
    invariant(best > 0)
    if hole():
        best = xs[i]  # the larger one
return best
"""
LONG = Budget(8, 60.0, 60.0)


def ends_after(seconds: float) -> Callable[[], bool]:
    """A clock for one completion."""
    until = time.monotonic() + seconds
    return lambda: time.monotonic() > until


def complete(name: str, body: str, *learned: Requirement, judged: str = "") -> Completed:
    """The body of a task of the module, completed."""
    draft = Draft(MODULE, name, Candidate(body, "t"), learned, frozenset({judged}))
    return completed(draft, ends_after(60.0))


class Says:
    """Proposes these bodies one after another."""

    name = "says"

    def __init__(self, *bodies: str) -> None:
        self.bodies = list(bodies)
        self.asked: list[Request] = []

    def propose(self, request: Request, budget: Budget) -> Proposal:
        """The next one."""
        self.asked.append(request)
        return Candidate(self.bodies.pop(0), self.name) if self.bodies else Exhausted("no more")


def test_a_hole_is_importable_and_never_runs() -> None:
    """It has a type for checkers of types, and says what to do when it is reached."""
    with pytest.raises(RuntimeError, match="--generator sketch"):
        lemmata.hole()


def test_a_wrong_invariant_goes_and_the_right_one_guides_the_filling() -> None:
    """Without the right invariant a smaller filling would do; the wrong one is named with a run."""
    made = complete("largest", LOOP)
    assert made.is_whole
    assert made.filled == ("best < xs[i]",)
    assert made.body == LOOP.replace("hole()", "best < xs[i]").replace(
        "    invariant(best > 0)\n", ""
    )
    (finding,) = made.findings
    assert (finding.rule, finding.severity) == ("invariant", "warning")
    assert "`best > 0` of loop 1 was left out: it is false on xs=[" in finding.message


def test_an_invariant_that_only_stands_beside_another_stays() -> None:
    """What is true and not kept by itself is kept beside what the prover finds; else it goes."""
    body = "total = 0\ni = 0\nwhile i < len(xs):\n    invariant(i <= len(xs))\n    i += 1\n"
    made = complete("largest", body + "return max(xs)\n")
    assert made.findings == ()
    assert "invariant(i <= len(xs))" in made.body
    lost = complete("largest", body.replace("i <= len(xs)", "i * i >= i") + "return max(xs)\n")
    assert lost.is_whole


def test_several_holes_are_filled_together() -> None:
    """The smallest together that are right on all inputs; a hole out of reach is not guessed."""
    body = "if hole():\n    return low\nif value > high:\n    return hole()\nreturn hole()\n"
    made = complete("clamp", body)
    assert made.filled == ("value < low", "high", "value")
    assert complete("clamp", body, judged=made.body).body != made.body


def test_holes_of_other_types_and_of_comprehensions() -> None:
    """Strings and lists are filled too, and a comprehension's own variable is seen."""
    assert complete("quoted", "return [hole() for word in words]\n").filled == ("'<' + word",)
    body = "out: list[str] = []\nfor word in words:\n    out = hole()\nreturn out\n"
    assert complete("quoted", body).filled == ("out + ['<' + word]",)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return hole() * 7\n", "hole 1 of 1 (`return hole() * 7`) is not filled: no expression"),
        ("return hole(3)\n", "hole() takes nothing"),
        ("assert hole()\nreturn low\n", "an assertion that says nothing is no step"),
        ("while low > high:\n    invariant(hole())\nreturn low\n", "leave the invariant"),
        ("x = hole()\nimport os\nreturn x\n", "the sketch cannot be read"),
        ("return " + " + ".join(["hole()"] * 5), "at most 4 holes"),
    ],
)
def test_a_hole_that_cannot_be_filled_is_named(body: str, said: str) -> None:
    """The finding says which one and why, and the body keeps it."""
    made = complete("clamp", body)
    (finding,) = made.findings
    assert not made.is_whole
    assert finding.severity == "error"
    assert said in finding.message
    assert made.body == body


def test_a_sketch_may_use_what_it_brings() -> None:
    """A body with a hole is read beside its helpers."""
    helper = "def least(a: int, b: int) -> int:\n    return a if a < b else b\n"
    body = "if value < low:\n    return low\nreturn least(value, hole())\n"
    draft = Draft(MODULE, "clamp", Candidate(body, "t", helpers=(helper,)))
    assert completed(draft, ends_after(60.0)).filled == ("high",)


def test_time_is_over() -> None:
    """A search that must end says so."""
    draft = Draft(MODULE, "clamp", Candidate("return hole() - hole()\n", "t"))
    made = completed(draft, lambda: True)
    assert "time is over" in made.findings[0].message


def test_what_was_learned_is_filled_against() -> None:
    """An input that a filling got wrong is among those that the next one must get right."""
    far = Requirement(RequirementKind.EXAMPLE, "", (("xs", ListValue((7_001, 7_000))),))
    body = "best = xs[0]\nfor x in xs:\n    if hole():\n        best = x\nreturn best\n"
    assert complete("largest", body, far).is_whole


def test_a_filling_is_put_in_brackets_only_where_it_must_be() -> None:
    """The text around a hole keeps its meaning and its comments."""
    body = "return hole() * 2  # twice\n"
    spots = holes_of(MODULE, body)
    assert filled_text(body, spots, ["a + b"]) == "return (a + b) * 2  # twice\n"
    assert filled_text(body, spots, ["a"]) == "return a * 2  # twice\n"
    both = "x = 'é'; y = hole() + hole()\nreturn y\n"
    assert filled_text(both, holes_of(MODULE, both), ["1", "2"]).startswith("x = 'é'; y = 1 + 2")


def test_types_of_holes_are_found_by_reading() -> None:
    """A test is a bool; elsewhere the first type with which the body can be read."""

    def kinds(name: str, body: str) -> list[tuple[object, ...]]:
        ways = typings(MODULE, name, body, holes_of(MODULE, body))
        return [tuple(hole.type for hole in way.holes) for way in ways]

    assert kinds("clamp", "if hole():\n    return 1\nreturn hole()\n") == [(BOOL, INT)]
    first = kinds("quoted", "word = hole()\nreturn ['<' + word]\n")[0]
    assert first == (STR,)


def test_nothing_with_a_hole_is_proved_or_sealed() -> None:
    """The language refuses it by name, whoever asks."""
    source = HEAD + LARGEST.replace("    ...\n", "    return hole()\n")
    module = read_source(source)
    assert is_sketch(module, "largest")
    assert "a hole is outside the provable language" in str(
        parse_program(module).unsupported["largest"]
    )


def test_the_next_filling_comes_before_the_next_sketch() -> None:
    """A refuted filling costs the one who sketched nothing; when none is left, another is asked."""
    inner = Says("if hole():\n    return low\nreturn min(value, high)\n", "return high\n")
    sketch = Sketch("sketch:says", inner)
    request = Request(MODULE, "clamp")
    first = sketch.propose(request, LONG)
    assert isinstance(first, Candidate)
    assert inner.asked[0].may_sketch
    refuted = Judgement("clamp", Verdict.REFUTED)
    attempts: tuple[Attempt, ...] = (Attempt(1, first, refuted, Distance(2, 1, 1, 1)),)
    again = sketch.propose(Request(MODULE, "clamp", (), attempts), LONG)
    assert isinstance(again, Candidate)
    assert len(inner.asked) == 1
    assert again.body not in (first.body, "return high\n")
    proved_off = Judgement("clamp", Verdict.UNSUPPORTED)
    attempts = (*attempts, Attempt(2, again, proved_off, Distance(3, 1, 1, 1)))
    other = sketch.propose(Request(MODULE, "clamp", (), attempts), LONG)
    assert isinstance(other, Candidate)
    assert other.body == "return high\n"
    assert len(inner.asked) == 2


def test_a_false_step_is_quoted_with_its_state() -> None:
    """A false assertion is an exception, as in Python, and the step is told by its text."""
    hit = Counterexample((("value", 4),), "no exception", 2, error="AssertionError")
    judgement = Judgement("clamp", Verdict.REFUTED, counterexample=hit)
    (asked,) = requirements_of(judgement, ["def f(value):", "    assert value < 4", ""])
    assert (asked.quote, asked.line) == ("assert value < 4", 2)
    assert "on value=4" in asked.text


def test_names_and_laws() -> None:
    """`sketch` needs a hole in the file; `sketch:INNER` keeps the laws of generators."""
    with pytest.raises(ChoiceError, match="has no hole"):
        generator("sketch").propose(Request(MODULE, "clamp"), LONG)
    with pytest.raises(ChoiceError, match="option"):
        generator("sketch", {"usd": "1"})
    with pytest.raises(ChoiceError):
        generator("sketch:nobody")
    generator_conformance(lambda: generator("sketch:synth"))


def test_models_are_told_of_holes_where_somebody_fills_them() -> None:
    """The prompt offers `hole()` in a sketch alone."""
    assert "hole()" not in system_prompt(MODULE)
    assert "`hole()`" in system_prompt(MODULE, may_sketch=True)


def test_a_models_sketch_with_one_wrong_invariant_is_sealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Through the real SDK: a hole that stays goes back by name, then a sketch is completed."""
    pytest.importorskip("pydantic_ai", reason="the extra llm is not installed")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    Path("tasks.py").write_text(HEAD + LARGEST)
    with serving([Scripted("return hole(2)"), Scripted(LOOP)]) as server:
        url = f"base_url={server.base_url('openai')}"
        chosen = [
            "--generator",
            "sketch:model:m",
            "--option",
            url,
            "--record",
            "run.jsonl",
        ]
        assert main(["compile", "tasks.py", "-o", "out", "--json", "--budget", "20", *chosen]) == 0
    (made,) = json.loads(capsys.readouterr().out)["results"]
    assert [entry["verdict"] for entry in made["history"]] == ["unsupported", "proved"]
    assert "hole 1 of 1 (`return hole(2)`) is not filled" in server.asked[1].prompt
    (finding,) = made["history"][1]["findings"]
    assert finding["rule"] == "invariant"
    sealed = Path("out/largest.lemma/source.py").read_text()
    assert "best < xs[i]" in sealed
    assert "best > 0" not in sealed
    assert main(["compile", "tasks.py", "-o", "again", "--generator", "recorded:run.jsonl"]) == 0
    capsys.readouterr()
