"""CodeProof, easy 11 (`GCD`): the greatest common divisor.

Lean speaks of ``x > 0`` alone: for ``x = 0`` any result passes, ``GCD 0 6 = 5`` too. Here ``b`` is
the divisor of 0 and ``b``, and only 0 and 0 have 0.
"""

from icontract import ensure, require


@require(lambda a: a >= 0)
@require(lambda b: b >= 0)
@ensure(lambda a, b, result: (result == 0) == (a == 0 and b == 0))
@ensure(lambda a, result: result == 0 or a % result == 0)
@ensure(lambda b, result: result == 0 or b % result == 0)
@ensure(
    lambda a, b, result: (
        result >= 0 and all(a % z != 0 or b % z != 0 for z in range(result + 1, max(a, b) + 1))
    )
)
def gcd(a: int, b: int) -> int:
    """The greatest number that divides both."""
    if a == 0:
        return b
    if b == 0:
        return a
    for d in range(min(a, b), 1, -1):
        if a % d == 0 and b % d == 0:
            return d
    return 1
