"""What a model may cost: caps that are never passed, because a request is paid for beforehand."""

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from lemmata.contracts.errors import ChoiceError
from lemmata.contracts.paying import Payments, Spent
from lemmata.generators.asking import Answer, Price

LEAST_OUTPUT = 64
"""Tokens below which an answer is not worth a request."""
OVERHEAD = 1_024
"""Tokens of a request beside its text: the tool's schema, roles, marks of the protocol."""


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that a run may spend: tokens in and out, US dollars (None: no cap), seconds.

    ``output`` is the most tokens of one answer.
    """

    tokens: int = 200_000
    usd: float | None = None
    seconds: float = 600.0
    output: int = 8_192


def input_bound(*texts: str) -> int:
    """At least as many tokens as the texts have: a token stands for one byte or more."""
    return OVERHEAD + sum(len(text.encode("utf-8", "replace")) for text in texts)


@dataclass(slots=True)
class Account:
    """What was spent so far, and what requests on their way may cost; threads share it.

    ``seconds`` pass once while any number of requests are waited for together.
    """

    tokens: int = 0
    usd: float = 0.0
    seconds: float = 0.0
    held: Spent = field(default_factory=Spent)
    waiting: int = 0
    since: float = 0.0
    free: threading.Condition = field(default_factory=threading.Condition)


@dataclass(slots=True)
class Purse:
    """What is left of the caps. A request is sent if the dearest answer to it can be paid.

    Requests on their way hold what they may cost. A request whose answer was lost counts in full,
    as it may have been billed.

    Raises:
        ChoiceError: dollars are capped and nobody knows the price.
    """

    caps: Caps
    price: Price | None
    now: Callable[[], float]
    account: Account = field(default_factory=Account)
    _counted: list[Payments] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.caps.usd is not None and self.price is None:
            raise ChoiceError(
                "dollars are capped, and the price of the model is not known",
                remedy="give --option price=IN/OUT in dollars a million tokens, or cap tokens",
            )

    def count(self, payments: Payments, payer: str) -> None:
        """Take what earlier runs spent on a task out of the caps, once."""
        with self.account.free:
            if any(known is payments for known in self._counted):
                return
            self._counted.append(payments)
            before = payments.before(payer)
            self.account.seconds += before.seconds
            self._add(before)

    @property
    def tokens(self) -> int:
        """Tokens that were spent."""
        return self.account.tokens

    @property
    def usd(self) -> float:
        """US dollars that were spent."""
        return self.account.usd

    @property
    def seconds(self) -> float:
        """Seconds that were waited, those of requests on their way too."""
        account = self.account
        return account.seconds + (self.now() - account.since if account.waiting else 0.0)

    @property
    def seconds_left(self) -> float:
        """Seconds that may still pass."""
        return self.caps.seconds - self.seconds

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """The seconds inside are waited for; those of several threads at once count once."""
        account = self.account
        with account.free:
            account.since = account.since if account.waiting else self.now()
            account.waiting += 1
        try:
            yield
        finally:
            with account.free:
                account.waiting -= 1
                if not account.waiting:
                    account.seconds += self.now() - account.since

    def hold(self, given: int, seconds: float) -> Spent | None:
        """Set aside what a request may cost at most, until `release`; None if it cannot be paid.

        While requests on their way hold what is missing, it waits for them, up to ``seconds``.
        """
        account, until = self.account, self.now() + seconds
        with account.free:
            while not (output := self.affordable(given)) and account.held.tokens:
                left = until - self.now()
                if left <= 0 or not account.free.wait(left):
                    break
            if not output:
                return None
            most = self.most(given, output, seconds)
            account.held += replace(most, seconds=0.0)
            return most

    def release(self, most: Spent) -> None:
        """The request is over: what it came to is counted by itself."""
        account = self.account
        with account.free:
            held = account.held
            account.held = Spent(held.tokens - most.tokens, max(0.0, held.usd - most.usd))
            if not account.held.tokens:
                account.held = Spent()  # no rest of rounding
            account.free.notify_all()

    def _add(self, spent: Spent) -> None:
        self.account.tokens += spent.tokens
        self.account.usd += spent.usd

    def affordable(self, given: int) -> int:
        """Output tokens that can be paid beside ``given`` input tokens; 0 if too few."""
        held = self.account.held
        most = min(self.caps.output, self.caps.tokens - self.tokens - held.tokens - given)
        if self.caps.usd is not None and self.price is not None:
            left, price = self.caps.usd - self.usd - held.usd, self.price
            low, high = 0, max(most, 0)
            while low < high:
                middle = (low + high + 1) // 2
                low, high = (middle, high) if price(given, middle) <= left else (low, middle - 1)
            most = low
        return most if most >= LEAST_OUTPUT else 0

    def pay(self, answer: Answer) -> float:
        """Count an answer; returns its dollars, 0 where no price is known."""
        money = answer.money_usd
        if money is None:
            known = self.price
            money = known(answer.input_tokens, answer.output_tokens) if known else 0.0
        with self.account.free:
            self._add(Spent(answer.input_tokens + answer.output_tokens, money))
        return money

    def lose(self, most: Spent) -> None:
        """Count a request whose answer was lost; its seconds were counted as they passed."""
        with self.account.free:
            self._add(most)

    def most(self, given: int, output: int, seconds: float) -> Spent:
        """What a request costs at most."""
        return Spent(given + output, self.price(given, output) if self.price else 0.0, seconds)

    def why_empty(self, given: int) -> str:
        """Which cap does not pay for another request."""
        if self.seconds_left <= 0:
            return f"{self.caps.seconds:g} s are spent on the model, as much as the cap allows"
        tokens = f"{self.tokens} of {self.caps.tokens} tokens"
        money = "" if self.caps.usd is None else f" and ${self.usd:.4f} of ${self.caps.usd:g}"
        return f"the cap does not pay for another request of up to {given} tokens: {tokens}{money}"


def flat(dollars_in: float, dollars_out: float) -> Price:
    """A price in dollars a million tokens, in and out."""
    return lambda given, output: (given * dollars_in + output * dollars_out) / 1e6


def is_amount(value: float) -> bool:
    """Whether it can be a cap: finite and not negative."""
    return math.isfinite(value) and value >= 0
