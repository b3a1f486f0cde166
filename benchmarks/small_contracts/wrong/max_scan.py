"""The largest number: it begins with zero."""

from icontract import ensure, require


@require(lambda xs: len(xs) > 0)
@ensure(lambda xs, result: all(x <= result for x in xs))
@ensure(lambda xs, result: result in xs)
def max_scan(xs: list[int]) -> int:
    """The largest number."""
    best = 0
    for x in xs:
        if x > best:
            best = x
    return best
