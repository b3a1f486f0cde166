"""Verina, basic 107 (`ComputeAvg`): the average of two integers, rounded down.

The informal bounds allow 3 and 4 for the average of 3 and 4; the tests want 3.
"""

from icontract import ensure


@ensure(lambda a, b, result: a + b - 1 <= 2 * result <= a + b)
def compute_avg(a: int, b: int) -> int:
    """Half the sum."""
    return (a + b) // 2
