"""0 + 1 + ... + n."""

from icontract import ensure, require


@require(lambda n: n >= 0)
@ensure(lambda n, result: 2 * result == n * (n + 1))
def triangular(n: int) -> int:
    """0 + 1 + ... + n."""
    if n == 0:
        return 0
    return n + triangular(n - 1)
