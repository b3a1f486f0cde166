"""Bug: the rate may be negative, and a negative fraction turns the inequality round."""

from fractions import Fraction

from icontract import ensure, require


@require(lambda amount: amount > 0)
@require(lambda rate: rate < 2)
@ensure(lambda amount, rate, result: result < 2 * amount)
@ensure(lambda result: result >= 0)
def exchange(amount: Fraction, rate: Fraction) -> Fraction:
    """An amount in another currency."""
    return amount * rate
