"""Verina, basic 52 (`BubbleSort`): a list in ascending order, by swaps of neighbours.

The informal postcondition says "a permutation"; ``sorted`` says which one and that it is one.
"""

from icontract import ensure

from lemmata import invariant


@ensure(lambda a, result: result == sorted(a))
def bubble_sort(a: list[int]) -> list[int]:
    """The items in ascending order."""
    out = list(a)
    for end in range(len(a), 1, -1):
        invariant(len(out) == len(a) and sorted(out) == sorted(a))
        invariant(all(out[i] <= out[j] for j in range(end, len(a)) for i in range(j)))
        for k in range(end - 1):
            invariant(len(out) == len(a) and sorted(out) == sorted(a))
            invariant(all(out[i] <= out[j] for j in range(end, len(a)) for i in range(j)))
            invariant(all(out[i] <= out[k] for i in range(k)))
            if out[k] > out[k + 1]:
                out[k], out[k + 1] = out[k + 1], out[k]
    return out
