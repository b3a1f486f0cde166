"""What making a lemma cost, and when: beside the proof, never part of it."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from lemmata.contracts.paying import Spent
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
    ``runs`` is how often the search was begun or continued. What was lost may have been billed too:
    requests without an answer, each at the most that it can cost.
    """

    generator: str
    attempts: int = 0
    tokens: int = 0
    money_usd: float = 0.0
    cpu_seconds: float = 0.0
    created: str = ""
    parts: tuple[Share, ...] = ()
    strength: Literal["", "proved", "tested"] = ""
    runs: int = 1
    lost_tokens: int = 0
    lost_usd: float = 0.0

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

    def continued(self, runs: int, lost: Spent) -> "Ledger":
        """The bill of a search that took so many runs."""
        return replace(self, runs=runs, lost_tokens=lost.tokens, lost_usd=lost.usd)

    def to_bytes(self) -> bytes:
        """The text of ``ledger.json``."""
        return (json.dumps(asdict(self), indent=1) + "\n").encode()
