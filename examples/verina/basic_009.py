"""Verina, basic 9 (`hasCommonElement`): whether two lists share an item.

The data rejects two empty lists and tests none, so both must hold something.
"""

from icontract import ensure, require


@require(lambda a: len(a) > 0)
@require(lambda b: len(b) > 0)
@ensure(lambda a, b, result: result == any(x in b for x in a))
def has_common_element(a: list[int], b: list[int]) -> bool:
    """Whether an item of `a` is in `b`."""
    for x in a:
        if x in b:
            return True
    return False
