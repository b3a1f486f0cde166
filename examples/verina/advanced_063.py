"""Verina, advanced 63 (`removeDuplicates`): how many numbers a sorted list has."""

from icontract import ensure, require

from lemmata import invariant


@require(lambda nums: all(nums[i] <= nums[i + 1] for i in range(len(nums) - 1)))
@ensure(lambda nums, result: result == sum(1 for i in range(len(nums)) if nums[i] not in nums[:i]))
def remove_duplicates(nums: list[int]) -> int:
    """The number of items that differ from the one before."""
    count = 0
    for i in range(len(nums)):
        invariant(count == sum(1 for j in range(i) if nums[j] not in nums[:j]))
        if i == 0 or nums[i - 1] != nums[i]:
            count += 1
    return count
