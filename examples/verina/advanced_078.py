"""Verina, advanced 78 (`twoSum`): two places whose items add up to a target.

The words promise exactly one solution; here one is enough, and of several any will do.
"""

from icontract import ensure, require

from lemmata import invariant


@require(
    lambda nums, target: any(
        nums[i] + nums[j] == target for j in range(len(nums)) for i in range(j)
    )
)
@ensure(
    lambda nums, target, result: (
        0 <= result[0] < result[1] < len(nums) and nums[result[0]] + nums[result[1]] == target
    )
)
def two_sum(nums: list[int], target: int) -> tuple[int, int]:
    """Two places whose items make `target`."""
    for j in range(len(nums)):
        invariant(all(nums[a] + nums[b] != target for b in range(j) for a in range(b)))
        for i in range(j):
            if nums[i] + nums[j] == target:
                return (i, j)
    return (0, 0)
