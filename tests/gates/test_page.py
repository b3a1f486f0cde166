"""The page of the gates is what the rules say today."""

from lemmata.gates import by_id
from lemmata.gates.catalogue import RULES_OF_GATES, with_tables
from tests.repository.checkout import ROOT


def test_the_page_is_current() -> None:
    """A rule that changes takes its table along: run `scripts/gates_page.py`."""
    text = (ROOT / "docs" / "gates.md").read_text()
    assert with_tables(text) == text


def test_no_two_gates_share_a_rule() -> None:
    """A finding's rule leads to one gate, the one that the rule names."""
    every = [rule for rules in RULES_OF_GATES.values() for rule in rules]
    assert len(by_id(every)) == len(every)
    assert {rule.gate for rule in every} == set(RULES_OF_GATES)
