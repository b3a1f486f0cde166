"""The first floor: its proof uses what the lemma of `share` promises, and nothing else."""

from icontract import ensure, require
from rounding import share


@require(lambda price: price >= 0)
@ensure(lambda price, result: 0 <= result <= price)
@ensure(lambda price, result: 10 * result >= 9 * price)
def tenth_off(price: int) -> int:
    """Take a tenth off a price in cents; a customer never gets more than that.

    >>> tenth_off(1999)
    1800
    """
    return price - share(price, 10)
