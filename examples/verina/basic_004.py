"""Verina, basic 4 (`kthElement`): the item at a place counted from 1."""

from icontract import ensure, require


@require(lambda arr, k: 1 <= k <= len(arr))
@ensure(lambda arr, k, result: result == arr[k - 1])
def kth_element(arr: list[int], k: int) -> int:
    """The `k`-th item."""
    return arr[k - 1]
