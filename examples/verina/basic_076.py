"""Verina, basic 76 (`myMin`): the lesser of two integers."""

from icontract import ensure


@ensure(lambda x, y, result: result == x if x <= y else result == y)
def my_min(x: int, y: int) -> int:
    """The lesser."""
    return y if y < x else x
