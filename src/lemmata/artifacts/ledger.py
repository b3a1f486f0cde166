"""What making a lemma cost, and when: beside the proof, never part of it."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from lemmata.contracts.verdicts import Cost


@dataclass(frozen=True, slots=True)
class Ledger:
    """The bill of one lemma: who proposed the body, in how many attempts, for how much.

    ``tokens`` of a language model, ``money_usd`` in US dollars, ``cpu_seconds`` of this machine,
    ``created`` in ISO 8601 (UTC).
    """

    generator: str
    attempts: int = 0
    tokens: int = 0
    money_usd: float = 0.0
    cpu_seconds: float = 0.0
    created: str = ""

    @classmethod
    def of(cls, generator: str, attempts: int, cost: Cost) -> "Ledger":
        """The ledger of a lemma made now."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return cls(generator, attempts, cost.tokens, cost.money_usd, cost.cpu_seconds, now)

    def to_bytes(self) -> bytes:
        """The text of ``ledger.json``."""
        return (json.dumps(asdict(self), indent=1) + "\n").encode()
