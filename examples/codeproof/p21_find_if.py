"""CodeProof, easy 21 (`findIf`): an item for which a predicate holds, or None.

Lean allows any such item; here it is the first, so that one result is right for each input.
"""

from collections.abc import Callable

from icontract import ensure


@ensure(lambda xs, p, result: result is not None or all(not p(x) for x in xs))
@ensure(
    lambda xs, p, result: (
        result is None
        or any(
            xs[i] == result and p(xs[i]) and all(not p(xs[k]) for k in range(i))
            for i in range(len(xs))
        )
    )
)
def find_if(xs: list[int], p: Callable[[int], bool]) -> int | None:
    """The first item for which `p` is true."""
    for x in xs:
        if p(x):
            return x
    return None
