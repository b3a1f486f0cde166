"""The sum of the numbers: the first is left out."""

from icontract import ensure


@ensure(lambda xs, result: result == sum(xs))
def total(xs: list[int]) -> int:
    """The sum of the numbers."""
    found = 0
    for i in range(1, len(xs)):
        found += xs[i]
    return found
