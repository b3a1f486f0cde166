"""CodeProof, easy 2 (`solveAdd0`): solve ``a + x = 0`` in the integers.

Lean: ``theorem solveAdd0_correct (a: Int): a + (solveAdd0 a) = 0``.
"""

from icontract import ensure


@ensure(lambda a, result: a + result == 0)
def solve_add0(a: int) -> int:
    """The integer that cancels `a`."""
    ...
