"""The price on the list, or the fallback."""

from icontract import ensure


@ensure(lambda prices, item, result: item not in prices or result == prices[item])
@ensure(lambda prices, item, fallback, result: item in prices or result == fallback)
def dict_lookup(prices: dict[str, int], item: str, fallback: int) -> int:
    """The price on the list, or the fallback."""
    if item in prices:
        return prices[item]
    return fallback
