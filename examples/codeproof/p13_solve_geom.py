"""CodeProof, easy 13 (`solveGeom`): the least ``n`` with ``a^0 + a^1 + … + a^n >= t``.

Lean: ``a^(n+1) - 1 >= t * (a - 1)`` and no smaller one does: complete, but it takes the closed
form of the sum on trust. Here the sum itself is the contract's word, in Horner's form.
"""

from icontract import ensure, require


def series(a: int, n: int) -> int:
    """a^0 + a^1 + … + a^n."""
    return 1 if n <= 0 else a * series(a, n - 1) + 1


@require(lambda a: a > 1)
@require(lambda t: t >= 0)
@ensure(lambda a, t, result: result >= 0 and series(a, result) >= t)
@ensure(lambda a, t, result: all(series(a, y) < t for y in range(result)))
def solve_geom(a: int, t: int) -> int:
    """The least last exponent with which the powers of `a` add up to `t` or more."""
    n = 0
    total = 1
    while total < t:
        n += 1
        total = a * total + 1
    return n
