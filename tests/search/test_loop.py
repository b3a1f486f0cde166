"""The loop, with scripted generators and judges."""

from collections.abc import Iterable

from lemmata.contracts.attempts import (
    Attempt,
    Budget,
    Exhausted,
    Judge,
    Proposal,
    Propose,
    Requirement,
    RequirementKind,
    Turn,
    Unrealizable,
)
from lemmata.contracts.verdicts import Candidate, Cost, Counterexample, Judgement, Verdict
from lemmata.search import Clock, search

WRONG, RIGHT = "return a", "return b - a"
HIT = Counterexample((("a", 1), ("b", 1)), "a + result == b", 3, observed=1, returned=True)


def scripted(*bodies: str) -> tuple[Propose, list[tuple[Requirement, ...]]]:
    """A generator that proposes the bodies in turn, and what it was told each time."""
    told: list[tuple[Requirement, ...]] = []
    turns: Iterable[str] = iter(bodies)

    def propose(turn: Turn, left: Budget) -> Proposal:
        told.append(turn.requirements)
        body = next(iter(turns), None)
        if body is None:
            return Exhausted("the script is over")
        return Candidate(body, "scripted", Cost(tokens=7))

    return propose, told


def judge(candidate: Candidate, left: Budget) -> Judgement:
    """Accepts the right body only and refutes the others with one input."""
    if candidate.body == RIGHT:
        return Judgement("solve", Verdict.PROVED)
    return Judgement("solve", Verdict.REFUTED, counterexample=HIT, reason="refuted")


def counting(inner: Judge, seen: list[str]) -> Judge:
    """The judge, noting what it is asked."""

    def noted(candidate: Candidate, left: Budget) -> Judgement:
        seen.append(candidate.body)
        return inner(candidate, left)

    return noted


def test_counterexample_becomes_requirement() -> None:
    """A refuted candidate's input reaches the generator, and the next body may be proved."""
    propose, told = scripted(WRONG, RIGHT)
    outcome = search(propose, judge, Budget())
    assert outcome.verdict is Verdict.PROVED
    assert outcome.best is not None
    assert outcome.best.candidate.body == RIGHT
    assert told[0] == ()
    assert [r.kind for r in told[1]] == [RequirementKind.EXAMPLE]
    assert told[1][0].arguments == HIT.arguments
    assert outcome.cost.tokens == 14


def test_attempts_are_numbered_and_reported() -> None:
    """Each judged attempt is reported once, in order, with its distance descending to 0."""
    propose, _ = scripted(WRONG, RIGHT)
    seen: list[Attempt] = []
    outcome = search(propose, judge, Budget(), on_attempt=seen.append)
    assert tuple(seen) == outcome.attempts
    assert [attempt.number for attempt in seen] == [1, 2]
    assert [attempt.distance.stages_left for attempt in seen] == [2, 0]


def test_duplicate_is_judged_once() -> None:
    """Bodies that differ in comments only are judged once; the repeat is told to the generator."""
    propose, told = scripted(WRONG, "return  a  # again", RIGHT)
    judged: list[str] = []
    outcome = search(propose, counting(judge, judged), Budget())
    assert judged == [WRONG, RIGHT]
    assert outcome.duplicates == 1
    assert [r.kind for r in told[2]] == [RequirementKind.EXAMPLE, RequirementKind.DUPLICATE]


def test_repeating_generator_ends_not_sure() -> None:
    """A generator that only repeats itself is stopped long before the budget."""
    propose, told = scripted(*[WRONG] * 20)
    outcome = search(propose, judge, Budget(attempts=20))
    assert outcome.verdict is Verdict.UNKNOWN
    assert "only repeats" in outcome.reason
    assert len(told) == 4


def test_attempts_are_held() -> None:
    """Never more proposals than the budget; the end is honest and names the limit."""
    propose, told = scripted(*[f"return {n}" for n in range(20)])
    outcome = search(propose, judge, Budget(attempts=3))
    assert (outcome.verdict, len(told)) == (Verdict.UNKNOWN, 3)
    assert outcome.reason.startswith("not sure: 3 proposals were made")


def test_zero_budget_asks_nobody() -> None:
    """Without a budget neither generator nor judge is called."""
    propose, told = scripted(RIGHT)
    outcome = search(propose, judge, Budget(attempts=0))
    assert (outcome.verdict, outcome.attempts, told) == (Verdict.UNKNOWN, (), [])


def test_cpu_and_wall_are_held() -> None:
    """Time that has passed ends the search with the kind of time named."""
    for cpu, wall, named in ((6.0, 0.0, "CPU time"), (0.0, 50.0, "passed")):
        passed = [0.0, 0.0]

        def slow(candidate: Candidate, left: Budget, passed: list[float] = passed) -> Judgement:
            passed[:] = [cpu, wall]  # noqa: B023 - called before the next turn
            return judge(candidate, left)

        propose, told = scripted(WRONG, RIGHT)
        clock = Clock(lambda p=passed: p[0], lambda p=passed: p[1])  # type: ignore[misc]
        outcome = search(propose, slow, Budget(10, 5.0, 40.0), clock=clock)
        assert (outcome.verdict, len(told)) == (Verdict.UNKNOWN, 1)
        assert named in outcome.reason


def test_never_right_generator_ends_not_sure() -> None:
    """A generator that gives up ends in "not sure" with its reason, never in a refutation."""
    propose, _ = scripted(WRONG, "return b")
    outcome = search(propose, judge, Budget())
    assert outcome.verdict is Verdict.UNKNOWN
    assert "the script is over" in outcome.reason
    assert outcome.best is not None


def test_nearest_attempt_is_best() -> None:
    """The best attempt is the nearest one: not refuted beats refuted, whatever the order."""

    def unsure(candidate: Candidate, left: Budget) -> Judgement:
        if candidate.body == "return 5":
            return Judgement("solve", Verdict.UNKNOWN, reason="solver gave up")
        return judge(candidate, left)

    propose, _ = scripted(WRONG, "return 5", "return b")
    outcome = search(propose, unsure, Budget())
    assert outcome.best is not None
    assert outcome.best.candidate.body == "return 5"
    assert "solver gave up" in outcome.reason


def test_unrealizable_contract_is_refuted() -> None:
    """An input without any right output refutes the contract and is named."""

    def hopeless(*_: object) -> Proposal:
        return Unrealizable((("a", 0),), "both solvers say that no result exists")

    outcome = search(hopeless, judge, Budget())
    assert outcome.verdict is Verdict.REFUTED
    assert "a=0" in outcome.reason
    assert outcome.counterexample is not None
    assert outcome.counterexample.arguments == (("a", 0),)


def test_broken_tool_ends_failed() -> None:
    """A tool that broke is neither a proof nor a refutation."""
    propose, _ = scripted(WRONG)
    died = Judgement("f", Verdict.FAILED, reason="z3 died")
    outcome = search(propose, lambda candidate, left: died, Budget())
    assert (outcome.verdict, outcome.reason) == (Verdict.FAILED, "z3 died")


def test_failures_reach_the_distance() -> None:
    """How many learned inputs a body gets wrong is part of its distance."""
    propose, _ = scripted(WRONG, "return b", RIGHT)
    outcome = search(propose, judge, Budget(), failures=lambda c, r: len(r) + len(c.body))
    assert [a.distance.examples_failed for a in outcome.attempts] == [9, 9, 0]
