"""Verina, basic 7 (`sumOfSquaresOfFirstNOddNumbers`): 1 + 9 + 25 + … in closed form."""

from icontract import ensure, require


@require(lambda n: n >= 0)
@ensure(lambda n, result: 3 * result == n * (2 * n - 1) * (2 * n + 1))
def sum_of_squares_of_first_n_odd_numbers(n: int) -> int:
    """The sum of the squares of the first `n` odd numbers."""
    total = 0
    for i in range(n):
        total += (2 * i + 1) * (2 * i + 1)
    return total
