"""Verina, basic 36 (`replaceWithColon`): spaces, commas and dots made colons."""

from icontract import ensure


@ensure(
    lambda s, result: (
        len(result) == len(s)
        and all(result[i] == (":" if s[i] in " ,." else s[i]) for i in range(len(s)))
    )
)
def replace_with_colon(s: str) -> str:
    """`s` with a colon for each space, comma and dot."""
    out = ""
    for c in s:
        out += ":" if c in " ,." else c
    return out
