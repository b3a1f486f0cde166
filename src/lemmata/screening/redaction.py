"""Placeholders for what a model must not see, and the way back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z0-9_]{0,40}_[0-9]{1,9}\]")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text to take out, end exclusive; ``kind`` is in its placeholder's name."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Vault:
    """What each placeholder stands for. Keep it where the model is not."""

    originals: tuple[tuple[str, str], ...] = ()

    def restore(self, text: str) -> str:
        """The text with each placeholder replaced, wherever it stands and however often.

        One pass: an original that looks like a placeholder is not replaced again. What only looks
        like one of ours stays.
        """
        known = dict(self.originals)
        return _PLACEHOLDER.sub(lambda found: known.get(found[0], found[0]), text)


def redact(text: str, spans: Iterable[Span]) -> tuple[str, Vault]:
    """The text without the spans, and the vault; ``vault.restore`` of it is the text again.

    Equal values of a kind get one placeholder, so that a model still sees that they are equal. A
    placeholder that stands in the text already is not given. Spans that touch become one.
    """
    standing = frozenset(_PLACEHOLDER.findall(text))
    given: dict[tuple[str, str], str] = {}
    counts: dict[str, int] = {}
    pieces, done = [], 0
    for span in _merged(spans):
        value = text[span.start : span.end]
        if (span.kind, value) not in given:
            while True:
                counts[span.kind] = counts.get(span.kind, 0) + 1
                name = f"[{span.kind}_{counts[span.kind]}]"
                if name not in standing:
                    break
            given[span.kind, value] = name
        pieces += [text[done : span.start], given[span.kind, value]]
        done = span.end
    vault = Vault(tuple((name, value) for (_, value), name in given.items()))
    return "".join([*pieces, text[done:]]), vault


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order; those that overlap are one, of the kind that begins first."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda known: (known.start, -known.end)):
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = Span(last.start, max(last.end, span.end), last.kind)
        elif span.start < span.end:
            merged.append(span)
    return merged
