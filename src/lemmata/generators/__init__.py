"""Generators: they propose bodies, and are never believed."""

from lemmata.generators.protocol import Family, Generator, Request, Resumable
from lemmata.generators.registry import BUILT_IN, ENTRY_POINT_GROUP, available, generator
from lemmata.generators.transcripts import Recorder, read_transcript

__all__ = [
    "BUILT_IN",
    "ENTRY_POINT_GROUP",
    "Family",
    "Generator",
    "Recorder",
    "Request",
    "Resumable",
    "available",
    "generator",
    "read_transcript",
]
