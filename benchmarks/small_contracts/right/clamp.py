"""The value, moved into the range."""

from icontract import ensure, require


@require(lambda low, high: low <= high)
@ensure(lambda low, high, result: low <= result <= high)
@ensure(lambda x, low, high, result: result == x or not low <= x <= high)
def clamp(x: int, low: int, high: int) -> int:
    """The value, moved into the range."""
    return max(low, min(x, high))
