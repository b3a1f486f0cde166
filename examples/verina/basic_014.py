"""Verina, basic 14 (`containsZ`): whether a text has a z, small or capital."""

from icontract import ensure


@ensure(lambda s, result: result == ("z" in s or "Z" in s))
def contains_z(s: str) -> bool:
    """Whether a character of `s` is z or Z."""
    for c in s:
        if c == "z" or c == "Z":
            return True
    return False
