"""Verina, basic 54 (`CanyonSearch`): the least distance between items of two sorted lists."""

from icontract import ensure, require

from lemmata import invariant


@require(lambda a: len(a) > 0 and all(a[i] <= a[i + 1] for i in range(len(a) - 1)))
@require(lambda b: len(b) > 0 and all(b[i] <= b[i + 1] for i in range(len(b) - 1)))
@ensure(lambda a, b, result: any(abs(x - y) == result for x in a for y in b))
@ensure(lambda a, b, result: all(result <= abs(x - y) for x in a for y in b))
def canyon_search(a: list[int], b: list[int]) -> int:
    """The least distance of an item of `a` from an item of `b`."""
    best = abs(a[0] - b[0])
    for i in range(len(a)):
        invariant(any(abs(x - y) == best for x in a for y in b))
        invariant(all(best <= abs(a[k] - y) for k in range(i) for y in b))
        for j in range(len(b)):
            invariant(any(abs(x - y) == best for x in a for y in b))
            invariant(all(best <= abs(a[k] - y) for k in range(i) for y in b))
            invariant(all(best <= abs(a[i] - b[k]) for k in range(j)))
            if abs(a[i] - b[j]) < best:
                best = abs(a[i] - b[j])
    return best
