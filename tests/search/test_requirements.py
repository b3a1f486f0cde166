"""What a judgement asks of the next attempt, and how far an attempt is from a proof."""

import pytest

from lemmata.contracts.attempts import Distance, RequirementKind
from lemmata.contracts.errors import Place
from lemmata.contracts.verdicts import (
    Blocked,
    Candidate,
    Counterexample,
    Finding,
    Judgement,
    Verdict,
)
from lemmata.search import (
    STAGES,
    Replayed,
    body_digest,
    body_size,
    code_digest,
    measure,
    requirements_of,
)

HIT = Counterexample((("x", 2),), "result > x", 4, observed=0, returned=True, expected="3")


def found(rule: str, message: str, hit: Counterexample | None = None) -> Finding:
    """A finding in line 7."""
    return Finding(rule, message, Place("t.py", 7), counterexample=hit)


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("syntax", RequirementKind.SYNTAX),
        ("unsupported", RequirementKind.CONSTRUCT),
        ("unproved", RequirementKind.CONJUNCT),
        ("anything", RequirementKind.NOTE),
    ],
)
def test_each_rule_asks_its_kind(rule: str, kind: RequirementKind) -> None:
    """The table from findings to requirements keeps message and line."""
    judgement = Judgement("f", Verdict.UNKNOWN, findings=(found(rule, "said"),))
    asked = [(r.kind, r.text, r.line) for r in requirements_of(judgement)]
    assert asked == [(kind, "said", 7)]


def test_counterexample_names_input_and_demand() -> None:
    """A counterexample asks for its conjunct, or for the one right answer where it is known."""
    (asked,) = requirements_of(Judgement("f", Verdict.REFUTED, counterexample=HIT))
    assert asked.kind is RequirementKind.EXAMPLE
    assert asked.text == "on x=2 the result must be 3 (the last attempt: returned 0)"
    assert (asked.arguments, asked.violated, asked.expected) == ((("x", 2),), "result > x", "3")


def test_same_counterexample_is_asked_once() -> None:
    """A counterexample on a finding and on the judgement is one requirement."""
    judgement = Judgement(
        "f", Verdict.REFUTED, counterexample=HIT, findings=(found("refuted", "m", HIT),)
    )
    assert len(requirements_of(judgement)) == 1


def test_proof_asks_nothing() -> None:
    """A proved candidate leaves no requirement."""
    assert requirements_of(Judgement("f", Verdict.PROVED)) == ()


def test_verdict_without_findings_still_asks() -> None:
    """No judgement short of a proof is silent."""
    kinds = {
        verdict: [r.kind for r in requirements_of(Judgement("f", verdict, reason="why"))]
        for verdict in (Verdict.UNKNOWN, Verdict.UNSUPPORTED, Verdict.REFUTED)
    }
    assert kinds == {
        Verdict.UNKNOWN: [RequirementKind.CONJUNCT],
        Verdict.UNSUPPORTED: [RequirementKind.CONSTRUCT],
        Verdict.REFUTED: [RequirementKind.NOTE],
    }


def test_distance_is_lexicographic() -> None:
    """Stage, conjuncts, examples, size; before the size, a larger failing input is nearer."""
    ordered = [
        Distance(0, 9, 9, 9, 1),
        Distance(1, 0, 9, 9, 1),
        Distance(1, 1, 0, 9, 1),
        Distance(1, 1, 1, 9, None),
        Distance(1, 1, 1, 9, 5),
        Distance(1, 1, 1, 0, 4),
        Distance(1, 1, 1, 1, 4),
    ]
    assert sorted([*reversed(ordered)]) == ordered


def test_syntax_error_is_farthest() -> None:
    """A body that is not Python is farther than one outside the language."""
    judgement = Judgement("f", Verdict.UNSUPPORTED, findings=(found("syntax", "bad"),))
    broken = measure(Candidate("return (", "g"), judgement)
    foreign = measure(Candidate("import os", "g"), judgement)
    assert foreign < broken


@pytest.mark.parametrize(
    ("verdict", "method", "left"),
    [
        (Verdict.PROVED, "smt", 0),
        (Verdict.UNKNOWN, "smt", 1),
        (Verdict.REFUTED, "small_scope", 2),
        (Verdict.UNKNOWN, "gate accuracy", 3),
        (Verdict.UNKNOWN, "gate of a plug-in", 3),
        (Verdict.REFUTED, "gate execution", 4),
        (Verdict.UNSUPPORTED, "smt", 5),
        (Verdict.UNSUPPORTED, "gate types", 6),
        (Verdict.UNSUPPORTED, "gate security", 8),
    ],
)
def test_passed_gates_count_first(verdict: Verdict, method: str, left: int) -> None:
    """The stages left are those from the first that was not passed."""
    assert len(STAGES) == 9
    found = measure(Candidate("return 1", "g"), Judgement("f", verdict, method))
    assert found.stages_left == left


def test_an_unknown_that_a_later_input_breaks_is_refuted() -> None:
    """What another attempt taught moves an earlier one, and its smallest bad input counts."""
    unknown = Judgement("f", Verdict.UNKNOWN, "smt", unproved=("result > x",))
    before = measure(Candidate("return 1", "g"), unknown)
    wrong = (("x", 1234),), (("x", 7),)
    after = measure(Candidate("return 1", "g"), unknown, Replayed(wrong, ("result > x", "b")))
    assert (before.stages_left, before.conjuncts_unproved, before.failing_input) == (1, 1, None)
    assert (after.stages_left, after.conjuncts_unproved, after.examples_failed) == (2, 2, 2)
    assert after.failing_input == 1


def test_a_weak_proof_names_its_claims_and_its_step() -> None:
    """Each unproved claim is asked for by name, the blocked step with its line and its state."""
    said = (("z3", "says sat"), ("cvc5", "says unknown"))
    blocked = Blocked("loop-1-hint-1-kept-1", "invariant", "x >= 0", 3, None, (("x", -1),), said)
    judgement = Judgement(
        "f", Verdict.UNKNOWN, "smt", blocked=blocked, unproved=("x >= 0", "result > x")
    )
    asked = requirements_of(judgement, ("def f(x):", "    for i in x:", "        x -= 1\n"))
    assert [(one.kind, one.violated) for one in asked] == [
        (RequirementKind.CONJUNCT, "x >= 0"),
        (RequirementKind.CONJUNCT, "result > x"),
        (RequirementKind.STEP, "x >= 0"),
    ]
    step = asked[-1]
    assert (step.line, step.quote, step.state) == (3, "x -= 1", (("x", -1),))
    assert step.arguments == ()
    assert "no counterexample" in step.text
    assert "loop-1-hint-1-kept-1" in step.text


def test_a_rule_brings_its_near_miss() -> None:
    """What a gate forbids comes with what it allows, and with the line that it speaks of."""
    finding = Finding(
        "no-clock",
        "reads the clock",
        Place("t.py", 2),
        requirement="take the time as an argument",
        near_miss="import math\n",
    )
    judgement = Judgement("f", Verdict.UNSUPPORTED, "gate security", findings=(finding,))
    (asked,) = requirements_of(judgement, ("def f():", "    import time"))
    assert asked.kind is RequirementKind.RULE
    assert (asked.rule, asked.near_miss, asked.quote) == (
        "no-clock",
        "import math\n",
        "import time",
    )


def test_help_is_no_other_code() -> None:
    """Invariants, measures and assertions leave the code the same; anything else does not."""
    plain = "n = 0\nfor i in x:\n    n += i\nreturn n"
    helped = "n = 0\nfor i in x:\n    invariant(n >= 0)\n    n += i\nassert n >= 0\nreturn n\n"
    other = plain.replace("n += i", "n += 1")
    codes = [code_digest(Candidate(body, "g")) for body in (plain, helped, other)]
    assert codes[0] == codes[1] != codes[2]
    assert body_digest(Candidate(plain, "g")) != body_digest(Candidate(helped, "g"))
    renamed = code_digest(Candidate(helped.replace("invariant", "keeps"), "g"), ("keeps",))
    assert renamed == codes[0]


def test_digest_ignores_formatting() -> None:
    """Formatting and comments do not make another body; another name does."""
    digests = [
        body_digest(Candidate(b, "g")) for b in ("return a+1", "return a + 1 # x", "return b+1")
    ]
    assert digests[0] == digests[1] != digests[2]


def test_size_counts_nodes() -> None:
    """A longer expression is larger."""
    assert body_size(Candidate("return a", "g")) < body_size(Candidate("return a + b", "g"))
