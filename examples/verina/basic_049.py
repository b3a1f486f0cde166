"""Verina, basic 49 (`findFirstOdd`): the place of the first odd item, or None."""

from icontract import ensure, require


@require(lambda a: len(a) > 0)
@ensure(lambda a, result: result is not None or all(x % 2 == 0 for x in a))
@ensure(lambda a, result: result is None or (0 <= result < len(a) and a[result] % 2 == 1))
@ensure(
    lambda a, result: (
        result is None or (result <= len(a) and all(a[k] % 2 == 0 for k in range(result)))
    )
)
def find_first_odd(a: list[int]) -> int | None:
    """The least place with an odd number."""
    for i in range(len(a)):
        if a[i] % 2 == 1:
            return i
    return None
