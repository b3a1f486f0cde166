"""Verina, advanced 52 (`minOperations`): how many items from the end bring 1 to `k` together."""

from icontract import ensure, require


def brings(nums: list[int], n: int, k: int) -> bool:
    """Whether the last `n` items have each number from 1 to `k`."""
    return all(x in nums[len(nums) - n :] for x in range(1, k + 1))


@require(lambda nums: all(x >= 0 for x in nums))
@require(lambda nums, k: k >= 0 and brings(nums, len(nums), k))
@ensure(lambda nums, k, result: 0 <= result <= len(nums) and brings(nums, result, k))
@ensure(lambda nums, k, result: all(not brings(nums, n, k) for n in range(result)))
def min_operations(nums: list[int], k: int) -> int:
    """The least number of last items among which each number from 1 to `k` is."""
    for n in range(len(nums)):
        if brings(nums, n, k):
            return n
    return len(nums)
