"""Verina, basic 88 (`ToArray`): the same items in a new list."""

from icontract import ensure


@ensure(
    lambda xs, result: len(result) == len(xs) and all(result[i] == xs[i] for i in range(len(xs)))
)
def to_array(xs: list[int]) -> list[int]:
    """A copy."""
    return xs[:]
