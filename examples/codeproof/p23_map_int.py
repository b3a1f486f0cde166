"""CodeProof, easy 23 (`mapInt`): a function applied to each item of a list.

Lean: the same length, and ``(mapInt xs f)[i]! = f xs[i]``. Nothing is left open.
"""

from collections.abc import Callable

from icontract import ensure


@ensure(
    lambda xs, f, result: (
        len(result) == len(xs) and all(result[i] == f(xs[i]) for i in range(len(xs)))
    )
)
def map_int(xs: list[int], f: Callable[[int], int]) -> list[int]:
    """`f` of each item."""
    out: list[int] = []
    for x in xs:
        out.append(f(x))
    return out
