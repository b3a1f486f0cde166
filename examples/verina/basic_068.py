"""Verina, basic 68 (`LinearSearch`): the first place of a number, or the length of the list."""

from icontract import ensure


@ensure(lambda a, e, result: result == len(a) or (0 <= result < len(a) and a[result] == e))
@ensure(lambda a, e, result: result <= len(a) and all(a[i] != e for i in range(result)))
def linear_search(a: list[int], e: int) -> int:
    """The first place with `e`."""
    n = 0
    while n < len(a) and a[n] != e:
        n += 1
    return n
