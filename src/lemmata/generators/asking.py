"""How a model is asked, whoever speaks to it: one request, one answer or one failure."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from lemmata.contracts.codec import Json
from lemmata.contracts.errors import DataError
from lemmata.generators.watching import Watch


@dataclass(frozen=True, slots=True)
class Service:
    """Who is asked: ``provider`` is ``openai`` or ``anthropic``, as their protocols are.

    Without a ``base_url`` it is the provider's own.
    """

    provider: str
    model: str
    api_key: str
    base_url: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One request: what is said, how long the answer may be, and how long it may take."""

    system: str
    user: str
    output_tokens: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the tool's arguments as JSON, or else text; and what was billed.

    ``money_usd`` is None where nobody knows the price. ``broken_off`` says why it was not read to
    its end; its tokens are then those that are known of.
    """

    arguments: str | None
    text: str
    input_tokens: int
    output_tokens: int
    money_usd: float | None = None
    broken_off: str = ""


class Fault(Enum):
    """Why there is no answer, and so what helps."""

    CHOICE = "choice"  # key, model or address: the user's to mend
    BUSY = "busy"  # nothing was billed; later it may go
    LOST = "lost"  # sent, and perhaps billed, but no answer came
    BROKEN = "broken"  # an answer came that is none of the protocol
    CALLED_OFF = "called off"  # nobody waits for it any more, or it grew past every bound


@dataclass(frozen=True, slots=True)
class Failure:
    """No answer; ``retry_after`` is in seconds, where the service said so.

    ``so_far`` are the tokens in and out of an answer that was broken off, as far as they are known.
    """

    fault: Fault
    reason: str
    retry_after: float | None = None
    so_far: tuple[int, int] | None = None


def question_digest(system: str, user: str) -> str:
    """What tells questions apart, however long the answers may be: sha256."""
    return hashlib.sha256(f"{system}\0{user}".encode("utf-8", "surrogatepass")).hexdigest()


def kept_answer(data: Mapping[str, Json]) -> Answer:
    """The answer that was written down as its fields.

    Raises:
        DataError: a field is missing or of another kind.
    """
    match data:
        case {
            "arguments": str() | None as arguments,
            "text": str() as text,
            "input_tokens": int() as given,
            "output_tokens": int() as output,
            "money_usd": float() | int() | None as money,
        }:
            return Answer(arguments, text, given, output, money)
        case _:
            raise DataError("what was kept is no answer of a model", remedy="start afresh")


Price = Callable[[int, int], float]
"""What so many input and output tokens cost in US dollars."""


class Asking(Protocol):
    """Speaks to one service."""

    def ask(self, question: Question, watch: Watch) -> Answer | Failure:
        """One request over the network, with no retry of its own; told and ended by ``watch``."""

    def price(self) -> Price | None:
        """What the service's model costs, where that is known."""
