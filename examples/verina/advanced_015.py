"""Verina, advanced 15 (`increasingTriplet`): whether three items ascend from left to right."""

from icontract import ensure

from lemmata import invariant


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
        invariant(
            not any(
                nums[a] < nums[b] < nums[c] for c in range(k) for b in range(c) for a in range(b)
            )
        )
        for j in range(k):
            invariant(
                not any(
                    nums[a] < nums[b] < nums[c]
                    for c in range(k)
                    for b in range(c)
                    for a in range(b)
                )
            )
            invariant(not any(nums[a] < nums[b] < nums[k] for b in range(j) for a in range(b)))
            for i in range(j):
                invariant(
                    not any(
                        nums[a] < nums[b] < nums[c]
                        for c in range(k)
                        for b in range(c)
                        for a in range(b)
                    )
                )
                invariant(not any(nums[a] < nums[b] < nums[k] for b in range(j) for a in range(b)))
                invariant(not any(nums[a] < nums[j] < nums[k] for a in range(i)))
                if nums[i] < nums[j] < nums[k]:
                    return True
    return False
