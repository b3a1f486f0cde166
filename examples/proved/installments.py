"""Banking: a debt in twelve installments, to the cent, also for a credit (a negative debt)."""


def installments(total: int) -> tuple[int, int]:
    """The monthly installment, and what the first month pays on top.

    post: 12 * __return__[0] + __return__[1] == total
    post: 0 <= __return__[1] < 12

    >>> installments(100)
    (8, 4)
    >>> installments(-100)
    (-9, 8)
    """
    monthly, rest = divmod(total, 12)
    return monthly, rest
