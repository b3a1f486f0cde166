"""What making a lemma cost, and when: beside the proof, never part of it."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Literal

from lemmata.contracts.verdicts import Cost


@dataclass(frozen=True, slots=True)
class Share:
    """What one of several generators cost of a lemma: proposals alone, without judging."""

    generator: str
    tokens: int
    money_usd: float
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class Ledger:
    """The bill of one lemma: who proposed the body, in how many attempts, for how much.

    ``tokens`` of a language model, ``money_usd`` in US dollars, ``cpu_seconds`` of this machine,
    ``created`` in ISO 8601 (UTC). ``parts`` are the shares of the generators that were asked,
    where the one that proposed asks others. ``strength`` is that of the lemma, once it is sealed.
    """

    generator: str
    attempts: int = 0
    tokens: int = 0
    money_usd: float = 0.0
    cpu_seconds: float = 0.0
    created: str = ""
    parts: tuple[Share, ...] = ()
    strength: Literal["", "proved", "tested"] = ""

    @classmethod
    def of(
        cls,
        generator: str,
        attempts: int,
        cost: Cost,
        parts: Iterable[tuple[str, Cost]] = (),
    ) -> "Ledger":
        """The ledger of a lemma made now."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        shares = tuple(
            Share(name, one.tokens, one.money_usd, round(one.cpu_seconds, 4)) for name, one in parts
        )
        return cls(generator, attempts, cost.tokens, cost.money_usd, cost.cpu_seconds, now, shares)

    def to_bytes(self) -> bytes:
        """The text of ``ledger.json``."""
        return (json.dumps(asdict(self), indent=1) + "\n").encode()
