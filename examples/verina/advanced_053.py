"""Verina, advanced 53 (`minimumRightShifts`): how many turns to the right sort a list, or -1."""

from icontract import ensure, require


def shifted(nums: list[int], k: int) -> list[int]:
    """The list after `k` turns to the right."""
    return nums[len(nums) - k :] + nums[: len(nums) - k]


def ascends(xs: list[int]) -> bool:
    """Whether each item is above the one before."""
    return all(xs[i] < xs[i + 1] for i in range(len(xs) - 1))


@require(lambda nums: all(x > 0 for x in nums))
@require(lambda nums: all(nums[i] != nums[j] for j in range(len(nums)) for i in range(j)))
@ensure(
    lambda nums, result: (
        result == -1 or (0 <= result <= len(nums) and ascends(shifted(nums, result)))
    )
)
@ensure(
    lambda nums, result: (
        result <= len(nums)
        and all(
            not ascends(shifted(nums, k)) for k in range(len(nums) + 1 if result == -1 else result)
        )
    )
)
def minimum_right_shifts(nums: list[int]) -> int:
    """The least number of turns after which the list ascends; -1 when none does."""
    for k in range(len(nums) + 1):
        if ascends(shifted(nums, k)):
            return k
    return -1
