"""Rules as values: findings, digests, and the page that is made from them."""

import dataclasses

import pytest

from lemmata.contracts import Judgement, Place, Verdict
from lemmata.gates import Rule, by_id, filled, rules_digest, rules_markdown
from lemmata.search import requirements_of

RULE = Rule(
    id="no-clock",
    gate="security",
    title="reading the clock",
    why="Two runs would differ.",
    rejected="import time\n",
    near_miss="import math\n",
    requirement="take the time as an argument",
    severity="error",
)


def test_a_finding_asks_what_its_rule_asks() -> None:
    """The next attempt hears the rule's requirement, then what was found and on which line."""
    finding = RULE.finding("imports `time`", Place("tasks.py", 7))
    (asked,) = requirements_of(Judgement("f", Verdict.FAILED, findings=(finding,)))
    assert (asked.text, asked.line) == ("take the time as an argument (imports `time`)", 7)


def test_ids_are_unique() -> None:
    """Two rules with one id would be told apart by nobody."""
    assert by_id([RULE]) == {"no-clock": RULE}
    with pytest.raises(ValueError, match="no-clock"):
        by_id([RULE, RULE])


def test_a_digest_moves_with_what_decides() -> None:
    """A wording keeps the digest; a severity, a rule or a parameter changes it."""
    digest = rules_digest([RULE], {"bound": 3})
    assert rules_digest([dataclasses.replace(RULE, why="Else.")], {"bound": 3}) == digest
    assert rules_digest([dataclasses.replace(RULE, severity="note")], {"bound": 3}) != digest
    assert rules_digest([], {"bound": 3}) != digest
    assert rules_digest([RULE], {"bound": 4}) != digest


def test_a_page_is_filled_between_its_marks() -> None:
    """What stands around the marks stays, and a page without them is refused by name."""
    page = "before\n<!-- rules: security -->\nstale\n<!-- end of rules: security -->\nafter\n"
    new = filled(page, {"security": rules_markdown([RULE])})
    assert new.startswith("before\n")
    assert new.endswith("\nafter\n")
    assert "stale" not in new
    assert "reading the clock" in new
    assert "import math" in new
    assert filled(new, {"security": rules_markdown([RULE])}) == new
    with pytest.raises(KeyError, match="types"):
        filled(page, {"types": ""})
