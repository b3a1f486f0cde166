"""The ground floor: one way to share out cents, with everything that callers may rely on."""

from icontract import ensure, require


@require(lambda parts: parts > 0)
@ensure(lambda whole, parts, result: result * parts <= whole < (result + 1) * parts)
def share(whole: int, parts: int) -> int:
    """Share out whole cents, rounded down.

    >>> share(1999, 10)
    199
    """
    return whole // parts
