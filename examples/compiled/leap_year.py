"""The leap years of the Gregorian calendar, clause by clause as the rule is taught."""

from icontract import ensure, require


@require(lambda year: year >= 1)
@ensure(lambda year, result: result or year % 400 != 0)
@ensure(lambda year, result: not result or year % 100 != 0 or year % 400 == 0)
@ensure(lambda year, result: result or year % 4 != 0 or year % 100 == 0)
@ensure(lambda year, result: not result or year % 4 == 0)
def leap_year(year: int) -> bool:
    """Whether February of `year` has 29 days.

    >>> leap_year(2000)
    True
    >>> leap_year(1900)
    False
    """
    ...
