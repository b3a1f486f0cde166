"""CodeProof, easy 12 (`solveProg`): the least ``n`` with ``1 + 2 + … + n >= t``.

Lean: ``n * (n + 1) >= t * 2`` and no smaller natural number does. Nothing is left open, save that
Python's result must also be said to be a natural number.
"""

from icontract import ensure, require


@require(lambda t: t >= 0)
@ensure(lambda t, result: result >= 0 and result * (result + 1) >= t * 2)
@ensure(lambda t, result: all(y * (y + 1) < t * 2 for y in range(result)))
def solve_prog(t: int) -> int:
    """The least count of numbers from 1 that add up to `t` or more."""
    n = 0
    while n * (n + 1) < t * 2:
        n += 1
    return n
