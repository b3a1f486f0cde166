"""Verina, advanced 37 (`majorityElement`): the number that more than half of the items are."""

from icontract import ensure, require


@require(lambda nums: any(nums.count(x) > len(nums) // 2 for x in nums))
@ensure(lambda nums, result: nums.count(result) > len(nums) // 2)
def majority_element(nums: list[int]) -> int:
    """The item with the majority."""
    for x in nums:
        if nums.count(x) > len(nums) // 2:
            return x
    return 0
