"""Verina, advanced 46 (`maxSubarraySum`): the greatest sum of a stretch; that of none is 0."""

from icontract import ensure

from lemmata import invariant


@ensure(
    lambda numbers, result: all(
        sum(numbers[i:j]) <= result for j in range(len(numbers) + 1) for i in range(j + 1)
    )
)
@ensure(
    lambda numbers, result: any(
        sum(numbers[i:j]) == result for j in range(len(numbers) + 1) for i in range(j + 1)
    )
)
def max_subarray_sum(numbers: list[int]) -> int:
    """The greatest sum of items that stand together."""
    best = 0
    here = 0
    for k in range(len(numbers)):
        invariant(all(sum(numbers[i:k]) <= here for i in range(k + 1)))
        invariant(any(sum(numbers[i:k]) == here for i in range(k + 1)))
        invariant(all(sum(numbers[i:j]) <= best for j in range(k + 1) for i in range(j + 1)))
        invariant(any(sum(numbers[i:j]) == best for j in range(k + 1) for i in range(j + 1)))
        here = max(here + numbers[k], 0)
        best = max(best, here)
    return best
