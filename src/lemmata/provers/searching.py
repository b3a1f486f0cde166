"""Admitted inputs, one after another, within a number of tries and of steps."""

from collections.abc import Iterator, Sequence

from lemmata.contracts.errors import LimitError
from lemmata.contracts.types import Type
from lemmata.contracts.values import Value
from lemmata.language.fuel import FUEL
from lemmata.language.interpreter import Checker
from lemmata.provers.constants import Constants
from lemmata.provers.enumeration import inputs
from lemmata.provers.repairs import Repairs

STEPS = 5_000
"""What one run may take; small inputs take few."""

_ALL_STEPS = 300_000
_STEPS_A_TRY = 100
_REPAIRS = 2


class Search:
    """The inputs of one function; who asks whether one breaks the contract pays by steps too.

    An input that the precondition does not admit is changed until a change is admitted, or given
    up: each change is a try.

    Attributes:
        tried: inputs so far, ``found`` the admitted ones among them.
        endless: runs that took more than their steps.
        has_more: that a higher number of tries would see more.
    """

    def __init__(
        self, checker: Checker, kinds: Sequence[Type], constants: Constants, tries: int
    ) -> None:
        self._checker = checker
        self._stream = inputs(kinds, constants)
        self._repairs = Repairs()
        self._tries = tries
        self._steps = _ALL_STEPS + _STEPS_A_TRY * tries
        self._before = FUEL.used
        self._seen: set[tuple[Value, ...]] = set()
        self.tried = self.found = self.endless = 0
        self.has_more = False

    def admitted(self) -> Iterator[tuple[Value, ...]]:
        """The admitted inputs, each once."""
        for arguments in self._stream:
            if self._is_spent():
                return
            if self._admits(arguments):
                yield arguments
                continue
            for number, changed in self._repairs.offers(arguments, _REPAIRS):
                is_new = changed not in self._seen
                self._seen.add(changed)
                if self._is_spent():
                    return
                is_good = is_new and self._admits(changed)
                self._repairs.tell(number, helped=is_good)
                if is_good:
                    yield changed

    def breaks(self, arguments: tuple[Value, ...]) -> bool:
        """Whether an admitted input is seen to break the contract."""
        try:
            return self._checker.violation(arguments, STEPS) is not None
        except LimitError:
            self.endless += 1
            return False

    def _admits(self, arguments: tuple[Value, ...]) -> bool:
        self.tried += 1
        try:
            is_admitted = self._checker.admits(arguments, STEPS)
        except LimitError:
            is_admitted = False
        self.found += is_admitted
        return is_admitted

    def _is_spent(self) -> bool:
        self.has_more = self.tried >= self._tries or FUEL.used - self._before > self._steps
        return self.has_more
