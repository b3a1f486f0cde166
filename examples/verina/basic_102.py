"""Verina, basic 102 (`twoSum`): the first pair of places whose items add up to a target.

First is the least first place, and with it the least second one.
"""

from icontract import ensure, require

from lemmata import invariant


@require(
    lambda nums, target: any(
        nums[i] + nums[j] == target for i in range(len(nums)) for j in range(i + 1, len(nums))
    )
)
@ensure(
    lambda nums, target, result: (
        0 <= result[0] < result[1] < len(nums) and nums[result[0]] + nums[result[1]] == target
    )
)
@ensure(
    lambda nums, target, result: (
        0 <= result[0] < len(nums)
        and all(
            nums[i] + nums[j] != target for i in range(result[0]) for j in range(i + 1, len(nums))
        )
    )
)
@ensure(
    lambda nums, target, result: (
        0 <= result[0] < result[1] < len(nums)
        and all(nums[result[0]] + nums[j] != target for j in range(result[0] + 1, result[1]))
    )
)
def two_sum(nums: list[int], target: int) -> tuple[int, int]:
    """The first two places whose items make `target`."""
    for i in range(len(nums)):
        invariant(
            all(nums[a] + nums[b] != target for a in range(i) for b in range(a + 1, len(nums)))
        )
        for j in range(i + 1, len(nums)):
            invariant(
                all(nums[a] + nums[b] != target for a in range(i) for b in range(a + 1, len(nums)))
            )
            invariant(all(nums[i] + nums[b] != target for b in range(i + 1, j)))
            if nums[i] + nums[j] == target:
                return (i, j)
    return (0, 0)
