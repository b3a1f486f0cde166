"""Verina, basic 94 (`iter_copy`): a copy, made item by item."""

from icontract import ensure


@ensure(lambda s, result: len(result) == len(s) and all(result[i] == s[i] for i in range(len(s))))
def iter_copy(s: list[int]) -> list[int]:
    """The same items."""
    out: list[int] = []
    for x in s:
        out.append(x)
    return out
