"""Shops: an optional coupon; None means that there is none, and 0 % is a coupon like another."""


def price_after_coupon(price: int, percent_off: int | None) -> int:
    """Cents to pay, rounded down.

    pre: price >= 0
    pre: percent_off is None or 0 <= percent_off <= 100
    post: 0 <= __return__ <= price
    post: __return__ == price if percent_off is None else True
    post: __return__ == 0 if percent_off == 100 else True

    >>> price_after_coupon(999, None)
    999
    >>> price_after_coupon(999, 10)
    899
    """
    if percent_off is None:
        return price
    return price * (100 - percent_off) // 100
