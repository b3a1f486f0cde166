"""CodeProof, easy 1 (`solveAdd`): solve ``a + x = b`` in the integers.

Lean: ``theorem solveAdd_correct (a b: Int): a + (solveAdd a b) = b``.
"""

from icontract import ensure


@ensure(lambda a, b, result: a + result == b)
def solve_add(a: int, b: int) -> int:
    """The integer that leads from `a` to `b`."""
    ...
