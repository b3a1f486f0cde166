"""Verina, advanced 7 (`binaryToDecimal`): what binary digits write, highest first."""

from icontract import ensure, require


def value(digits: list[int], n: int) -> int:
    """The number that the first `n` digits write; 0 when there are fewer."""
    return 2 * value(digits, n - 1) + digits[n - 1] if 0 < n <= len(digits) else 0


@require(lambda digits: all(d in (0, 1) for d in digits))
@ensure(lambda digits, result: result == value(digits, len(digits)))
def binary_to_decimal(digits: list[int]) -> int:
    """The number that the digits write."""
    total = 0
    for d in digits:
        total = 2 * total + d
    return total
