"""Bug: a chained comparison reads `low < value != high`, which asks nothing about the top."""

from icontract import ensure, require


@require(lambda low, high: low < high)
@ensure(lambda value, low, high, result: result == (low < value and value < high))
def strictly_inside(value: int, low: int, high: int) -> bool:
    """Whether a reading lies strictly between two limits."""
    return low < value != high
