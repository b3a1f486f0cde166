"""Hospitals: an infusion rate in exact rationals; no float rounds a dose."""

from fractions import Fraction

from icontract import ensure, require

MOST_PER_HOUR = Fraction(125)


@require(lambda weight_kg: 2 <= weight_kg <= 300)
@require(lambda hours: hours > 0)
@ensure(lambda result: 0 < result <= MOST_PER_HOUR)
@ensure(lambda weight_kg, hours, result: result * hours <= weight_kg * Fraction(3, 2))
def infusion_rate(weight_kg: Fraction, hours: Fraction) -> Fraction:
    """Millilitres an hour that give 1.5 ml a kilogram, held below the pump's limit."""
    wanted = weight_kg * Fraction(3, 2) / hours
    return min(wanted, MOST_PER_HOUR)
