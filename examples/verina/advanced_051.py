"""Verina, advanced 51 (`mergeSorted`): two sorted lists made one; the contract counts its items."""

from icontract import ensure, require


@require(lambda a: all(a[i] <= a[j] for j in range(len(a)) for i in range(j)))
@require(lambda b: all(b[i] <= b[j] for j in range(len(b)) for i in range(j)))
@ensure(lambda result: all(result[i] <= result[i + 1] for i in range(len(result) - 1)))
@ensure(lambda a, b, result: len(result) == len(a) + len(b))
@ensure(
    lambda a, b, result: all(result.count(x) == a.count(x) + b.count(x) for x in a + b + result)
)
def merge_sorted(a: list[int], b: list[int]) -> list[int]:
    """The items of both in ascending order."""
    return sorted(a + b)
