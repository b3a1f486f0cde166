"""Verina, basic 17 (`toLowercase`): capital letters made small, all else kept.

Lean's ``Char.toLower`` knows the letters A to Z alone; Python's ``lower`` knows more, and may
lengthen a text. The contract is Lean's.
"""

from icontract import ensure, require


@require(lambda c: len(c) == 1)
@ensure(lambda c, result: len(result) == 1)
@ensure(lambda c, result: result == (c.lower() if "A" <= c <= "Z" else c))
def lowered(c: str) -> str:
    """The small letter of a capital one from A to Z; any other character as it is."""
    return c.lower() if "A" <= c <= "Z" else c


@ensure(
    lambda s, result: (
        len(result) == len(s) and all(result[i] == lowered(s[i]) for i in range(len(s)))
    )
)
def to_lowercase(s: str) -> str:
    """`s` in small letters."""
    out = ""
    for c in s:
        out += lowered(c)
    return out
