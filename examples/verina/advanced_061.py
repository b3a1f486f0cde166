"""Verina, advanced 61 (`productExceptSelf`): of each place the product of all the others.

The words ask for linear time, which no contract says; the body takes the plain way.
"""

from icontract import ensure, require


def product(nums: list[int], skipped: int, n: int) -> int:
    """The product of the first `n` items without the one at `skipped`; 1 when there are fewer."""
    if not 0 < n <= len(nums):
        return 1
    return product(nums, skipped, n - 1) * (1 if n - 1 == skipped else nums[n - 1])


@require(lambda nums, skipped: 0 <= skipped < len(nums))
@ensure(lambda nums, skipped, result: result == product(nums, skipped, len(nums)))
def product_of_others(nums: list[int], skipped: int) -> int:
    """The product of all items but one."""
    total = 1
    for j in range(len(nums)):
        if j != skipped:
            total *= nums[j]
    return total


@ensure(
    lambda nums, result: (
        len(result) == len(nums)
        and all(result[i] == product(nums, i, len(nums)) for i in range(len(nums)))
    )
)
def product_except_self(nums: list[int]) -> list[int]:
    """The product of all the others, for each item."""
    out: list[int] = []
    for i in range(len(nums)):
        out.append(product_of_others(nums, i))
    return out
