"""Verina, basic 40 (`secondSmallest`): the least item above the least.

The data rejects lists of one number only, although the informal precondition asks for two items.
"""

from icontract import ensure, require


@require(lambda s: len(s) > 0 and any(x != s[0] for x in s))
@ensure(lambda s, result: result in s and result > min(s))
@ensure(lambda s, result: all(s[i] >= result or s[i] == min(s) for i in range(len(s))))
def second_smallest(s: list[int]) -> int:
    """The least item that another is below."""
    low = min(s)
    best = max(s)
    for x in s:
        if low < x < best:
            best = x
    return best
