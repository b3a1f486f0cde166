"""CodeProof, easy 14 (`solveSquare`): the least ``n`` with ``n * n >= t``.

Lean: ``n * n >= t`` and no smaller natural number does. Nothing is left open, save that Python's
result must also be said to be a natural number.
"""

from icontract import ensure, require


@require(lambda t: t >= 0)
@ensure(lambda t, result: result >= 0 and result * result >= t)
@ensure(lambda t, result: all(y * y < t for y in range(result)))
def solve_square(t: int) -> int:
    """The square root, rounded up."""
    n = 0
    while n * n < t:
        n += 1
    return n
