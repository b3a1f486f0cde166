"""The security gate: an allow-list for pure tasks, rules and tools for activities."""

from lemmata.gates.security.policy import EFFECTS, SecurityPolicy, activity_policy, pure_policy
from lemmata.gates.security.scanning import RULES, digest, example_policy, scan, tools

__all__ = [
    "EFFECTS",
    "RULES",
    "SecurityPolicy",
    "activity_policy",
    "digest",
    "example_policy",
    "pure_policy",
    "scan",
    "tools",
]
