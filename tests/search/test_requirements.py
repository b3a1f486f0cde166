"""What a judgement asks of the next attempt, and how far an attempt is from a proof."""

import pytest

from lemmata.contracts.attempts import Distance, RequirementKind
from lemmata.contracts.errors import Place
from lemmata.contracts.verdicts import Candidate, Counterexample, Finding, Judgement, Verdict
from lemmata.search import body_digest, body_size, measure, requirements_of

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
    """Stage before conjuncts before examples before size."""
    ordered = [
        Distance(0, 9, 9, 9),
        Distance(1, 0, 9, 9),
        Distance(1, 1, 0, 9),
        Distance(1, 1, 1, 0),
    ]
    assert sorted([*reversed(ordered)]) == ordered


def test_syntax_error_is_farthest() -> None:
    """A body that is not Python is farther than one outside the language."""
    judgement = Judgement("f", Verdict.UNSUPPORTED, findings=(found("syntax", "bad"),))
    broken = measure(Candidate("return (", "g"), judgement, 0)
    foreign = measure(Candidate("import os", "g"), judgement, 0)
    assert foreign < broken


def test_digest_ignores_formatting() -> None:
    """Formatting and comments do not make another body; another name does."""
    digests = [
        body_digest(Candidate(b, "g")) for b in ("return a+1", "return a + 1 # x", "return b+1")
    ]
    assert digests[0] == digests[1] != digests[2]


def test_size_counts_nodes() -> None:
    """A longer expression is larger."""
    assert body_size(Candidate("return a", "g")) < body_size(Candidate("return a + b", "g"))
