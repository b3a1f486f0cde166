"""Proofs of rules checked again from their files; nothing of the construction is imported."""

from lemmata.rules.verifier.claims import Claim, covers
from lemmata.rules.verifier.stored import StoredNetwork, read_network

__all__ = ["Claim", "StoredNetwork", "covers", "read_network"]
