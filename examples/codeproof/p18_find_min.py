"""CodeProof, easy 18 (`findMin`): the least of a list, None for the empty one.

Lean: some ``min`` of the list is the result, and none is below it. Nothing is left open.
"""

from icontract import ensure


@ensure(lambda xs, result: (result is None) == (len(xs) == 0))
@ensure(lambda xs, result: result is None or result in xs)
@ensure(lambda xs, result: result is None or all(y >= result for y in xs))
def find_min(xs: list[int]) -> int | None:
    """The least item."""
    if len(xs) == 0:
        return None
    best = xs[0]
    for x in xs:
        if x < best:
            best = x
    return best
