"""The room `evidence`: what holds a proof up, on disk and checked again.

Writing and checking certificates come when they are asked for: a proof alone needs neither, and
what they import takes as long as a proof.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lemmata.evidence.assurance import assumptions_of, assurance_of, weakest
from lemmata.evidence.proof import Answers, Evidence, Seconds, rests_on

if TYPE_CHECKING:
    from lemmata.evidence.certificate import certificate_files, write_certificate
    from lemmata.evidence.chain import CheckReport, Problem
    from lemmata.evidence.checking import check
    from lemmata.evidence.lemmas import Lemmas

__all__ = [
    "Answers",
    "CheckReport",
    "Evidence",
    "Lemmas",
    "Problem",
    "Seconds",
    "assumptions_of",
    "assurance_of",
    "certificate_files",
    "check",
    "rests_on",
    "weakest",
    "write_certificate",
]

_PLACES = {
    "CheckReport": "chain",
    "Lemmas": "lemmas",
    "Problem": "chain",
    "check": "checking",
    "certificate_files": "certificate",
    "write_certificate": "certificate",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"lemmata.evidence.{_PLACES[name]}"), name)
