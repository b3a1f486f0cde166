"""CodeProof, easy 2 (`solveAdd0`): the number that an integer and it make zero.

Lean: ``a + (solveAdd0 a) = 0``. Nothing is left open.
"""

from icontract import ensure


@ensure(lambda a, result: a + result == 0)
def solve_add0(a: int) -> int:
    """The `x` with `a + x == 0`."""
    return -a
