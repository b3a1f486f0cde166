"""What a model may cost: caps that are never passed, because a request is paid for beforehand."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

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
class Purse:
    """What is left of the caps. A request is sent if the dearest answer to it can be paid.

    A request whose answer was lost counts in full, as it may have been billed.

    Raises:
        ChoiceError: dollars are capped and nobody knows the price.
    """

    caps: Caps
    price: Price | None
    now: Callable[[], float]
    tokens: int = 0
    usd: float = 0.0
    seconds: float = 0.0
    _counted: list[Payments] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.caps.usd is not None and self.price is None:
            raise ChoiceError(
                "dollars are capped, and the price of the model is not known",
                remedy="give --option price=IN/OUT in dollars a million tokens, or cap tokens",
            )

    def count(self, payments: Payments, payer: str) -> None:
        """Take what earlier runs spent on a task out of the caps, once."""
        if not any(known is payments for known in self._counted):
            self._counted.append(payments)
            before = payments.before(payer)
            self.tokens += before.tokens
            self.usd += before.usd
            self.seconds += before.seconds

    @property
    def seconds_left(self) -> float:
        """Seconds that may still pass."""
        return self.caps.seconds - self.seconds

    def affordable(self, given: int) -> int:
        """Output tokens that can be paid beside ``given`` input tokens; 0 if too few."""
        most = min(self.caps.output, self.caps.tokens - self.tokens - given)
        if self.caps.usd is not None and self.price is not None:
            left, price = self.caps.usd - self.usd, self.price
            low, high = 0, max(most, 0)
            while low < high:
                middle = (low + high + 1) // 2
                low, high = (middle, high) if price(given, middle) <= left else (low, middle - 1)
            most = low
        return most if most >= LEAST_OUTPUT else 0

    def pay(self, answer: Answer) -> float:
        """Count an answer; returns its dollars, 0 where no price is known."""
        self.tokens += answer.input_tokens + answer.output_tokens
        money = answer.money_usd
        if money is None:
            known = self.price
            money = known(answer.input_tokens, answer.output_tokens) if known else 0.0
        self.usd += money
        return money

    def lose(self, most: Spent) -> None:
        """Count a request whose answer was lost; its seconds were counted as they passed."""
        self.tokens += most.tokens
        self.usd += most.usd

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
