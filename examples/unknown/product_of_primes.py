"""A fact about products that needs a search over factors, which no bound of ours limits."""

from icontract import ensure, require


@require(lambda p, q: p > 1 and q > 1)
@require(lambda p, q: p * q == 1_000_036_000_099)
@ensure(lambda p, q, result: result == 2_000_036)
def sum_of_factors(p: int, q: int) -> int:
    """1,000,003 and 1,000,033 are the only factors; both solvers would have to find that."""
    return p + q
