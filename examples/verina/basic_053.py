"""Verina, basic 53 (`CalSum`): the sum of the first N numbers, in closed form."""

from icontract import ensure, require


@require(lambda n: n >= 0)
@ensure(lambda n, result: 2 * result == n * (n + 1))
def cal_sum(n: int) -> int:
    """1 + 2 + … + n."""
    total = 0
    for i in range(1, n + 1):
        total += i
    return total
