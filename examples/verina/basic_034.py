"""Verina, basic 34 (`findEvenNumbers`): the even items, in their order."""

from icontract import ensure


@ensure(lambda arr, result: result == [x for x in arr if x % 2 == 0])
def find_even_numbers(arr: list[int]) -> list[int]:
    """The even items."""
    out: list[int] = []
    for x in arr:
        if x % 2 == 0:
            out.append(x)
    return out
