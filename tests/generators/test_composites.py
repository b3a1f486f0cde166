"""Best of N and cascades: who is asked when, what is dropped unjudged, and what it all cost."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from lemmata.cli.main import main
from lemmata.contracts.attempts import (
    Attempt,
    Budget,
    Distance,
    Exhausted,
    Proposal,
    Requirement,
    RequirementKind,
    Unrealizable,
)
from lemmata.contracts.errors import ChoiceError, ToolError
from lemmata.contracts.reading import read_source
from lemmata.contracts.verdicts import Candidate, Cost, Counterexample, Judgement, Verdict
from lemmata.generators import Request, generator, registry
from lemmata.generators.asking import Answer
from lemmata.generators.best import Best
from lemmata.generators.cascade import Cascade
from lemmata.generators.composing import share_purses
from lemmata.generators.spending import Caps, Purse, flat
from lemmata.generators.watching import Telling
from lemmata.testing.generators import TASKS, generator_conformance
from lemmata.testing.model_server import Scripted, serving

MODULE = read_source(TASKS)
CLAMP = Request(MODULE, "clamp")
RIGHT = "return max(low, min(value, high))"
LONG = Budget(8, 60.0, 60.0)
ONE = Cost(tokens=10)
LOW = Requirement(
    RequirementKind.EXAMPLE, "clamp(0, 1, 3)", (("value", 0), ("low", 1), ("high", 3)), "low"
)


@dataclass
class Fake:
    """Says what it was given, in order; with ``pause`` it waits as a service would."""

    name: str
    script: list[str | Proposal | Exception]
    is_concurrent: bool = False
    pause: Callable[[int], float] = lambda _: 0.0
    asked: list[Request] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def propose(self, request: Request, budget: Budget) -> Proposal:
        """The next of the script; called off, it says what it cost so far."""
        with self.lock:
            number = len(self.asked)
            self.asked.append(request)
        until = time.monotonic() + self.pause(number)
        while time.monotonic() < until:
            if request.watch.is_over:
                return Exhausted("it was called off", Cost(tokens=3))
            time.sleep(0.005)
        said = self.script[number] if number < len(self.script) else Exhausted("no more", ONE)
        if isinstance(said, Exception):
            raise said
        return Candidate(said, self.name, ONE) if isinstance(said, str) else said


def attempt(number: int, candidate: Candidate, stages: int = 2, size: int = 9) -> Attempt:
    """A refuted attempt at that distance."""
    judgement = Judgement("clamp", Verdict.REFUTED)
    return Attempt(number, candidate, judgement, Distance(stages, 1, 1, size))


def test_what_arrives_first_is_proposed_while_the_others_are_on_their_way() -> None:
    """The first body does not wait for the slowest; the end calls the others off and counts all."""
    slow = Fake("slow", [RIGHT, *["return low"] * 7], True, lambda at: 30.0 * (at > 0))
    best, started = Best("best:8:slow", slow, 8), time.monotonic()
    found = best.propose(CLAMP, LONG)
    assert isinstance(found, Candidate)
    assert (found.body, found.generator, found.cost.tokens) == (RIGHT, "best:8:slow", 10)
    bill = best.end()
    assert time.monotonic() - started < 5
    assert len(slow.asked) == 8
    assert bill.untold.tokens == 7 * 3
    assert best.end().untold == Cost()


def test_a_round_is_asked_once_for_one_state_of_knowledge() -> None:
    """What is left of a round is proposed before anybody is asked again, each body once."""
    inner = Fake("inner", ["return low", RIGHT, "return low", "return value + 0 * low"], True)
    best = Best("best:3:inner", inner, 3)
    first = best.propose(CLAMP, LONG)
    assert isinstance(first, Candidate)
    second = best.propose(replace(CLAMP, attempts=(attempt(1, first),)), LONG)
    assert isinstance(second, Candidate)
    assert {first.body, second.body} == {"return low", RIGHT}
    assert len(inner.asked) == 3
    third = best.propose(replace(CLAMP, attempts=(attempt(1, first), attempt(2, second))), LONG)
    assert isinstance(third, Candidate)
    assert third.body == "return value + 0 * low"
    best.end()


def test_an_input_learned_from_one_body_drops_the_others_that_break_it() -> None:
    """They are paid for and never judged; those outside the language come last."""
    bodies = ["return value", "return min(value, high)", "import os", RIGHT]
    best = Best("best:4:inner", Fake("inner", list(bodies)), 4)
    first = best.propose(CLAMP, LONG)
    assert isinstance(first, Candidate)
    known = replace(CLAMP, attempts=(attempt(1, first),), requirements=(LOW,))
    bodies_told, tokens = [], first.cost.tokens
    while isinstance(found := best.propose(known, LONG), Candidate):
        bodies_told.append(found.body)
        tokens += found.cost.tokens
        known = replace(known, attempts=(*known.attempts, attempt(2, found)))
    assert bodies_told == ["import os", RIGHT]
    assert tokens + found.cost.tokens == 50


def test_a_generator_that_computes_is_asked_when_a_body_is_wanted() -> None:
    """One at a time, each with a seed of its own; nothing is made that nobody asks for."""
    inner = Fake("inner", [RIGHT] * 9)
    best = Best("best:4:inner", inner, 4)
    best.propose(CLAMP, LONG)
    assert len(inner.asked) == 1
    first = attempt(1, Candidate(RIGHT, "best:4:inner"))
    assert isinstance(best.propose(replace(CLAMP, attempts=(first,)), LONG), Exhausted)
    assert len({request.seed for request in inner.asked}) == len(inner.asked) == 8


def test_ends_of_a_round() -> None:
    """An input without any output ends it at once; errors are raised where nothing else came."""
    given = (("value", 0), ("low", 0), ("high", 0))
    none = Best("b", Fake("inner", [Unrealizable(given, "why")]), 2)
    assert isinstance(none.propose(CLAMP, LONG), Unrealizable)
    wrong = Best("b", Fake("inner", [ChoiceError("no key", remedy="set it")] * 2, True), 2)
    with pytest.raises(ChoiceError, match="no key"):
        wrong.propose(CLAMP, LONG)
    wrong.end()
    broken = Best("b", Fake("inner", [ZeroDivisionError("a bug"), RIGHT]), 2)
    with pytest.raises(ZeroDivisionError):
        broken.propose(CLAMP, LONG)
    mixed = Best("b", Fake("inner", [ToolError("gone", remedy=""), RIGHT], True), 2)
    assert isinstance(mixed.propose(CLAMP, LONG), Candidate)
    mixed.end()


def test_a_cascade_goes_on_where_a_part_ends_or_is_stuck() -> None:
    """What was learned goes along, each part's cost is told apart, a part is never asked again."""
    first = Fake("first", ["return low"])
    second = Fake("second", ["return high", "return value", "return low + 0", "return 1"])
    third = Fake("third", [RIGHT])
    cascade = Cascade("cascade:first,second,third", (first, second, third))
    known, makers = CLAMP, []
    while isinstance(found := cascade.propose(known, LONG), Candidate):
        makers.append(found.generator)
        more = attempt(len(known.attempts) + 1, found, size=9 + len(makers))
        known = replace(known, attempts=(*known.attempts, more), requirements=(LOW,))
    assert makers == ["first", "second", "second", "second", "third"]
    assert third.asked[0].requirements == (LOW,)
    assert "second is stuck" in found.reason
    assert "third: no more" in found.reason
    parts = {name: cost.tokens for name, cost in cascade.end().parts}
    assert parts == {"first": 20, "second": 30, "third": 20}


def test_a_part_of_a_cascade_does_not_use_up_the_time() -> None:
    """Each has its share of what is left; the last has all."""
    budgets: list[Budget] = []

    class Greedy(Fake):
        def propose(self, request: Request, budget: Budget) -> Proposal:
            budgets.append(budget)
            return super().propose(request, budget)

    cascade = Cascade("c", (Greedy("a", []), Greedy("b", []), Greedy("c", [RIGHT])))
    cascade.propose(CLAMP, Budget(8, 6.0, 60.0))
    assert [one.cpu_seconds for one in budgets] == [2.0, 3.0, 6.0]


def test_a_cascade_resumes_at_the_part_that_was_asked_last() -> None:
    """What earlier runs paid is in the shares; an earlier part is not asked anew."""
    first, second = Fake("first", [RIGHT]), Fake("second", [RIGHT])
    cascade = Cascade("c", (first, second))
    old = (Candidate("return low", "first", ONE), Candidate("return high", "second", ONE))
    known = replace(CLAMP, attempts=(attempt(1, old[0]), attempt(2, old[1])))
    cascade.resumed(known, old)
    found = cascade.propose(known, LONG)
    assert isinstance(found, Candidate)
    assert (found.generator, first.asked) == ("second", [])
    assert {name: cost.tokens for name, cost in cascade.end().parts} == {"first": 10, "second": 20}


def test_caps_hold_beside_each_other() -> None:
    """Requests on their way hold what they may cost, so that no number of them passes a cap."""
    purse = Purse(Caps(10_000, None, 60.0, 1_000), flat(1, 1), time.monotonic)
    other = Purse(Caps(10_000, None, 60.0, 1_000), flat(9, 9), time.monotonic)

    class Part:
        def __init__(self, mine: Purse) -> None:
            self.purse = mine

    share_purses([Part(purse), Part(other)])
    held = [purse.hold(2_000, 5.0) for _ in range(3)]
    assert [one.tokens for one in held if one] == [3_000, 3_000, 3_000]
    assert other.hold(2_000, 0.01) is None
    taken: list[object] = []
    waiter = threading.Thread(target=lambda: taken.append(other.hold(500, 5.0)))
    waiter.start()
    assert held[0] is not None
    purse.pay(Answer(None, "", 10, 10))
    purse.release(held[0])
    waiter.join(5.0)
    assert taken[0] is not None
    assert other.tokens == 20
    assert other.usd == pytest.approx(20e-6)


@pytest.mark.parametrize(
    "name",
    [
        *("best", "best:0:synth", "best:two:synth", "best:65:synth", "best:3", "cascade:synth"),
        *("cascade:synth,synth", "cascade:synth,", "best:2:nobody", "cascade:synth,nobody:x"),
    ],
)
def test_names_of_composites(name: str) -> None:
    """What names no number and no generators is the user's to mend."""
    with pytest.raises(ChoiceError):
        generator(name)


def test_options_reach_the_parts_they_are_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A number and a dot name one part; an option that nobody takes is an error."""
    got: list[dict[str, str]] = []

    class Taking:
        name = "taking"

        def configured(self, argument: str, options: dict[str, str]) -> Fake:
            got.append(dict(options))
            return Fake(f"taking:{argument}", [])

    monkeypatch.setitem(registry.BUILT_IN, "taking", f"{__name__}:TAKING")
    monkeypatch.setattr(f"{__name__}.TAKING", Taking(), raising=False)
    generator("cascade:synth,taking:a,taking:b", {"usd": "1", "3.usd": "2"})
    assert got == [{"usd": "1"}, {"usd": "2"}]
    with pytest.raises(ChoiceError, match=r"takes the option '2\.y'"):
        generator("best:2:taking", {"x": "1", "2.y": "0"})
    with pytest.raises(ChoiceError, match="takes the option 'x'"):
        generator("best:2:synth", {"x": "1"})


def test_composites_keep_the_laws() -> None:
    """The conformance kit takes them as it takes any generator."""
    generator_conformance(lambda: generator("best:2:synth"))
    generator_conformance(lambda: generator("cascade:best:2:synth,synth"))


def test_best_of_eight_with_one_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Eight requests at once through the real SDK; the right one is sealed, all are billed."""
    pytest.importorskip("pydantic_ai", reason="the extra llm is not installed")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    Path("tasks.py").write_text(TASKS)
    wrong = [f"return value + {number}" for number in range(7)]
    answers = [*wrong[:6], RIGHT, wrong[6]]
    script = [Scripted(body, wait_seconds=0.05, usage=(100, 10)) for body in answers]
    with serving(script) as server:
        url = f"base_url={server.base_url('openai')}"
        words = ["compile", "tasks.py::clamp", "-o", "out", "--json", "--attempts", "3"]
        assert main([*words, "--generator", "best:8:model:m", "--option", url]) == 0
    (made,) = json.loads(capsys.readouterr().out)["results"]
    assert made["history"][-1]["verdict"] == "proved"
    assert len(made["history"]) <= 3
    assert len(server.asked) == 8
    assert len({asked.prompt for asked in server.asked}) == 1
    ledger = json.loads(Path("out/clamp.lemma/ledger.json").read_text())
    assert 110 * 7 < ledger["tokens"] <= 110 * 8 + 2_000


def test_the_cheap_part_of_a_cascade_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the synthesizer cannot do goes to the model, and the ledger has both."""
    pytest.importorskip("pydantic_ai", reason="the extra llm is not installed")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    Path("tasks.py").write_text(
        "from icontract import ensure\n\n\n@ensure(lambda xs, result: result == sum(xs))\n"
        "def total(xs: list[int]) -> int:\n    ...\n"
    )
    with serving([Scripted("return sum(xs)", usage=(70, 7))]) as server:
        chosen = ["--generator", "cascade:hand:body.py,model:m", "-o", "out", "--json"]
        Path("body.py").write_text("return len(xs)\n")
        url = f"2.base_url={server.base_url('openai')}"
        assert main(["compile", "tasks.py", *chosen, "--option", url]) == 0
    (made,) = json.loads(capsys.readouterr().out)["results"]
    assert [one["generator"] for one in made["history"]] == ["hand:body.py", "model:m"]
    assert made["history"][0]["verdict"] == "refuted"
    ledger = json.loads(Path("out/total.lemma/ledger.json").read_text())
    assert {one["generator"]: one["tokens"] for one in ledger["parts"]} == {
        "hand:body.py": 0,
        "model:m": 77,
    }


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_stream_tells_how_far_it_is_and_can_be_called_off(
    provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tokens so far are told; when nobody waits any more the connection ends, and it is billed."""
    pytest.importorskip("pydantic_ai", reason="the extra llm is not installed")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    told: list[str] = []
    watch = Telling(told.append)

    def say(text: str) -> None:
        told.append(text)
        watch.end()

    watch.say = say
    slow = Scripted(f"{RIGHT}  # {'slow ' * 400}", pieces=400, pause_seconds=0.02, usage=(100, 900))
    with serving([slow]) as server:
        chosen = generator(f"model:{provider}:m", {"base_url": server.base_url(provider)})
        started = time.monotonic()
        found = chosen.propose(replace(CLAMP, watch=watch), LONG)
        assert time.monotonic() - started < 4
    assert isinstance(found, Exhausted)
    assert found.reason == "it was called off"
    assert "m answers: about" in told[0]
    assert found.cost.tokens > 0
    assert server.left <= 1


def test_a_counterexample_of_another_task_is_no_input_here() -> None:
    """A new search forgets the rounds of the one before."""
    inner = Fake("inner", ["return low", RIGHT, "return b - a"])
    best = Best("best:2:inner", inner, 2)
    best.propose(CLAMP, LONG)
    found = best.propose(Request(MODULE, "solve_add"), LONG)
    assert isinstance(found, Candidate)
    assert inner.asked[-1].task == "solve_add"
    hit = Counterexample((("a", 0), ("b", 1)), "x", 1)
    assert hit.arguments
    best.end()
