"""Verina, advanced 17 (`insertionSort`): a list in ascending order, by moving items to the left."""

from icontract import ensure

from lemmata import invariant


@ensure(lambda xs, result: result == sorted(xs))
def insertion_sort(xs: list[int]) -> list[int]:
    """The items in ascending order."""
    out = list(xs)
    for k in range(len(xs)):
        invariant(len(out) == len(xs) and sorted(out) == sorted(xs))
        invariant(all(out[i] <= out[j] for j in range(k) for i in range(j)))
        place = k
        while place > 0 and out[place - 1] > out[place]:
            invariant(len(out) == len(xs) and sorted(out) == sorted(xs) and place <= k)
            invariant(all(out[i] <= out[j] or j == place for j in range(k + 1) for i in range(j)))
            out[place - 1], out[place] = out[place], out[place - 1]
            place -= 1
    return out
