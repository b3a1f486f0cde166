"""Verina, advanced 16 (`insertionSort`): a list in ascending order, each item put in its place."""

from icontract import ensure

from lemmata import invariant


@ensure(lambda xs, result: result == sorted(xs))
def insertion_sort(xs: list[int]) -> list[int]:
    """The items in ascending order."""
    out: list[int] = []
    for k in range(len(xs)):
        invariant(all(out[i] <= out[i + 1] for i in range(len(out) - 1)))
        invariant(sorted(out) == sorted(xs[:k]))
        place = 0
        while place < len(out) and out[place] <= xs[k]:
            place += 1
        out.insert(place, xs[k])
    return out
