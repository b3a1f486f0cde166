"""The search: attempts, what each one teaches, and an honest end."""

from lemmata.search.bodies import body_digest, body_size, code_digest
from lemmata.search.clock import Clock, deadline
from lemmata.search.distance import STAGES, measure
from lemmata.search.history import Owner, history_of
from lemmata.search.journal import Journal, Journals, journal_path
from lemmata.search.journal_file import read_journal
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
    "Journal",
    "Journals",
    "Move",
    "Outcome",
    "Owner",
    "Replayed",
    "Ways",
    "body_digest",
    "body_size",
    "code_digest",
    "deadline",
    "duplicate_requirement",
    "help_requirement",
    "history_of",
    "journal_path",
    "learned_inputs",
    "measure",
    "of_counterexample",
    "population",
    "read_journal",
    "repair_best",
    "repair_last",
    "replayer",
    "requirements_of",
    "restarting",
    "search",
]
