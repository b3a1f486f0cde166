"""Verina, basic 57 (`CountLessThan`): how many items are below a threshold."""

from icontract import ensure


@ensure(lambda numbers, threshold, result: result == sum(1 for x in numbers if x < threshold))
def count_less_than(numbers: list[int], threshold: int) -> int:
    """The number of items below `threshold`."""
    count = 0
    for x in numbers:
        if x < threshold:
            count += 1
    return count
