"""Every rule finds its own example and lets its near miss through."""

import pytest

from lemmata.gates import Rule, by_id
from lemmata.gates.security import RULES, example_policy, scan

WITH_EXAMPLES = [rule for rule in RULES if rule.rejected]


@pytest.mark.parametrize("rule", WITH_EXAMPLES, ids=lambda rule: rule.id)
def test_the_rejected_example_is_found_by_its_rule_alone(rule: Rule) -> None:
    """An example that two rules find, or none, teaches nothing about either."""
    found = scan(rule.rejected, "example.py", example_policy(rule))
    assert {finding.rule for finding in found} == {rule.id}
    assert {finding.severity for finding in found} == {rule.severity}


@pytest.mark.parametrize("rule", WITH_EXAMPLES, ids=lambda rule: rule.id)
def test_the_near_miss_is_let_through(rule: Rule) -> None:
    """What looks alike and is harmless gives no finding at all."""
    assert scan(rule.near_miss, "example.py", example_policy(rule)) == ()


def test_the_rules_are_told_apart() -> None:
    """Ids are unique, and every rule says what the next attempt must do."""
    assert len(by_id(RULES)) == len(RULES) >= 60
    assert [rule.id for rule in RULES if not rule.requirement or rule.requirement[-1] == "."] == []
    without = {rule.id for rule in RULES if not rule.rejected or not rule.near_miss}
    assert without == {"tool-missing", "tool-broken"}
