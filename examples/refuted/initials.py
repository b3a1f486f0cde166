"""Bug: an empty second name has no first letter; the index raises."""

from icontract import ensure, require


@require(lambda first: len(first) > 0)
@ensure(lambda result: 1 <= len(result) <= 2)
def initials(first: str, last: str) -> str:
    """One or two letters for a round picture."""
    return first[0] + last[0]
