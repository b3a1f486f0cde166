"""Verina, basic 85 (`reverse`): a list in reverse order, by swaps from both ends."""

from icontract import ensure


@ensure(
    lambda a, result: (
        len(result) == len(a) and all(result[i] == a[len(a) - 1 - i] for i in range(len(a)))
    )
)
def reverse(a: list[int]) -> list[int]:
    """The items, last first."""
    out: list[int] = []
    for i in range(len(a) - 1, -1, -1):
        out.append(a[i])
    return out
