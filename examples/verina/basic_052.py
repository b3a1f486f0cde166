"""Verina, basic 52 (`BubbleSort`): a list in ascending order, by swaps of neighbours.

The informal postcondition says "a permutation"; ``sorted`` says which one and that it is one.
"""

from icontract import ensure


@ensure(lambda a, result: result == sorted(a))
def bubble_sort(a: list[int]) -> list[int]:
    """The items in ascending order."""
    out = list(a)
    for end in range(len(a), 1, -1):
        for k in range(end - 1):
            if out[k] > out[k + 1]:
                out[k], out[k + 1] = out[k + 1], out[k]
    return out
