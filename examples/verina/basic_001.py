"""Verina, basic 1 (`hasOppositeSign`): whether one of two integers is above and one below zero."""

from icontract import ensure


@ensure(lambda a, b, result: result == ((a < 0 and b > 0) or (a > 0 and b < 0)))
def has_opposite_sign(a: int, b: int) -> bool:
    """Whether the signs differ; zero has none."""
    return a * b < 0
