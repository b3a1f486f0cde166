"""The room `evidence`: what holds a proof up, on disk and checked again."""

from lemmata.evidence.assurance import assumptions_of, assurance_of, weakest
from lemmata.evidence.proof import Answers, Evidence

__all__ = ["Answers", "Evidence", "assumptions_of", "assurance_of", "weakest"]
