"""The room `analyses`: what can be said of contracts and of versions, beside proofs."""

from lemmata.analyses.bench import Bench, Version
from lemmata.analyses.differing import Comparison, Relation, compare, compare_modules
from lemmata.analyses.remarks import Remark, Review, Rule, Severity
from lemmata.analyses.reviewing import review, review_module

__all__ = [
    "Bench",
    "Comparison",
    "Relation",
    "Remark",
    "Review",
    "Rule",
    "Severity",
    "Version",
    "compare",
    "compare_modules",
    "review",
    "review_module",
]
