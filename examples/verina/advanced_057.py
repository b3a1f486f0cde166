"""Verina, advanced 57 (`nextGreaterElement`): the first greater item to the right."""

from icontract import ensure, require


def is_next(xs: list[int], x: int, start: int, y: int) -> bool:
    """Whether `y` is the first item above `x` from `start` on, or -1 when there is none."""
    if all(xs[k] <= x for k in range(start, len(xs))):
        return y == -1
    return any(
        xs[k] == y and y > x and all(xs[m] <= x for m in range(start, k))
        for k in range(start, len(xs))
    )


@require(lambda xs, start: 0 <= start <= len(xs))
@ensure(lambda xs, x, start, result: is_next(xs, x, start, result))
def next_above(xs: list[int], x: int, start: int) -> int:
    """The first item above `x` from `start` on; -1 when there is none."""
    for k in range(start, len(xs)):
        if xs[k] > x:
            return xs[k]
    return -1


@require(lambda nums1: all(nums1[i] != nums1[j] for j in range(len(nums1)) for i in range(j)))
@require(lambda nums2: all(nums2[i] != nums2[j] for j in range(len(nums2)) for i in range(j)))
@require(lambda nums1, nums2: all(x in nums2 for x in nums1))
@ensure(
    lambda nums1, nums2, result: (
        len(result) == len(nums1)
        and all(
            nums1[i] in nums2 and is_next(nums2, nums1[i], nums2.index(nums1[i]) + 1, result[i])
            for i in range(len(nums1))
        )
    )
)
def next_greater_element(nums1: list[int], nums2: list[int]) -> list[int]:
    """The next greater item in `nums2`, for each item of `nums1`."""
    out: list[int] = []
    for x in nums1:
        out.append(next_above(nums2, x, nums2.index(x) + 1))
    return out
