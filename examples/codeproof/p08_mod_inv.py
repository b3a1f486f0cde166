"""CodeProof, easy 8 (`modInv`): the inverse of a number modulo a prime, or None.

Lean allows any of the infinitely many inverses; here it is the one below ``p``, which is the
least. ``none`` needs no more than that: an inverse above ``p`` has its remainder below.
"""

from icontract import ensure, require


def is_prime(p: int) -> bool:
    """Whether nothing but 1 and `p` divides `p`, and `p` is not 1."""
    return p > 1 and all(p % d != 0 for d in range(2, p))


@require(lambda a: a >= 0)
@require(lambda p: is_prime(p))
@ensure(lambda p, result: result is None or 0 <= result < p)
@ensure(lambda a, p, result: result is None or a * result % p == 1)
@ensure(lambda a, p, result: result is not None or all(a * x % p != 1 for x in range(p)))
def mod_inv(a: int, p: int) -> int | None:
    """The `x` below `p` with `a * x % p == 1`; None when there is none."""
    for x in range(p):
        if a * x % p == 1:
            return x
    return None
