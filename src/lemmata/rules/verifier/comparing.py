"""A network against its rows: every input, or the diagrams of both where there are too many."""

from lemmata.rules.verifier import exhaustive, symbolic
from lemmata.rules.verifier.claims import Claim
from lemmata.rules.verifier.stored import StoredNetwork

SLICED = 1 << 33
"""Combinations of digits up to which all are evaluated, 64 at a time."""


def is_sliced(claim: Claim) -> bool:
    """Whether every input is evaluated."""
    return claim.combinations <= SLICED


def network_difference(claim: Claim, network: StoredNetwork) -> tuple[int, ...] | None:
    """An input for which the network does not give what its row asks for, or None.

    Raises:
        LimitError: the diagrams grow too large.
    """
    if is_sliced(claim):
        return exhaustive.first_difference(claim, network)
    return symbolic.difference(claim, network)
