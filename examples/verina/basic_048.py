"""Verina, basic 48 (`isPerfectSquare`): whether a number is a square.

A root is never above its square, so it is looked for up to ``n``.
"""

from icontract import ensure, require


@require(lambda n: n >= 0)
@ensure(lambda n, result: result == any(i * i == n for i in range(n + 1)))
def is_perfect_square(n: int) -> bool:
    """Whether a number times itself is `n`."""
    for i in range(n + 1):
        if i * i == n:
            return True
    return False
