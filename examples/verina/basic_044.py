"""Verina, basic 44 (`isOddAtIndexOdd`): whether each odd place holds an odd number."""

from icontract import ensure


@ensure(lambda a, result: result == all(i % 2 == 0 or a[i] % 2 == 1 for i in range(len(a))))
def is_odd_at_index_odd(a: list[int]) -> bool:
    """Whether no odd place holds an even number."""
    for i in range(len(a)):
        if i % 2 == 1 and a[i] % 2 == 0:
            return False
    return True
