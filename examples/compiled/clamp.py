"""A value held between two limits."""

from icontract import ensure, require


@require(lambda low, high: low <= high)
@ensure(lambda low, high, result: low <= result <= high)
@ensure(lambda value, low, high, result: result == value if low <= value <= high else True)
@ensure(lambda value, low, high, result: result == low if value < low else True)
@ensure(lambda value, low, high, result: result == high if value > high else True)
def clamp(value: int, low: int, high: int) -> int:
    """The number nearest to `value` that lies between `low` and `high`."""
    ...
