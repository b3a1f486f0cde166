"""Verina, basic 41 (`hasOnlyOneDistinctElement`): whether all items are the same."""

from icontract import ensure, require


@require(lambda a: len(a) > 0)
@ensure(lambda a, result: result == all(x == a[0] for x in a))
def has_only_one_distinct_element(a: list[int]) -> bool:
    """Whether no item differs from the first."""
    for x in a:
        if x != a[0]:
            return False
    return True
