"""Verina, advanced 1 (`FindSingleNumber`): the number that a list of pairs has only once."""

from icontract import ensure, require


@require(lambda nums: all(nums.count(x) <= 2 for x in nums))
@require(lambda nums: sum(1 for x in nums if nums.count(x) == 1) == 1)
@require(lambda nums: any(nums.count(x) == 1 for x in nums))
@ensure(lambda nums, result: nums.count(result) == 1)
def find_single_number(nums: list[int]) -> int:
    """The number without a partner."""
    for x in nums:
        if nums.count(x) == 1:
            return x
    return 0
