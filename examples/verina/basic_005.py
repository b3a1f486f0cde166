"""Verina, basic 5 (`multiply`): the product of two integers."""

from icontract import ensure


@ensure(lambda a, b, result: result == a * b)
def multiply(a: int, b: int) -> int:
    """The product."""
    return a * b
