"""Verina, advanced 65 (`reverseString`): a text read backwards."""

from icontract import ensure


@ensure(
    lambda s, result: (
        len(result) == len(s) and all(result[i] == s[len(s) - 1 - i] for i in range(len(s)))
    )
)
def reverse_string(s: str) -> str:
    """The characters, last first."""
    out = ""
    for i in range(len(s)):
        out += s[len(s) - 1 - i]
    return out
