"""What a generator writes down before it pays and after: a journal behind it makes that last."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from lemmata.contracts.codec import Json
from lemmata.contracts.verdicts import Candidate


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens, US dollars, and seconds of waiting for whoever is paid."""

    tokens: int = 0
    usd: float = 0.0
    seconds: float = 0.0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.tokens + other.tokens, self.usd + other.usd, self.seconds + other.seconds)


class Payments(Protocol):
    """The payments for one task, over all the runs that work at it. Threads may share one."""

    def before(self, payer: str) -> Spent:
        """What earlier runs spent, lost answers and requests in flight at their end in full."""

    def kept(self, payer: str, question: str) -> tuple[int, Mapping[str, Json]] | None:
        """An answer to this question that an earlier run paid for and did not come to use.

        It has the number of its request, is given once, and is part of `before`.
        """

    def owes(self, payer: str, question: str, most: Spent) -> int:
        """Say before a request what it may cost at most; the number of the request, 0 for none.

        Only when this returns may the request be sent: what is sent then and never settled is
        counted in full. The `Cost` of the proposal that comes of it names the number.
        """

    def settles(
        self, number: int, spent: Spent, answer: Mapping[str, Json] | None, *, is_lost: bool = False
    ) -> None:
        """Say what the request came to, with the answer. Without one, ``is_lost`` may be billed."""

    def waits(self, payer: str, seconds: float) -> None:
        """Say before a wait how long it is."""

    def spares(self, candidate: Candidate) -> None:
        """Say that a candidate which was paid for is to be proposed later."""

    def spared(self) -> tuple[Candidate, ...]:
        """Candidates that an earlier run spared and did not come to propose."""


class Unwritten:
    """Payments of a run that nobody continues."""

    def before(self, payer: str) -> Spent:
        """Nothing."""
        return Spent()

    def kept(self, payer: str, question: str) -> tuple[int, Mapping[str, Json]] | None:
        """None."""
        return None

    def owes(self, payer: str, question: str, most: Spent) -> int:
        """Always 0."""
        return 0

    def settles(
        self, number: int, spent: Spent, answer: Mapping[str, Json] | None, *, is_lost: bool = False
    ) -> None:
        """Nothing is written."""

    def waits(self, payer: str, seconds: float) -> None:
        """Nothing is written."""

    def spares(self, candidate: Candidate) -> None:
        """Nothing is written."""

    def spared(self) -> tuple[Candidate, ...]:
        """None."""
        return ()
