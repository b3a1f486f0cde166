"""Whether every number is above zero."""

from icontract import ensure


@ensure(lambda xs, result: result == all(x > 0 for x in xs))
def all_positive(xs: list[int]) -> bool:
    """Whether every number is above zero."""
    for x in xs:
        if x <= 0:
            return False
    return True
