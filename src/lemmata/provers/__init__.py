"""The room `provers`: who decides, within limits, and the portfolio that asks them all."""

from lemmata.provers.callees import callees_first, reachable
from lemmata.provers.limits import Limits, limits_for
from lemmata.provers.portfolio import prove
from lemmata.provers.protocol import Answer, Prover, Question
from lemmata.provers.registry import available, chosen, prover

__all__ = [
    "Answer",
    "Limits",
    "Prover",
    "Question",
    "available",
    "callees_first",
    "chosen",
    "limits_for",
    "prove",
    "prover",
    "reachable",
]
