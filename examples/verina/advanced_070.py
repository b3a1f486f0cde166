"""Verina, advanced 70 (`semiOrderedPermutation`): swaps that bring 1 first and n last.

Each number goes straight to its end; where they pass each other one swap serves both.
"""

from icontract import ensure, require

from lemmata import invariant


@require(lambda nums: len(nums) > 0)
@require(lambda nums: all(x in nums for x in range(1, len(nums) + 1)))
@ensure(
    lambda nums, result: (
        1 in nums
        and len(nums) in nums
        and result
        == nums.index(1)
        + len(nums)
        - 1
        - nums.index(len(nums))
        - (1 if nums.index(1) > nums.index(len(nums)) else 0)
    )
)
def semi_ordered_permutation(nums: list[int]) -> int:
    """The least number of swaps."""
    first = 0
    while nums[first] != 1:
        invariant(1 in nums and 1 not in nums[:first])
        first += 1
    last = 0
    while nums[last] != len(nums):
        invariant(len(nums) in nums and len(nums) not in nums[:last])
        last += 1
    swaps = first + len(nums) - 1 - last
    return swaps - 1 if first > last else swaps
