"""The second floor, built on the first."""

from discounts import tenth_off
from icontract import ensure, require


@require(lambda subtotal: subtotal >= 0)
@ensure(lambda subtotal, result: 0 <= result <= subtotal)
@ensure(lambda subtotal, is_member, result: is_member or result == subtotal)
def payable(subtotal: int, is_member: bool) -> int:
    """What an order costs in cents.

    >>> payable(1999, True)
    1800
    """
    return tenth_off(subtotal) if is_member else subtotal
