"""The rules of every gate in one place: what the page, the tests and a stranger's reader go by."""

from lemmata.gates.gate_rules import (
    ACCURACY_RULES,
    EXECUTION_RULES,
    PROOF_RULES,
    SYNTAX_RULES,
    TYPE_RULES,
)
from lemmata.gates.page import filled, rules_markdown
from lemmata.gates.rules import Rule
from lemmata.gates.security.scanning import RULES as SECURITY_RULES

RULES_OF_GATES: dict[str, tuple[Rule, ...]] = {
    "security": SECURITY_RULES,
    "syntax": SYNTAX_RULES,
    "types": TYPE_RULES,
    "execution": EXECUTION_RULES,
    "accuracy": ACCURACY_RULES,
    "proof": PROOF_RULES,
}


def with_tables(page: str) -> str:
    """The page with the table of each gate as the rules of today make it."""
    return filled(page, {gate: rules_markdown(rules) for gate, rules in RULES_OF_GATES.items()})
