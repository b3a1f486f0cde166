"""Screens for everything that reaches or leaves a model: deterministic, offline, in linear time."""

from lemmata.screening.detectors import Detector, detector
from lemmata.screening.leaks import embed, make_canary
from lemmata.screening.policy import INPUT, OUTPUT, RULES, STRICT, Policy
from lemmata.screening.redaction import Vault
from lemmata.screening.rules import Family, Hit, Rule, Sighting
from lemmata.screening.screens import Screened, screen_input, screen_output

__all__ = [
    "INPUT",
    "OUTPUT",
    "RULES",
    "STRICT",
    "Detector",
    "Family",
    "Hit",
    "Policy",
    "Rule",
    "Screened",
    "Sighting",
    "Vault",
    "detector",
    "embed",
    "make_canary",
    "screen_input",
    "screen_output",
]
