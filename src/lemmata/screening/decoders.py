"""Encodings in which a text hides another: each decoder yields what it found and where.

A decoder takes the text of a view and yields ``(decoded, start, end)``. It yields only what reads
like text, so that an image or a digest in base64 is no layer. Each is linear: a pattern that may
run without bound is possessive and ends its match.
"""

import base64
import binascii
import re
from collections.abc import Iterator

Decoded = Iterator[tuple[str, int, int]]

_BASE64 = re.compile(
    r"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/_-]{12,}+(?:\r?\n[ \t]{0,8}[A-Za-z0-9+/_-]{8,}+)*+={0,2}+"
)
_BASE64_GROUPS = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{4}(?: [A-Za-z0-9+/=]{4}(?!\S)){3,}+")
_BASE32 = re.compile(r"(?<![A-Za-z0-9])[A-Z2-7]{16,}+={0,6}+(?![A-Za-z0-9])")
_HEX = re.compile(
    r"(?<![0-9A-Za-z])(?:0x)?+[0-9A-Fa-f]{2,}+(?!\w)"
    r"(?:[ \t\n:,-]{1,2}+(?:0x)?+[0-9A-Fa-f]{2,}+(?!\w))*+"
)
_CODES = re.compile(r"(?<!\d)\d{2,3}+(?:[ ,;]{1,2}+\d{2,3}+(?!\d)){7,}+")
_BITS = re.compile(r"(?<![01])[01]{8}(?:\s?+[01]{8}){3,}+")
_MORSE = re.compile(
    r"(?<![.\-\w])[.-]{1,6}+(?:(?: {1,3}+(?:[/|] {0,2}+)?+|[/|])[.-]{1,6}+(?![.-])){7,}+"
)

_CODE = (
    "A.- B-... C-.-. D-.. E. F..-. G--. H.... I.. J.--- K-.- L.-.. M-- N-. O--- P.--. Q--.- R.-. "
    "S... T- U..- V...- W.-- X-..- Y-.-- Z--.. 1.---- 2..--- 3...-- 4....- 5..... 6-.... 7--... "
    "8---.. 9----. 0-----"
)
_MORSE_LETTERS = {known[1:]: known[0] for known in _CODE.split()}
_TAGS = re.compile("(\U0001f3f4?+)([\U000e0020-\U000e007e]++)\U000e007f?+")
_FLAG_LETTERS = 6
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{4,}+")
_JOINERS = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff]{16,}+")
SHORTEST = 8
"""Characters that a decoded text has at least; shorter ones are chance."""


def reads_like_text(text: str) -> bool:
    """Whether all of it shows, and most is letters, digits, spaces or signs of an encoding."""
    if len(text) < SHORTEST:
        return False
    sample = text[:4096]
    if not all(one.isprintable() or one in "\n\r\t" or ord(one) >= 0xE0000 for one in sample):
        return False
    plain = sum(one.isalnum() or one in " \n%&#;\\" for one in sample)
    return plain * 4 >= len(sample) * 3


def readable(raw: bytes) -> str | None:
    """The bytes as text, UTF-8 or UTF-16, if they read like text."""
    for encoding in ("utf-8", "utf-16-le") if b"\0" in raw[:64] else ("utf-8",):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if reads_like_text(text):
            return text
    return None


def _from_base64(text: str) -> str | None:
    joined = "".join(text.split()).rstrip("=").translate({45: 43, 95: 47})
    joined = joined[: len(joined) - (len(joined) % 4 == 1)]
    try:
        raw = base64.b64decode(joined + "=" * (-len(joined) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return readable(raw)


def from_base64(text: str) -> Decoded:
    """Base64 of RFC 4648, both alphabets, also broken over lines or into groups of four."""
    for found in _BASE64.finditer(text):
        first = found[0].split("\n", 1)[0]
        for piece in dict.fromkeys((found[0], first)):
            if (decoded := _from_base64(piece)) is not None:
                yield decoded, found.start(), found.start() + len(piece)
                break
    for found in _BASE64_GROUPS.finditer(text):
        # Up to three ordinary words of four letters may stand before the first group.
        for skipped in range(0, 20, 5):
            if (decoded := _from_base64(found[0][skipped:])) is not None:
                yield decoded, found.start() + skipped, found.end()
                break


def from_base32(text: str) -> Decoded:
    """Base32 of RFC 4648."""
    for found in _BASE32.finditer(text):
        bare = found[0].rstrip("=")
        try:
            raw = base64.b32decode(bare + "=" * (-len(bare) % 8))
        except binascii.Error:
            continue
        if (decoded := readable(raw)) is not None:
            yield decoded, found.start(), found.end()


def from_hex(text: str) -> Decoded:
    """Pairs of hexadecimal digits, run together or in groups, with or without ``0x``."""
    for found in _HEX.finditer(text):
        digits = re.sub(r"0x|[^0-9A-Fa-f]", "", found[0])
        if len(digits) >= 2 * SHORTEST and len(digits) % 2 == 0:
            decoded = readable(bytes.fromhex(digits))
            if decoded is not None:
                yield decoded, found.start(), found.end()


def from_codes(text: str) -> Decoded:
    """Decimal codes of characters: ``73 103 110``."""
    for found in _CODES.finditer(text):
        codes = [int(one) for one in re.findall(r"\d+", found[0])]
        decoded = "".join(map(chr, codes))
        if max(codes) < 127 and reads_like_text(decoded):
            yield decoded, found.start(), found.end()


def from_bits(text: str) -> Decoded:
    """Groups of eight binary digits."""
    for found in _BITS.finditer(text):
        digits = "".join(found[0].split())
        raw = bytes(int(digits[at : at + 8], 2) for at in range(0, len(digits), 8))
        if (decoded := readable(raw)) is not None:
            yield decoded, found.start(), found.end()


def from_morse(text: str) -> Decoded:
    """Morse code; a slash, a bar or several spaces stand between words."""
    for found in _MORSE.finditer(text):
        letters = [
            _MORSE_LETTERS.get(one, "") if one.strip("/| ") else " "
            for one in re.findall(r"[.-]+|[ ]*[/|][ ]*| {2,}", found[0])
        ]
        decoded = "".join(letters).lower()
        if reads_like_text(decoded):
            yield decoded, found.start(), found.end()


def from_tags(text: str) -> Decoded:
    """Tag characters, which show nothing and spell ASCII; a flag's are skipped."""
    for found in _TAGS.finditer(text):
        if not (found[1] and len(found[2]) <= _FLAG_LETTERS):
            yield "".join(chr(ord(one) - 0xE0000) for one in found[2]), *found.span()


def from_selectors(text: str) -> Decoded:
    """Runs of variation selectors, which show nothing and can spell bytes."""
    for found in _SELECTORS.finditer(text):
        raw = bytes(ord(c) - 0xFE00 if ord(c) < 0xFF00 else ord(c) - 0xE0100 + 16 for c in found[0])
        yield raw.decode("utf-8", "replace"), found.start(), found.end()


def from_joiners(text: str) -> Decoded:
    """Runs of two zero-width characters, read as bits."""
    for found in _JOINERS.finditer(text):
        kinds = list(dict.fromkeys(found[0]))
        for zero in kinds[:2]:
            bits = "".join("0" if c == zero else "1" for c in found[0])
            raw = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8))
            if (decoded := readable(raw)) is not None:
                yield decoded, found.start(), found.end()


VISIBLE = {
    "base64": from_base64,
    "base32": from_base32,
    "hex": from_hex,
    "character codes": from_codes,
    "binary": from_bits,
    "Morse": from_morse,
}
"""Decoders of what can be seen, by the name of the layer."""

HIDDEN = {
    "tag characters": from_tags,
    "variation selectors": from_selectors,
    "zero-width bits": from_joiners,
}
"""Decoders of what cannot be seen; that there is such a text is a finding of its own."""
