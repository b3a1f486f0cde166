"""A rule of a gate: what is rejected, why, and what the next attempt is asked instead.

A rule is a value. The page `docs/gates.md`, the findings, the requirements of the search and the
digest in a lemma's manifest are all made from it, so none of them can say something else.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from lemmata.contracts.errors import Place
from lemmata.contracts.verdicts import Finding

Severity = Literal["error", "warning", "note"]
Applies = Literal["every candidate", "pure tasks", "activities"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that a gate looks for.

    ``id`` is stable and unique among all gates; ``rejected`` and ``near_miss`` are Python (or what
    the gate reads), the first found by exactly this rule, the second by none; both may be empty
    only where a gate's input is no text (a missing tool). ``requirement`` is what the next attempt
    must do, as a sentence without a full stop. ``cwe`` names the weakness, where it has a number.
    """

    id: str
    gate: str
    title: str
    why: str
    rejected: str
    near_miss: str
    requirement: str
    severity: Severity = "error"
    applies: Applies = "every candidate"
    cwe: str = ""

    def finding(self, message: str, place: Place) -> Finding:
        """What this rule found there, with the requirement that it becomes."""
        return Finding(
            self.id,
            message,
            place,
            self.severity,
            requirement=self.requirement,
            near_miss=self.near_miss,
        )


def by_id(rules: Iterable[Rule]) -> dict[str, Rule]:
    """The rules by their ids.

    Raises:
        ValueError: two rules share an id.
    """
    known: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in known:
            raise ValueError(f"two rules share the id {rule.id!r}; give one of them another")
        known[rule.id] = rule
    return known


def rules_digest(rules: Iterable[Rule], parameters: Mapping[str, object]) -> str:
    """SHA-256 over the ids and severities of the rules and the parameters of their analysis.

    ``parameters`` hold JSON values. A changed wording keeps the digest, a changed list or bound
    does not.
    """
    known = sorted((rule.id, rule.severity, rule.applies) for rule in rules)
    text = json.dumps([known, parameters], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
