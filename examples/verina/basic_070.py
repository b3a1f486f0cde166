"""Verina, basic 70 (`LinearSearch3`): the first place where a predicate holds."""

from collections.abc import Callable

from icontract import ensure, require


@require(lambda a, p: any(p(x) for x in a))
@ensure(lambda a, p, result: 0 <= result < len(a) and p(a[result]))
@ensure(lambda a, p, result: result <= len(a) and all(not p(a[k]) for k in range(result)))
def linear_search3(a: list[int], p: Callable[[int], bool]) -> int:
    """The first place with an item for which `p` is true."""
    for n in range(len(a)):
        if p(a[n]):
            return n
    return 0
