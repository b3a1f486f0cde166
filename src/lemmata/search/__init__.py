"""The search: attempts, what each one teaches, and an honest end."""

from lemmata.search.distance import body_digest, body_size, measure
from lemmata.search.loop import Clock, Outcome, search
from lemmata.search.replaying import failures_among
from lemmata.search.requirements import (
    KIND_OF_RULE,
    duplicate_requirement,
    of_counterexample,
    requirements_of,
)

__all__ = [
    "KIND_OF_RULE",
    "Clock",
    "Outcome",
    "body_digest",
    "body_size",
    "duplicate_requirement",
    "failures_among",
    "measure",
    "of_counterexample",
    "requirements_of",
    "search",
]
