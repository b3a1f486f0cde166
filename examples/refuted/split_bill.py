"""Two bugs: a share is rounded up, and an empty table reaches a function that needs guests."""

from icontract import ensure, require


@require(lambda guests: guests > 0)
@ensure(lambda total, guests, result: result * guests <= total)
def share(total: int, guests: int) -> int:
    """Whole cents for each guest."""
    return -(-total // guests)


@require(lambda seats, empty: 0 <= empty <= seats)
@ensure(lambda total, seats, empty, result: result * (seats - empty) <= total)
def split_bill(total: int, seats: int, empty: int) -> int:
    """Whole cents for each seat that is taken."""
    return share(total, seats - empty)
