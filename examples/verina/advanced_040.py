"""Verina, advanced 40 (`maxOfList`): the greatest of some natural numbers."""

from icontract import ensure, require


@require(lambda lst: len(lst) > 0 and all(x >= 0 for x in lst))
@ensure(lambda lst, result: result in lst)
@ensure(lambda lst, result: all(x <= result for x in lst))
def max_of_list(lst: list[int]) -> int:
    """The greatest item."""
    best = lst[0]
    for x in lst:
        if x > best:
            best = x
    return best
