"""Verina, basic 10 (`isGreater`): whether a number is above every item of a list."""

from icontract import ensure, require


@require(lambda a: len(a) > 0)
@ensure(lambda n, a, result: result == all(n > x for x in a))
def is_greater(n: int, a: list[int]) -> bool:
    """Whether no item reaches `n`."""
    for x in a:
        if x >= n:
            return False
    return True
