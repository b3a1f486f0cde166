"""What a generator writes down before it pays and after: a journal behind it makes that last."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from lemmata.contracts.codec import Json


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

    def kept(self, payer: str, question: str) -> Mapping[str, Json] | None:
        """An answer to this question that an earlier run paid for and did not come to use.

        It is given once, and it is part of `before`.
        """

    def owes(self, payer: str, question: str, most: Spent) -> int:
        """Say before a request what it may cost at most; the number of the request.

        Only when this returns may the request be sent: what is sent then and never settled is
        counted in full.
        """

    def settles(
        self, number: int, spent: Spent, answer: Mapping[str, Json] | None, *, is_lost: bool = False
    ) -> None:
        """Say what the request came to, with the answer. Without one, ``is_lost`` may be billed."""

    def waits(self, payer: str, seconds: float) -> None:
        """Say before a wait how long it is."""


class Unwritten:
    """Payments of a run that nobody continues."""

    def before(self, payer: str) -> Spent:
        """Nothing."""
        return Spent()

    def kept(self, payer: str, question: str) -> Mapping[str, Json] | None:
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
