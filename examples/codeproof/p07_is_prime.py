"""CodeProof, easy 7 (`isPrime`): whether a natural number is prime.

Lean: ``(isPrime a) = True <-> Nat.Prime a``. Nothing is left open; ``Nat.Prime`` is written out,
as Python has no such word.
"""

from icontract import ensure, require


@require(lambda a: a >= 0)
@ensure(lambda a, result: result == (a > 1 and all(a % d != 0 for d in range(2, a))))
def is_prime(a: int) -> bool:
    """Whether nothing but 1 and `a` divides `a`, and `a` is not 1."""
    if a < 2:
        return False
    for d in range(2, a):
        if a % d == 0:
            return False
    return True
