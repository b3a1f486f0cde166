"""Verina, basic 69 (`LinearSearch`): the first place of a number that is in the list."""

from icontract import ensure, require


@require(lambda a, e: e in a)
@ensure(lambda a, e, result: 0 <= result < len(a) and a[result] == e)
@ensure(lambda a, e, result: result <= len(a) and all(a[k] != e for k in range(result)))
def linear_search(a: list[int], e: int) -> int:
    """The first place with `e`."""
    n = 0
    while a[n] != e:
        n += 1
    return n
