"""Verina, advanced 30 (`longestIncreasingStreak`): the longest stretch that ascends."""

from icontract import ensure

from lemmata import invariant


def streak(nums: list[int], end: int) -> int:
    """The length of the longest such stretch whose last place is `end`."""
    if not 0 < end < len(nums) or nums[end - 1] >= nums[end]:
        return 1
    return streak(nums, end - 1) + 1


@ensure(lambda nums, result: all(streak(nums, i) <= result for i in range(len(nums))))
@ensure(
    lambda nums, result: (
        result == 0 if len(nums) == 0 else any(streak(nums, i) == result for i in range(len(nums)))
    )
)
def longest_increasing_streak(nums: list[int]) -> int:
    """The length of the longest stretch that ascends."""
    best = 0
    run = 0
    for i in range(len(nums)):
        invariant(run == (0 if i == 0 else streak(nums, i - 1)))
        invariant(all(streak(nums, j) <= best for j in range(i)))
        invariant(best == 0 if i == 0 else any(streak(nums, j) == best for j in range(i)))
        run = run + 1 if i > 0 and nums[i - 1] < nums[i] else 1
        best = max(best, run)
    return best
