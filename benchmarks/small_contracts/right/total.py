"""The sum of the numbers."""

from icontract import ensure


@ensure(lambda xs, result: result == sum(xs))
def total(xs: list[int]) -> int:
    """The sum of the numbers."""
    found = 0
    for i in range(len(xs)):
        found += xs[i]
    return found
