"""Shares of right rows, with the interval that their number allows."""

from math import sqrt

Z_95 = 1.959963984540054
"""The 97.5% quantile of the normal distribution."""


def wilson(right: int, rows: int) -> tuple[float, float]:
    """Wilson's 95% interval of a share; from 0 to 1 where there is no row.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference,
    JASA 22 (1927).
    """
    if rows == 0:
        return 0.0, 1.0
    share, square = right / rows, Z_95 * Z_95
    middle = share + square / (2 * rows)
    spread = Z_95 * sqrt(share * (1 - share) / rows + square / (4 * rows * rows))
    whole = 1 + square / rows
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)
