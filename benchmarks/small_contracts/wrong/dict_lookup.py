"""The price on the list, or the fallback: a price of zero is taken for none."""

from icontract import ensure


@ensure(lambda prices, item, result: item not in prices or result == prices[item])
@ensure(lambda prices, item, fallback, result: item in prices or result == fallback)
def dict_lookup(prices: dict[str, int], item: str, fallback: int) -> int:
    """The price on the list, or the fallback."""
    price = prices[item] if item in prices else 0
    return price or fallback
