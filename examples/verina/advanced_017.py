"""Verina, advanced 17 (`insertionSort`): a list in ascending order, by moving items to the left."""

from icontract import ensure


@ensure(lambda xs, result: result == sorted(xs))
def insertion_sort(xs: list[int]) -> list[int]:
    """The items in ascending order."""
    out = list(xs)
    for k in range(len(xs)):
        place = k
        while place > 0 and out[place - 1] > out[place]:
            out[place - 1], out[place] = out[place], out[place - 1]
            place -= 1
    return out
