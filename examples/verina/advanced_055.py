"""Verina, advanced 55 (`mostFrequent`): the most frequent item, of several the first."""

from icontract import ensure, require


@require(lambda xs: len(xs) > 0)
@ensure(lambda xs, result: all(xs.count(xs[k]) <= xs.count(result) for k in range(len(xs))))
@ensure(
    lambda xs, result: any(
        xs[i] == result and all(xs.count(xs[k]) < xs.count(result) for k in range(i))
        for i in range(len(xs))
    )
)
def most_frequent(xs: list[int]) -> int:
    """The first of the items that are there most often."""
    best = xs[0]
    for x in xs:
        if xs.count(x) > xs.count(best):
            best = x
    return best
