"""The room `gates`: the ordered judgement of a candidate, rule by rule, before any proof."""

from lemmata.gates.page import filled, rules_markdown
from lemmata.gates.rules import Rule, by_id, rules_digest

__all__ = ["Rule", "by_id", "filled", "rules_digest", "rules_markdown"]
