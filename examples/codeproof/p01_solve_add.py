"""CodeProof, easy 1 (`solveAdd`): the number that turns one integer into another by addition.

Lean: ``a + (solveAdd a b) = b``. Nothing is left open: one result is right for each input.
"""

from icontract import ensure


@ensure(lambda a, b, result: a + result == b)
def solve_add(a: int, b: int) -> int:
    """The `x` with `a + x == b`."""
    return b - a
