"""The room `gates`: the ordered judgement of a candidate, rule by rule, before any proof.

security → syntax → types → execution → accuracy → proof, each a small file behind one protocol.
What a run does not need is not imported.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lemmata.gates.page import filled, rules_markdown
from lemmata.gates.rules import Rule, by_id, rules_digest

if TYPE_CHECKING:
    from lemmata.gates.nearest import find_policy, nearest_policies
    from lemmata.gates.policy import Policies, Policy
    from lemmata.gates.protocol import Gate, Judge, Submission, Tools
    from lemmata.gates.registry import available, gate
    from lemmata.gates.running import judge
    from lemmata.gates.submitting import submit
    from lemmata.gates.toolbox import Toolbox

__all__ = [
    "Gate",
    "Judge",
    "Policies",
    "Policy",
    "Rule",
    "Submission",
    "Toolbox",
    "Tools",
    "available",
    "by_id",
    "filled",
    "find_policy",
    "gate",
    "judge",
    "nearest_policies",
    "rules_digest",
    "rules_markdown",
    "submit",
]

_PLACES = {
    "nearest": ("find_policy", "nearest_policies"),
    "policy": ("Policies", "Policy"),
    "protocol": ("Gate", "Judge", "Submission", "Tools"),
    "registry": ("available", "gate"),
    "running": ("judge",),
    "submitting": ("submit",),
    "toolbox": ("Toolbox",),
}


def __getattr__(name: str) -> Any:
    for place, names in _PLACES.items():
        if name in names:
            return getattr(import_module(f"lemmata.gates.{place}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
