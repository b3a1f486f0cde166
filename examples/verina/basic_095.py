"""Verina, basic 95 (`swap`): two items of a list exchanged."""

from icontract import ensure, require


@require(lambda arr, i: 0 <= i < len(arr))
@require(lambda arr, j: 0 <= j < len(arr))
@ensure(
    lambda arr, i, j, result: (
        len(result) == len(arr)
        and result[i] == arr[j]
        and result[j] == arr[i]
        and all(k in (i, j) or result[k] == arr[k] for k in range(len(arr)))
    )
)
def swap(arr: list[int], i: int, j: int) -> list[int]:
    """`arr` with the items at `i` and `j` exchanged."""
    out = list(arr)
    out[i], out[j] = out[j], out[i]
    return out
