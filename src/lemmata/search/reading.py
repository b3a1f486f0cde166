"""The task file with a candidate in it, read once for all who look at it."""

from collections import OrderedDict
from typing import NamedTuple

from lemmata.contracts.placing import with_candidate
from lemmata.contracts.reading import reread
from lemmata.contracts.tasks import Module
from lemmata.contracts.verdicts import Candidate
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Program

KEPT = 64
"""Candidates that stay read."""


class Placed(NamedTuple):
    """A file with a candidate's body and helpers; ``given`` is the file without."""

    given: Module
    module: Module
    program: Program


_kept: OrderedDict[tuple[int, str, str, tuple[str, ...]], Placed] = OrderedDict()


def placed(module: Module, name: str, candidate: Candidate) -> Placed:
    """The file as it is judged with this candidate for ``name``.

    Raises:
        InputError: the body or a helper cannot stand there, or the file can no more be read.
    """
    # Keyed by identity: an entry keeps its module alive, so the key cannot be reused.
    key = (id(module), name, candidate.body, candidate.helpers)
    known = _kept.get(key)
    if known is None:
        changed = reread(module, with_candidate(module, name, candidate))
        known = _kept[key] = Placed(module, changed, parse_program(changed))
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return known
