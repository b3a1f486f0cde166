"""Admitted inputs, one after another, within a number of tries and of steps."""

from collections.abc import Iterator, Sequence

from lemmata.contracts.clocks import NEVER, Deadline
from lemmata.contracts.errors import LimitError
from lemmata.contracts.types import Type, contains
from lemmata.contracts.values import Value
from lemmata.language.fuel import FUEL
from lemmata.language.interpreter import Checker
from lemmata.provers.constants import Constants
from lemmata.provers.enumeration import inputs
from lemmata.provers.repairs import Repairs, folded, size_of

_STEPS = 2_000
_LEAST_STEPS = 300
_ALL_STEPS = 60_000
_STEPS_A_TRY = 20
_MOST_ENDLESS = 60
_REPAIRS = 2
_PATIENCE = 6
_FOLD = 40
_FRUITLESS = 1_000
_A_LOOK = 32
"""Tries between two looks at the clock."""


class Search:
    """The inputs of one function; who asks whether one breaks the contract pays by steps too.

    Small inputs take few steps. The more runs do not end in time, the less each may take.
    An input that the precondition does not admit is changed until a change is admitted, or given
    up: each change is a try. Where the deadline has passed, going on raises SpentError.

    Attributes:
        tried: inputs so far, ``found`` the admitted ones among them.
        endless: runs that took more than their steps.
        has_more: that a higher number of tries would see more.
    """

    def __init__(
        self,
        checker: Checker,
        kinds: Sequence[Type],
        constants: Constants,
        tries: int,
        deadline: Deadline = NEVER,
    ) -> None:
        self._checker = checker
        self._kinds = tuple(kinds)
        self._stream = inputs(kinds, constants)
        self._repairs = Repairs()
        self._tries = tries
        self._deadline = deadline
        self._all_steps = _ALL_STEPS + _STEPS_A_TRY * tries
        self._before = FUEL.used
        self._seen: set[tuple[Value, ...]] = set()
        self._large = 0
        self.tried = self.found = self.endless = 0
        self.has_more = False

    def admitted(self) -> Iterator[tuple[Value, ...]]:
        """The admitted inputs, each once."""
        repeated = 0
        for drawn in self._stream:
            arguments = self._folded(drawn)
            if arguments in self._seen:
                repeated += 1
                if repeated > _FRUITLESS:
                    return
                continue
            repeated = 0
            if self._is_spent():
                return
            if self._admits(arguments):
                yield arguments
                continue
            for number, changed in self._repairs.offers(arguments, _REPAIRS):
                if self._is_spent():
                    return
                is_new = changed not in self._seen and self._has_types(changed)
                is_good = is_new and self._admits(changed)
                self._repairs.tell(number, helped=is_good)
                if is_good:
                    yield changed

    def _folded(self, arguments: tuple[Value, ...]) -> tuple[Value, ...]:
        """Numbers as large as those whose runs did not end, made small; the others as they are."""
        if self.endless < _PATIENCE or not self._large or size_of(arguments) < self._large:
            return arguments
        small = folded(arguments, _FOLD)
        return small if self._has_types(small) else arguments

    def _has_types(self, arguments: tuple[Value, ...]) -> bool:
        """Whether a change kept each type: a literal's values are few, and a change knows none."""
        return all(map(contains, self._kinds, arguments))

    def breaks(self, arguments: tuple[Value, ...]) -> bool:
        """Whether an admitted input is seen to break the contract."""
        try:
            return self._checker.violation(arguments, self._steps) is not None
        except LimitError:
            self._note_endless(arguments)
            return False

    def _admits(self, arguments: tuple[Value, ...]) -> bool:
        self.tried += 1
        self._seen.add(arguments)
        try:
            is_admitted = self._checker.admits(arguments, self._steps)
        except LimitError:
            self._note_endless(arguments)
            is_admitted = False
        self.found += is_admitted
        return is_admitted

    def _note_endless(self, arguments: tuple[Value, ...]) -> None:
        self.endless += 1
        # A recursion that is too deep takes few steps and much time.
        self._all_steps -= _STEPS
        size = size_of(arguments)
        if size > _FOLD:
            self._large = min(self._large, size) if self._large else size

    @property
    def _steps(self) -> int:
        return max(_LEAST_STEPS, _STEPS * 8 // (8 + self.endless))

    def _is_spent(self) -> bool:
        if self.tried % _A_LOOK == 0:
            self._deadline.check()
        if self.endless > _MOST_ENDLESS + self.tried // 8:
            return True
        self.has_more = self.tried >= self._tries or FUEL.used - self._before > self._all_steps
        return self.has_more
