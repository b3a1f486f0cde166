"""The room `evidence`: what holds a proof up, on disk and checked again.

The checker comes when it is asked for: it reads files of unknown origin, and what it needs for
that takes longer to import than a proof takes.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lemmata.evidence.assurance import assumptions_of, assurance_of, weakest
from lemmata.evidence.certificate import certificate_files, write_certificate
from lemmata.evidence.proof import Answers, Evidence

if TYPE_CHECKING:
    from lemmata.evidence.checking import CheckReport, Problem, check

__all__ = [
    "Answers",
    "CheckReport",
    "Evidence",
    "Problem",
    "assumptions_of",
    "assurance_of",
    "certificate_files",
    "check",
    "weakest",
    "write_certificate",
]


def __getattr__(name: str) -> Any:
    if name in ("CheckReport", "Problem", "check"):
        return getattr(import_module("lemmata.evidence.checking"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
