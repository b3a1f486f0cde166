"""HTML by construction: whatever is not `Html` is somebody's text, and is escaped, cut and shown.

What a report shows was written by models and strangers. Text keeps its order and its place: a
character that is invisible, or that turns the line around, is shown by its number.
"""

import html
import re
import unicodedata
from collections.abc import Iterable
from typing import TypeAlias

MOST_TEXT = 2_000
"""Characters of one text, where nothing else is said."""
MOST_ATTRIBUTE = 100_000
_VOID = frozenset({"br", "hr", "meta"})
_PLAIN = re.compile(r"[\n\t\x20-\x7e]*")
_ODD_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that nobody sees, beside those that Unicode calls controls."""


class Html(str):
    """Text that is markup already; made here alone."""

    __slots__ = ()


Child: TypeAlias = "Html | str | None"
Attribute: TypeAlias = "str | int | float | bool | None"


def element(tag: str, *children: Child, **attributes: Attribute) -> Html:
    """An element; children that are no `Html` are somebody's text.

    ``class_`` is written ``class`` and ``aria_label`` ``aria-label``. An attribute that is None or
    False is left out, and True is written alone.
    """
    parts = [f"<{tag}"]
    for name, value in attributes.items():
        if value is None or value is False:
            continue
        written = name.rstrip("_").replace("_", "-")
        shown = html.escape(plain(str(value), MOST_ATTRIBUTE))
        parts.append(f" {written}" if value is True else f' {written}="{shown}"')
    parts.append(">")
    if tag not in _VOID:
        parts.extend(_child(child) for child in children)
        parts.append(f"</{tag}>")
    return Html("".join(parts))


def joined(children: Iterable[Child]) -> Html:
    """Children without an element around them."""
    return Html("".join(map(_child, children)))


def raw(text: str) -> Html:
    """Text of our own that is markup or style already. Never for what somebody else wrote."""
    return Html(text)


def _child(child: Child) -> str:
    if child is None:
        return ""
    return child if isinstance(child, Html) else text(child)


def text(given: str, most: int = MOST_TEXT) -> Html:
    """Somebody's text as markup: escaped, odd characters by number, cut with the rest counted."""
    kept = given[:most]
    if _PLAIN.fullmatch(kept):
        shown = html.escape(kept)
    else:
        shown = "".join(_shown(character) for character in kept)
    if len(given) > most:
        left = f"… cut here: {len(given) - most:,} more characters"
        shown += f'<span class="cut">{left}</span>'
    return Html(shown)


def _shown(character: str) -> str:
    if is_odd(character):
        return f'<span class="odd">U+{ord(character):04X}</span>'
    return html.escape(character)


def is_odd(character: str) -> bool:
    """Whether nobody would see the character, or it would move what others see."""
    if character in "\n\t":
        return False
    number = ord(character)
    is_selector = 0xFE00 <= number <= 0xFE0F or 0xE0100 <= number <= 0xE01EF
    is_control = unicodedata.category(character) in _ODD_CATEGORIES
    return is_control or is_selector or character in _BLANK


def plain(given: str, most: int = MOST_TEXT) -> str:
    """Somebody's text where no markup can stand: the odd characters as ``<U+202E>``."""
    kept = given[:most]
    if not _PLAIN.fullmatch(kept):
        kept = "".join(f"<U+{ord(c):04X}>" if is_odd(c) else c for c in kept)
    return kept + ("…" if len(given) > most else "")


def code(given: str, most: int = MOST_TEXT, **attributes: Attribute) -> Html:
    """A piece of Python, in its own line and order."""
    return element("code", text(given, most), **attributes)


def table(caption: str, header: Iterable[Child], rows: Iterable[Iterable[Child]]) -> Html:
    """A table with a caption and header cells; the first cell of each row is its header."""
    heads = [element("th", cell, scope="col") for cell in header]
    body = []
    for row in rows:
        first, *rest = row
        cells = [element("th", first, scope="row"), *(element("td", cell) for cell in rest)]
        body.append(element("tr", *cells))
    made = element(
        "table",
        element("caption", caption),
        element("thead", element("tr", *heads)),
        element("tbody", *body),
    )
    return element("div", made, class_="scroll", tabindex="0", role="region", aria_label=caption)


def chip(word: str, kind: str = "") -> Html:
    """A short word in a coloured box; the word says what the colour says."""
    return element("span", word, class_=f"chip {kind}".strip())
