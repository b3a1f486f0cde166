"""Verina, basic 20 (`uniqueProduct`): the product of the distinct items of a list."""

from icontract import ensure


def product_of_first(arr: list[int], n: int) -> int:
    """The product of what is new at each of the first `n` places; 1 when there are fewer."""
    if not 0 < n <= len(arr):
        return 1
    return product_of_first(arr, n - 1) * (1 if arr[n - 1] in arr[: n - 1] else arr[n - 1])


@ensure(lambda arr, result: result == product_of_first(arr, len(arr)))
def unique_product(arr: list[int]) -> int:
    """The product of the items, each number once."""
    product = 1
    for i in range(len(arr)):
        if arr[i] not in arr[:i]:
            product *= arr[i]
    return product
