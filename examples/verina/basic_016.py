"""Verina, basic 16 (`replaceChars`): one character replaced by another throughout a text."""

from icontract import ensure, require


@require(lambda old_char: len(old_char) == 1)
@require(lambda new_char: len(new_char) == 1)
@ensure(
    lambda s, old_char, new_char, result: (
        len(result) == len(s)
        and all(result[i] == (new_char if s[i] == old_char else s[i]) for i in range(len(s)))
    )
)
def replace_chars(s: str, old_char: str, new_char: str) -> str:
    """`s` with `new_char` for each `old_char`."""
    out = ""
    for c in s:
        out += new_char if c == old_char else c
    return out
