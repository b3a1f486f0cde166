"""CodeProof, easy 22 (`filterIf`): the items for which a predicate holds, in their order.

Lean: ``filterIf xs p = List.filter p xs``. Nothing is left open.
"""

from collections.abc import Callable

from icontract import ensure


@ensure(lambda xs, p, result: result == [x for x in xs if p(x)])
def filter_if(xs: list[int], p: Callable[[int], bool]) -> list[int]:
    """The items for which `p` is true."""
    out: list[int] = []
    for x in xs:
        if p(x):
            out.append(x)
    return out
