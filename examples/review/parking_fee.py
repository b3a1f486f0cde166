"""Car parks: contracts that say too little, too much, or the same thing twice."""

from icontract import ensure, require


@require(lambda minutes: minutes > 0)
@ensure(lambda minutes, result: result * 30 >= minutes)
@ensure(lambda minutes, result: (result - 1) * 30 < minutes)
def half_hours(minutes: int) -> int:
    """Begun half hours: the contract allows exactly one answer."""
    ...


@require(lambda minutes: minutes > 0)
@ensure(lambda result: result >= 0)
def fee(minutes: int, is_holder: bool) -> int:
    """Says nothing of how the fee depends on the time."""
    ...


@require(lambda minutes, limit: minutes > limit)
@require(lambda minutes, limit: minutes >= limit)
@ensure(lambda minutes, limit, result: result == minutes - limit)
def overstay(minutes: int, limit: int) -> int:
    """The second precondition follows from the first."""
    ...


@require(lambda cents: cents >= 0)
@ensure(lambda cents, result: result * 3 == cents)
def third_share(cents: int) -> int:
    """Not every sum can be split in three."""
    ...


@require(lambda opens, closes: opens < closes)
@require(lambda opens, closes: closes <= opens)
@ensure(lambda opens, closes, result: result == closes - opens)
def opening_hours(opens: int, closes: int) -> int:
    """No times satisfy both preconditions."""
    ...


@ensure(lambda minutes, result: result == max(minutes - 15, 0))
def charged(minutes: int) -> int:
    """The first quarter of an hour is free.

    >>> charged(15)
    0
    >>> charged(20)
    20
    """
    ...
