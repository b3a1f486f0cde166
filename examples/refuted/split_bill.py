"""Bug: the callee's precondition. An empty table reaches a function that needs guests."""

from icontract import ensure, require


@require(lambda guests: guests > 0)
@ensure(lambda total, guests, result: result * guests <= total)
@ensure(lambda total, guests, result: (result + 1) * guests > total)
def share(total: int, guests: int) -> int:
    """Whole cents for each guest."""
    return total // guests


@require(lambda seats, empty: 0 <= empty <= seats)
def split_bill(total: int, seats: int, empty: int) -> int:
    """Whole cents for each seat that is taken.

    post: True
    """
    return share(total, seats - empty)
