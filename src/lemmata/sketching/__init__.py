"""Sketches: bodies with holes, invariants and steps, completed before anybody judges them."""

from lemmata.sketching.completing import Completed, Draft, completed
from lemmata.sketching.reading import holes_of, is_sketch

__all__ = ["Completed", "Draft", "completed", "holes_of", "is_sketch"]
