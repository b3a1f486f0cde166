"""Verina, advanced 52 (`minOperations`): how many items from the end bring 1 to `k` together."""

from icontract import ensure, require


@require(lambda nums: all(x >= 0 for x in nums))
@require(lambda nums, k: k >= 0 and all(x in nums for x in range(1, k + 1)))
@ensure(
    lambda nums, k, result: (
        0 <= result <= len(nums) and all(x in nums[len(nums) - result :] for x in range(1, k + 1))
    )
)
@ensure(
    lambda nums, k, result: (
        result <= len(nums)
        and all(any(x not in nums[len(nums) - n :] for x in range(1, k + 1)) for n in range(result))
    )
)
def min_operations(nums: list[int], k: int) -> int:
    """The least number of last items among which each number from 1 to `k` is."""
    for n in range(len(nums)):
        if all(x in nums[len(nums) - n :] for x in range(1, k + 1)):
            return n
    return len(nums)
