"""The loop, with scripted generators and judges."""

from collections.abc import Iterable, Sequence

import pytest

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
    Wanted,
)
from lemmata.contracts.errors import SpentError
from lemmata.contracts.verdicts import Candidate, Cost, Counterexample, Judgement, Verdict
from lemmata.search import Clock, Replayed, Ways, deadline, learned_inputs, search
from lemmata.search.replaying import Input, Replay

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


def test_a_right_body_is_no_duplicate_of_a_wrong_text() -> None:
    """A body that could not be read for its indentation is judged when it is written right."""
    unread = Judgement("f", Verdict.UNSUPPORTED, reason="unexpected indent")
    right = Judgement("f", Verdict.PROVED)
    bodies = ["    return a", "    return a", "return a"]
    propose, _ = scripted(*bodies)
    judged = search(propose, lambda c, _: unread if c.body[0] == " " else right, Budget())
    assert (judged.verdict, judged.duplicates, len(judged.attempts)) == (Verdict.PROVED, 1, 2)


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


def replaying(wrong: dict[str, int]) -> Replay:
    """A replay in which a body gets the inputs below a number wrong."""

    def replay(candidate: Candidate, inputs: Sequence[Input]) -> Replayed:
        bound = wrong.get(candidate.body, 0)
        bad = tuple(one for one in inputs if isinstance(one[0][1], int) and one[0][1] < bound)
        return Replayed(bad, ("conjunct",) if bad else ())

    return replay


def refuted(a: int) -> Judgement:
    """A refutation by this input."""
    hit = Counterexample((("a", a),), "conjunct", 3, observed=1, returned=True)
    return Judgement("solve", Verdict.REFUTED, "small_scope", counterexample=hit)


WEAK = Judgement("solve", Verdict.UNKNOWN, "smt", reason="stuck", unproved=("a > 0", "b"))


def by_table(table: dict[str, Judgement]) -> Judge:
    """A judge that knows a few bodies."""
    return lambda candidate, left: table[candidate.body]


def test_all_attempts_are_measured_on_all_inputs() -> None:
    """An input that a later attempt teaches counts in the distance of an earlier one."""
    propose, _ = scripted("one", "two")
    table = {"one": refuted(1), "two": refuted(5)}
    ways = Ways(replay=replaying({"one": 9, "two": 6}))
    outcome = search(propose, by_table(table), Budget(2), ways=ways)
    assert [attempt.distance.examples_failed for attempt in outcome.attempts] == [2, 2]


def test_a_learned_input_refutes_without_a_judge() -> None:
    """What gets a learned input wrong is refuted by it, and no judge is asked; else one is."""
    propose, told = scripted("one", "two", "three", RIGHT)
    judged: list[str] = []
    table = {"one": refuted(1), "three": refuted(3), RIGHT: judge(Candidate(RIGHT, "g"), Budget())}
    confirmed = []

    def refute(candidate: Candidate, given: Input, left: Budget) -> Judgement | None:
        confirmed.append((candidate.body, given))
        return refuted(1) if candidate.body == "two" else None

    ways = Ways(replay=replaying({"one": 2, "two": 2, "three": 2}), refute=refute)
    outcome = search(propose, counting(by_table(table), judged), Budget(), ways=ways)
    assert judged == ["one", "three", RIGHT]
    assert confirmed == [("two", (("a", 1),)), ("three", (("a", 1),))]
    assert outcome.verdict is Verdict.PROVED
    assert len(outcome.attempts) == 4
    assert told[2] == told[1]


def asking(*bodies: str) -> tuple[Propose, list[Turn]]:
    """A generator that proposes the bodies in turn, and the turns that it saw."""
    turns: list[Turn] = []
    left = list(bodies)

    def propose(turn: Turn, budget: Budget) -> Proposal:
        turns.append(turn)
        return Candidate(left.pop(0), "scripted") if left else Exhausted("the script is over")

    return propose, turns


def test_wrong_code_and_weak_proof_are_told_apart() -> None:
    """Refuted code asks for other code from it; code that is not refuted stays, and needs help."""
    weak, helped = "return b", "assert b\nreturn b"
    table = {WRONG: judge(Candidate(WRONG, "g"), Budget()), weak: WEAK, helped: WEAK}
    propose, turns = asking(WRONG, weak, helped)
    outcome = search(propose, by_table(table), Budget())
    asked = [(turn.wanted, turn.base and turn.base.candidate.body) for turn in turns]
    assert asked == [
        (Wanted.BODY, None),
        (Wanted.BODY, WRONG),
        (Wanted.PROOF_HELP, weak),
        (Wanted.PROOF_HELP, weak),
    ]
    assert [(each.base, each.wanted) for each in outcome.attempts[1:]] == [
        (1, Wanted.BODY),
        (2, Wanted.PROOF_HELP),
    ]
    assert outcome.verdict is Verdict.UNKNOWN
    assert outcome.reason.endswith("neither refuted nor proved: `a > 0`, `b`")


def test_false_help_is_not_wrong_code() -> None:
    """Where the code is right on the input that breaks its help, the input is no example."""
    weak, helped = "return b", "assert b > 3\nreturn b"
    table = {weak: WEAK, helped: refuted(1)}
    propose, turns = asking(weak, helped)
    search(propose, by_table(table), Budget(), ways=Ways(replay=replaying({helped: 2})))
    asked = turns[2]
    assert [known.kind for known in asked.requirements[-1:]] == [RequirementKind.HELP]
    assert learned_inputs(asked.requirements) == ()
    assert (asked.wanted, asked.base and asked.base.candidate.body) == (Wanted.PROOF_HELP, weak)


def test_other_code_in_answer_to_help_is_judged_as_such() -> None:
    """A counterexample to changed code is an example, whatever was asked for."""
    weak, other = "return b", "return b + 1"
    propose, turns = asking(weak, other)
    ways = Ways(replay=replaying({other: 2}))
    search(propose, by_table({weak: WEAK, other: refuted(1)}), Budget(), ways=ways)
    assert learned_inputs(turns[2].requirements) == ((("a", 1),),)


def test_code_that_a_later_input_refutes_gets_no_help() -> None:
    """An unknown that a learned input breaks is wrong code, and is repaired."""
    weak, other = "return b", "return b + 1"
    propose, turns = asking(weak, other)
    ways = Ways(replay=replaying({weak: 2, other: 2}))
    outcome = search(propose, by_table({weak: WEAK, other: refuted(1)}), Budget(), ways=ways)
    assert turns[2].wanted is Wanted.BODY
    assert [attempt.distance.stages_left for attempt in outcome.attempts] == [2, 2]


def test_nothing_is_judged_after_the_time_is_over() -> None:
    """What a generator brings too late is not judged, and that is said."""
    passed = [0.0]

    def late(turn: Turn, left: Budget) -> Proposal:
        passed[0] = 41.0
        return Candidate(RIGHT, "late")

    judged: list[str] = []
    clock = Clock(lambda: 0.0, lambda: passed[0])
    outcome = search(late, counting(judge, judged), Budget(10, 5.0, 40.0), clock=clock)
    assert judged == []
    assert "before the last proposal was judged" in outcome.reason


def test_a_deadline_holds_both_clocks() -> None:
    """Nobody waits longer than the wall, nor than both solvers can spend of the CPU seconds."""
    cpu, wall = [10.0], [100.0]
    end = deadline(Budget(1, 4.0, 3.0), lambda: cpu[0], lambda: wall[0])
    assert end.left() == 2.0
    wall[0] = 102.5
    assert end.left() == 0.5
    cpu[0] = 14.0
    with pytest.raises(SpentError):
        end.check()
