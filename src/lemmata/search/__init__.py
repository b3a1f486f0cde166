"""The search: attempts, what each one teaches, and an honest end."""

from lemmata.search.bodies import body_digest, body_size, code_digest
from lemmata.search.clock import Clock, deadline
from lemmata.search.distance import STAGES, measure
from lemmata.search.loop import Outcome, Ways, search
from lemmata.search.replaying import Replayed, learned_inputs, replayer
from lemmata.search.requirements import (
    KIND_OF_RULE,
    duplicate_requirement,
    help_requirement,
    of_counterexample,
    requirements_of,
)
from lemmata.search.strategies import (
    DEFAULT,
    History,
    Move,
    population,
    repair_best,
    repair_last,
    restarting,
)

__all__ = [
    "DEFAULT",
    "KIND_OF_RULE",
    "STAGES",
    "Clock",
    "History",
    "Move",
    "Outcome",
    "Replayed",
    "Ways",
    "body_digest",
    "body_size",
    "code_digest",
    "deadline",
    "duplicate_requirement",
    "help_requirement",
    "learned_inputs",
    "measure",
    "of_counterexample",
    "population",
    "repair_best",
    "repair_last",
    "replayer",
    "requirements_of",
    "restarting",
    "search",
]
