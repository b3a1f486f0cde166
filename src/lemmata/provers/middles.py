"""The state in the middle of a loop that a model shows: its variables at the loop's head."""

import re
from collections.abc import Sequence

from lemmata.contracts.errors import DataError
from lemmata.contracts.types import BOOL, FRACTION, INT, STR, Type
from lemmata.contracts.values import Value
from lemmata.obligations import Obligation
from lemmata.obligations.models import read_inputs
from lemmata.obligations.scripts import Input

_KINDS: dict[str, Type] = {"Int": INT, "Bool": BOOL, "String": STR, "Real": FRACTION}
_HEAD = re.compile(r"^\(declare-const (head\.(\w+)\.\d+) (Int|Bool|String|Real)\)$", re.MULTILINE)


def heads(obligation: Obligation) -> tuple[str, ...]:
    """The terms to ask a model for: variables at loop heads whose values can be shown."""
    return tuple(match[1] for match in _HEAD.finditer(obligation.smt))


def middle(obligation: Obligation, replies: Sequence[str]) -> tuple[tuple[str, Value], ...]:
    """Their names and values, from one reply to each of `heads`; unreadable ones are left out."""
    state = []
    for match, reply in zip(_HEAD.finditer(obligation.smt), replies, strict=True):
        try:
            (value,) = read_inputs([Input(match[1], _KINDS[match[3]])], [reply])
        except DataError:
            continue
        state.append((f"{match[2]} (in the loop)", value))
    return tuple(state)
