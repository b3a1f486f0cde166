"""detect-secrets as a library: the one file that imports it.

Its detectors of known formats are called directly, so that neither `# pragma: allowlist secret`
in the text nor settings of the machine excuse a line, and nothing is verified over a network. Its
guesses by keyword and by entropy are left to our own rule, which reads the syntax tree.
"""

from functools import lru_cache
from typing import Any

from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.plugins.base import BasePlugin, RegexBasedDetector

LEFT_OUT = frozenset({"KeywordDetector", "IPPublicDetector"})
"""Detectors of words and of public addresses: most of what they report is no secret."""


@lru_cache(maxsize=1)
def _detectors() -> list[BasePlugin]:
    classes: list[Any] = list(get_mapping_from_secret_type_to_class().values())
    chosen = [
        c for c in classes if issubclass(c, RegexBasedDetector) and c.__name__ not in LEFT_OUT
    ]
    if not chosen:
        raise RuntimeError("it brought no detectors")
    return [one() for one in sorted(chosen, key=lambda c: c.__name__)]


def report(text: str) -> list[tuple[str, int]]:
    """Kinds of secrets with lines, each kind once a line; the secret itself is not repeated."""
    found: list[tuple[str, int]] = []
    for number, line in enumerate(text.split("\n"), 1):
        found += [
            (f"{detector.secret_type} in the text", number)
            for detector in _detectors()
            if detector.analyze_line(filename="candidate", line=line, line_number=number)
        ]
    return found
