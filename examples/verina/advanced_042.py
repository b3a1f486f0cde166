"""Verina, advanced 42 (`maxProfit`): the most that buying once and selling later brings."""

from icontract import ensure, require

from lemmata import invariant


@require(lambda prices: all(x >= 0 for x in prices))
@ensure(
    lambda prices, result: all(
        prices[j] - prices[i] <= result for j in range(len(prices)) for i in range(j)
    )
)
@ensure(
    lambda prices, result: (
        result == 0
        or (
            result > 0
            and any(prices[j] - prices[i] == result for j in range(len(prices)) for i in range(j))
        )
    )
)
def max_profit(prices: list[int]) -> int:
    """The greatest rise from a price to a later one; 0 when none rises."""
    best = 0
    for j in range(len(prices)):
        for i in range(j):
            invariant(all(prices[b] - prices[a] <= best for b in range(j) for a in range(b)))
            invariant(all(prices[j] - prices[a] <= best for a in range(i)))
            invariant(best >= 0)
            invariant(
                best == 0
                or any(prices[b] - prices[a] == best for b in range(len(prices)) for a in range(b))
            )
            if prices[j] - prices[i] > best:
                best = prices[j] - prices[i]
    return best
