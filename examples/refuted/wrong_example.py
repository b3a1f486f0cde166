"""Bug in the contract, not in the code: the example contradicts the body."""


def euro_cents(euros: int, cents: int) -> int:
    """An amount in cents.

    pre: 0 <= cents < 100

    >>> euro_cents(3, 5)
    35
    """
    return 100 * euros + cents
