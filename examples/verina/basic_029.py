"""Verina, basic 29 (`removeElement`): a list without the item at one place."""

from icontract import ensure, require


@require(lambda s, k: 0 <= k < len(s))
@ensure(
    lambda s, k, result: (
        len(result) == len(s) - 1
        and all(result[i] == s[i] for i in range(k))
        and all(result[i] == s[i + 1] for i in range(k, len(s) - 1))
    )
)
def remove_element(s: list[int], k: int) -> list[int]:
    """The items before place `k` and those after it."""
    return s[:k] + s[k + 1 :]
