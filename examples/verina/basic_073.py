"""Verina, basic 73 (`Match`): whether a text fits a pattern in which ? stands for any character."""

from icontract import ensure, require


@require(lambda s, p: len(s) == len(p))
@ensure(lambda s, p, result: result == all(s[n] == p[n] or p[n] == "?" for n in range(len(s))))
def match_pattern(s: str, p: str) -> bool:
    """Whether `p` describes `s`."""
    for n in range(len(s)):
        if s[n] != p[n] and p[n] != "?":
            return False
    return True
