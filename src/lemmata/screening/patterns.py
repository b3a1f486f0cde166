"""Values with a form: a bounded pattern, what must stand before it, and a check of the value."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lemmata.screening.rules import Hit, Rule
from lemmata.screening.views import View

BEFORE = 48
"""Characters before a value in which its label must stand."""


def anything(_: str) -> bool:
    """The check of a value that has none: its label is what tells it."""
    return True


def bare(text: str) -> str:
    """A value as its check takes it."""
    return re.sub(r"[\s.()/-]", "", text).upper()


@dataclass(frozen=True, slots=True)
class Pattern:
    """How the values of one rule are found.

    ``form`` matches a value, or holds it in the group ``value``. ``label`` must be found in the
    characters before it, where there is one. ``check`` takes the value without spaces, dots and
    hyphens, in capitals. ``kind`` names its placeholder; ``unless`` must not be found before it.
    ``needs`` is a character without which no value is there.
    """

    rule: Rule
    kind: str
    form: re.Pattern[str]
    check: Callable[[str], bool] = anything
    label: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    needs: str = ""
    cut: Callable[[str], str] = str
    normal: Callable[[str], str] = bare


def sought(view: View, patterns: Sequence[Pattern], chosen: frozenset[str]) -> Iterator[Hit]:
    """What the patterns of the chosen rules find in a plain view, earlier patterns first.

    A value inside one that was found is not reported again.
    """
    text = view.text
    has_digit = re.search(r"\d", text) is not None
    taken = bytearray(len(text))
    for known in patterns:
        if known.rule.id not in chosen or (known.needs and known.needs not in text):
            continue
        if known.needs == "" and not has_digit and r"\d" in known.form.pattern:
            continue
        for found in known.form.finditer(text):
            name = "value" if "value" in known.form.groupindex else 0
            value = known.cut(found[name])
            start = found.start(name)
            end = start + len(value)
            if not value or taken[start] or taken[end - 1]:
                continue
            before = text[max(0, start - BEFORE) : start]
            if known.label is not None and not known.label.search(before):
                continue
            if known.unless is not None and known.unless.search(before):
                continue
            if known.check(known.normal(value)):
                taken[start:end] = b"\1" * (end - start)
                yield Hit(known.rule, *view.span(start, end), known.rule.title, view.via)
