"""CodeProof, easy 3 (`solveSub`): the number whose subtraction turns one integer into another.

Lean: ``a - (solveSub a b) = b``. Nothing is left open.
"""

from icontract import ensure


@ensure(lambda a, b, result: a - result == b)
def solve_sub(a: int, b: int) -> int:
    """The `x` with `a - x == b`."""
    return a - b
