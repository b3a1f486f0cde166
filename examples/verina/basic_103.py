"""Verina, basic 103 (`UpdateElements`): two items of a list changed."""

from icontract import ensure, require


@require(lambda a: len(a) >= 8)
@ensure(
    lambda a, result: (
        len(result) == len(a)
        and result[4] == a[4] + 3
        and result[7] == 516
        and all(i in (4, 7) or result[i] == a[i] for i in range(len(a)))
    )
)
def update_elements(a: list[int]) -> list[int]:
    """`a` with 3 more at place 4, and 516 at place 7."""
    out = list(a)
    out[4] += 3
    out[7] = 516
    return out
