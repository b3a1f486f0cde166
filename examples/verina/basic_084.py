"""Verina, basic 84 (`replace`): -1 for each item above a threshold."""

from icontract import ensure


@ensure(
    lambda arr, k, result: (
        len(result) == len(arr)
        and all(result[i] == (-1 if arr[i] > k else arr[i]) for i in range(len(arr)))
    )
)
def replace(arr: list[int], k: int) -> list[int]:
    """The items, with -1 for those above `k`."""
    out = list(arr)
    for i in range(len(out)):
        if out[i] > k:
            out[i] = -1
    return out
