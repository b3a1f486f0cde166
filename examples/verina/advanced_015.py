"""Verina, advanced 15 (`increasingTriplet`): whether three items ascend from left to right."""

from icontract import ensure


@ensure(
    lambda nums, result: (
        result
        == any(
            nums[i] < nums[j] < nums[k]
            for k in range(len(nums))
            for j in range(k)
            for i in range(j)
        )
    )
)
def increasing_triplet(nums: list[int]) -> bool:
    """Whether an item has a smaller one before it, and a greater one after."""
    for k in range(len(nums)):
        for j in range(k):
            for i in range(j):
                if nums[i] < nums[j] < nums[k]:
                    return True
    return False
