"""Verina, basic 82 (`remove_front`): a list without its first item."""

from icontract import ensure, require


@require(lambda a: len(a) > 0)
@ensure(
    lambda a, result: (
        len(result) == len(a) - 1 and all(result[i] == a[i + 1] for i in range(len(a) - 1))
    )
)
def remove_front(a: list[int]) -> list[int]:
    """The items after the first."""
    return a[1:]
