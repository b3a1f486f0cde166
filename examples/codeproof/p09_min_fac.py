"""CodeProof, easy 9 (`minFac`): the least factor above 1.

Lean: it divides, is above 1, and nothing between divides. Nothing is left open.
"""

from icontract import ensure, require


@require(lambda a: a > 1)
@ensure(lambda a, result: result > 1 and a % result == 0)
@ensure(lambda a, result: all(a % y != 0 for y in range(2, result)))
def min_fac(a: int) -> int:
    """The least number above 1 that divides `a`."""
    for d in range(2, a):
        if a % d == 0:
            return d
    return a
