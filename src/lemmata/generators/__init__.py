"""Generators: they propose bodies, and are never believed."""

from lemmata.generators.protocol import Generator, Request
from lemmata.generators.registry import BUILT_IN, ENTRY_POINT_GROUP, available, generator

__all__ = [
    "BUILT_IN",
    "ENTRY_POINT_GROUP",
    "Generator",
    "Request",
    "available",
    "generator",
]
