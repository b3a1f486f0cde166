"""Every text in a text: decoded to a bounded depth and size, and the disguises of words undone."""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from lemmata.screening.confusables import folded_view, plain_view
from lemmata.screening.decoders import HIDDEN, VISIBLE
from lemmata.screening.lexicon import words
from lemmata.screening.views import View, substituted, whole

_ESCAPES = re.compile(
    r"(?:%[0-9A-Fa-f]{2})++"
    r"|&(?:#[0-9]{1,7}+|#[xX][0-9A-Fa-f]{1,6}+|[A-Za-z][A-Za-z0-9]{1,30}+);"
    r"|\\(?:u\{[0-9A-Fa-f]{1,6}\}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|[nrt])"
)
_LEET = re.compile(r"[a-z0-9@$!|+]{3,40}+")
_LEET_LETTERS = str.maketrans("034578@$!|+", "oeastbasiit")
_SPACED = re.compile(r"(?<![a-z0-9])[a-z](?=([^a-z0-9\n]{1,4}))(?:\1[a-z](?![a-z0-9])){2,}+")
_REVERSED = re.compile("[\u202d\u202e]([^\u202a-\u202e\n]{1,2000}+)")


@dataclass(frozen=True, slots=True)
class Depth:
    """How far layers are opened: how deep, and how many pieces and characters of them in all."""

    layers: int = 3
    characters: int = 4_000_000
    pieces: int = 2_000


@dataclass(frozen=True, slots=True)
class Opened:
    """The original and what was decoded from it, outermost first.

    ``plain`` holds views without disguises of form, ``hidden`` the pieces that cannot be seen.
    ``is_cut`` says that there was more than the depth allows: then not everything was looked at.
    """

    plain: tuple[View, ...]
    hidden: tuple[View, ...] = ()
    is_cut: bool = False
    cut_at: tuple[int, int] = field(default=(0, 0))


def opened(text: str, depth: Depth) -> Opened:
    """The views of a text.

    Every decoded text is opened again, so that base64 of hex of a phrase is read. What is decoded
    twice by two ways is kept once.
    """
    views, hidden = [whole(text)], []
    seen, left = {text}, depth.characters
    front, is_cut, cut_at = list(views), False, (0, 0)
    for level in range(depth.layers + 1):
        inner = []
        for view in front:
            for found, is_hidden in _inside(view):
                if found.text in seen:
                    continue
                if level == depth.layers or len(found.text) > left or len(seen) > depth.pieces:
                    is_cut, cut_at = True, found.span(0, len(found.text))
                    continue
                seen.add(found.text)
                left -= len(found.text)
                inner.append(found)
                if is_hidden:
                    hidden.append(found)
        views += inner
        front = inner
    return Opened(tuple(map(plain_view, views)), tuple(hidden), is_cut, cut_at)


def _inside(view: View) -> Iterator[tuple[View, bool]]:
    """What one view hides, and whether it cannot be seen."""
    if not view.text.isascii():
        for layer, decode in HIDDEN.items():
            for text, start, end in decode(view.text):
                yield view.piece(text, start, end, layer), True
        for found in _REVERSED.finditer(view.text):
            yield view.piece(found[1][::-1], found.start(), found.end(), "reversed order"), True
    plain = plain_view(view)
    rewritten = substituted(plain, _ESCAPES, _unescaped, "escapes")
    if rewritten is not None:
        yield rewritten, False
    for layer, decode in VISIBLE.items():
        for text, start, end in decode(plain.text):
            yield plain.piece(text, start, end, layer), False


def _unescaped(found: re.Match[str]) -> str:
    text = found[0]
    if text.startswith("%"):
        raw = bytes.fromhex(text.replace("%", ""))
        return raw.decode("utf-8", "replace")
    if text.startswith("&"):
        return html.unescape(text)
    if text[1] in "nrt":
        return {"n": "\n", "r": "\r", "t": "\t"}[text[1]]
    code = int(text[2:].strip("{}"), 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else text


def disguises(view: View) -> Iterator[View]:
    """A plain view as a reader takes it, then with each disguise of words undone.

    The disguises: letters spaced out, digits and signs for letters, text written backwards, and
    letters shifted along the alphabet (a shift is tried where two words of attacks show it).
    """
    base = folded_view(view)
    yield base
    spaced = substituted(base, _SPACED, lambda found: found[0][:: 1 + len(found[1])], "spacing")
    respelled = list(_without_digits(spaced or base))
    if spaced is not None and not respelled:
        yield spaced
    yield from respelled
    found = frozenset(re.findall(r"[a-z]{5,16}+", base.text))
    turned = {word[::-1] for word in found}
    if len(turned & _telling()) >= 2:
        mirrored = [(base.text[at], at, at + 1) for at in range(len(base.text) - 1, -1, -1)]
        yield base.rewritten(mirrored, "reversed")
    for shift in _shifts(found):
        table = str.maketrans(
            "abcdefghijklmnopqrstuvwxyz",
            "".join(chr(97 + (letter + shift) % 26) for letter in range(26)),
        )
        text = base.text.translate(table)
        layer = "rot13" if shift == 13 else f"letters shifted by {26 - shift}"
        yield base.rewritten([(text, 0, len(text))], layer)


def _without_digits(base: View) -> Iterator[View]:
    """The view with letters for digits and signs in mixed words; a one is an i, and then an l."""
    before = base.text
    for one in "il":
        letters: dict[int, int | str] = {**_LEET_LETTERS, ord("1"): one}

        def spell(found: re.Match[str], letters: dict[int, int | str] = letters) -> str:
            text = found[0].rstrip("!|+")
            is_mixed = any("a" <= c <= "z" for c in text) and not text.isalpha()
            return text.translate(letters) + found[0][len(text) :] if is_mixed else found[0]

        made = substituted(base, _LEET, spell, "digits for letters")
        if made is None or made.text == before:
            return
        before = made.text
        yield made


@cache
def _telling() -> frozenset[str]:
    """Words of attacks, of five letters and more, that say something by themselves."""
    concepts = ("OVERRIDE", "PRIOR", "DIRECTIVE", "PROMPT", "DISCLOSE", "CREDENTIAL", "SYSTEM")
    every = {word for concept in concepts for word in words(concept)}
    return frozenset(word for word in every if word.isascii() and word.isalpha() and len(word) > 4)


def _shifts(found: frozenset[str]) -> list[int]:
    """The shifts of the alphabet by which at least two words become words of attacks."""
    shapes: dict[tuple[int, ...], list[str]] = {}
    for word in found:
        shapes.setdefault(_shape(word), []).append(word)
    counts = [0] * 26
    for known in _telling():
        for word in shapes.get(_shape(known), ()):
            counts[(ord(known[0]) - ord(word[0])) % 26] += 1
    return [shift for shift in range(1, 26) if counts[shift] >= 2]


def _shape(word: str) -> tuple[int, ...]:
    """The steps from letter to letter: the same for all shifts of a word."""
    return tuple((ord(after) - ord(before)) % 26 for before, after in pairwise(word))


def has_letters_from_right(text: str) -> bool:
    """Whether some letter is written from right to left, so that marks of direction have a use."""
    return any(unicodedata.bidirectional(one) in ("R", "AL") for one in text if one > "\u0590")
