"""How often the target occurs."""

from icontract import ensure


@ensure(lambda xs, target, result: result == xs.count(target))
def count(xs: list[int], target: int) -> int:
    """How often the target occurs."""
    found = 0
    i = 0
    while i < len(xs):
        if xs[i] == target:
            found += 1
        i += 1
    return found
