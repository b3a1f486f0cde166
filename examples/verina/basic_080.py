"""Verina, basic 80 (`only_once`): whether a key is in a list exactly once."""

from icontract import ensure


@ensure(lambda a, key, result: result == (a.count(key) == 1))
def only_once(a: list[int], key: int) -> bool:
    """Whether one item alone is `key`."""
    count = 0
    for x in a:
        if x == key:
            count += 1
    return count == 1
