"""Banking: a progressive tax; more income never leaves less."""

from icontract import ensure, require

FREE = 1_000_000
MIDDLE = 5_000_000


def taxed_slice(income: int, start: int, percent: int) -> int:
    """The tax on what lies above `start`; a helper without a contract is read as its body."""
    return max(income - start, 0) * percent // 100


@require(lambda income: income >= 0)
@ensure(lambda income, result: 0 <= result <= income)
@ensure(lambda income, result: income > FREE or result == 0)
@ensure(lambda income, result: 2 * result <= income)
def income_tax(income: int) -> int:
    """Tax in cents: 20 % above the free amount, 15 points more above the middle one."""
    return taxed_slice(income, FREE, 20) + taxed_slice(income, MIDDLE, 15)
