"""Verina, advanced 16 (`insertionSort`): a list in ascending order, each item put in its place."""

from icontract import ensure


@ensure(lambda xs, result: result == sorted(xs))
def insertion_sort(xs: list[int]) -> list[int]:
    """The items in ascending order."""
    out: list[int] = []
    for k in range(len(xs)):
        place = 0
        while place < len(out) and out[place] <= xs[k]:
            place += 1
        out.insert(place, xs[k])
    return out
