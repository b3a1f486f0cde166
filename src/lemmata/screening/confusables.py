"""Characters that look like others or like nothing: what a reader sees, and what hides.

The letters are those of the Unicode confusables (UTS #39) that stand for a Latin letter and occur
in scripts people type; compatibility forms (full width, mathematical, circled) are NFKC's part.
"""

import unicodedata
from array import array
from collections.abc import Callable
from functools import lru_cache

from lemmata.screening.views import View

_LOOKALIKES = {
    "a": "аɑαⱥᴀ", "b": "вьЬƄʙβ", "c": "сϲᴄ", "d": "ԁɗᴅ", "e": "еєҽᴇ", "f": "ғƒꜰ", "g": "ɡԍցɢ",
    "h": "һнʜհ", "i": "іıɩιӏɪ", "j": "јʝ", "k": "кκᴋ", "l": "ⅼʟ", "m": "мᴍ", "n": "пηոɴ",
    "o": "оοσօᴏ", "p": "рρᴘ", "q": "ԛգǫ", "r": "гʀᴦ", "s": "ѕꜱ", "t": "тτᴛ", "u": "υսᴜ", "v": "ѵνᴠ",
    "w": "ԝшωᴡ", "x": "хχ", "y": "уүγʏ", "z": "ᴢʐ", "0": "", "ss": "ß", "ae": "æ", "oe": "œ",
    "A": "АΑᎪ", "B": "ВΒᏴ", "C": "СϹᏟ", "E": "ЕΕᎬ", "H": "НΗᎻ", "I": "ІΙ", "J": "ЈᎫ", "K": "КΚᏦ",
    "M": "МΜᎷ", "N": "Ν", "O": "ОΟ", "P": "РΡᏢ", "S": "ЅᏚ", "T": "ТΤᎢ", "X": "ХΧ", "Y": "УΥ",
    "Z": "ΖᏃ",
    "'": "‘’ʼ`´", '"': "“”„«»", "-": "‐‑‒–—―−", "/": "⁄∕",
}  # fmt: skip
LOOKALIKES = {ord(odd): plain for plain, odds in _LOOKALIKES.items() for odd in odds}

INVISIBLE = frozenset(
    [
        *(0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFEFF, 0xFFA0),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
        *range(0xE0000, 0xE01F0),
    ]
)
"""Code points that show nothing: joiners, marks of direction, fillers, selectors, tags."""


@lru_cache(maxsize=1 << 16)
def plain_character(character: str) -> str:
    """One character without disguise of form: NFKC, nothing for what shows nothing, ASCII digits.

    Letters keep their case and script: an address is told by its own letters.
    """
    if ord(character) in INVISIBLE:
        return ""
    if character.isspace() and character not in "\n\t\r":
        return " " if character not in "\u2028\u2029\x85\x0b\x0c" else "\n"
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if character in "‐‑‒–—―−":
        return "-"
    # One character may grow to 18, the most that NFKC makes of one.
    return unicodedata.normalize("NFKC", character)


@lru_cache(maxsize=1 << 16)
def folded_character(character: str) -> str:
    """One character as a reader takes it: look-alikes as Latin, without accents, in lower case."""
    plain = "".join(LOOKALIKES.get(ord(one), one) for one in plain_character(character))
    bare = "".join(_without_accent(one) for one in plain)
    folded = "".join(LOOKALIKES.get(ord(one), one) for one in bare)
    return "".join(LOOKALIKES.get(ord(one), one) for one in folded.lower())


def _without_accent(character: str) -> str:
    """The letter under its marks; a mark that stands alone vanishes; Hangul and others stay."""
    if unicodedata.category(character) == "Mn" and unicodedata.combining(character):
        name = unicodedata.name(character, "")
        return "" if name.startswith("COMBINING") else character
    parts = unicodedata.normalize("NFD", character)
    if len(parts) > 1 and all(unicodedata.category(mark) == "Mn" for mark in parts[1:]):
        return parts[0]
    return character


def plain_view(view: View) -> View:
    """The view without disguises of form; what personal data and secrets are looked for in."""
    if view.text.isascii():
        return view
    return _mapped(view, plain_character)


def folded_view(view: View) -> View:
    """The view as a reader takes it; what the words of an injection are looked for in."""
    if view.text.isascii():
        return View(
            view.text.lower(),
            view.base,
            view.limit,
            view.is_piece,
            view.starts,
            view.ends,
            view.via,
        )
    return _mapped(view, folded_character)


def folded(text: str) -> str:
    """A text as a reader takes it."""
    return "".join(map(folded_character, text))


def _mapped(view: View, change: Callable[[str], str]) -> View:
    parts = list(map(change, view.text))
    joined = "".join(parts)
    if view.is_piece:
        return View(joined, view.base, view.limit, is_piece=True, via=view.via)
    if len(joined) == len(parts) and all(len(part) == 1 for part in parts):
        return View(joined, view.base, view.limit, False, view.starts, view.ends, view.via)
    starts, ends = array("l"), array("l")
    for position, part in enumerate(parts):
        if part:
            start, end = view.span(position, position + 1)
            for _ in part:
                starts.append(start)
                ends.append(end)
    return View(joined, view.base, view.limit, False, starts, ends, view.via)
