"""Verina, advanced 54 (`missingNumber`): the number from 0 to n that a list of n lacks.

That one is missing follows from the length by counting; the precondition says it, so that no
proof has to count.
"""

from icontract import ensure, require


@require(lambda nums: all(0 <= x <= len(nums) for x in nums))
@require(lambda nums: all(nums[i] != nums[j] for j in range(len(nums)) for i in range(j)))
@require(lambda nums: any(x not in nums for x in range(len(nums) + 1)))
@ensure(lambda nums, result: 0 <= result <= len(nums) and result not in nums)
def missing_number(nums: list[int]) -> int:
    """The number that is not there."""
    for x in range(len(nums)):
        if x not in nums:
            return x
    return len(nums)
