"""How large recursive records grow in a run: a bound of the tool, never an outcome of the program.

A loop may build a chain deeper than any walk of it can go, and a value of many parts that share
one: then every comparison takes as long as if nothing were shared.
"""

from typing import Any

from lemmata.contracts.errors import LimitError
from lemmata.contracts.values import RecordValue

MOST_PARTS = 20_000
MOST_NESTED = 120


class Scales:
    """What the records of one run weigh; `clear` before the next."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        # The record itself is kept, or another could get its number.
        self._known: dict[int, tuple[RecordValue, int, int]] = {}

    def clear(self) -> None:
        """A new run starts."""
        self._known.clear()

    def checked(self, made: RecordValue) -> RecordValue:
        """The record, if it is not too large.

        Raises:
            LimitError: it has too many parts, each counted wherever it stands, or is too deep.
        """
        parts, nested = self._weigh(made)
        if parts > MOST_PARTS or nested > MOST_NESTED:
            raise LimitError(
                f"a value of {made.record} of more than {MOST_PARTS:,} parts, or nested deeper"
                f" than {MOST_NESTED}",
                remedy="use smaller inputs",
            )
        return made

    def _weigh(self, value: Any) -> tuple[int, int]:
        """How many parts a value has, and how many records stand one in another."""
        if isinstance(value, tuple):
            return self._sum(value)
        if not isinstance(value, RecordValue):
            return 1, 0
        known = self._known.get(id(value))
        if known is None:
            parts, nested = self._sum(value.values)
            known = self._known[id(value)] = (value, parts, nested + 1)
        return known[1], known[2]

    def _sum(self, values: tuple[Any, ...]) -> tuple[int, int]:
        weights = [self._weigh(value) for value in values]
        parts = 1 + sum(weight for weight, _ in weights)
        return parts, max((nested for _, nested in weights), default=0)


SCALES = Scales()
"""The one pair: runs do not nest, and nothing runs in two threads at once."""
