"""Banking: rounding to a whole euro with Python's floor division, right for negatives too."""


def to_euros(cents: int) -> int:
    """The nearest whole euro; half a euro goes up.

    post: -50 <= __return__ * 100 - cents <= 50
    post: __return__ * 100 == cents if cents % 100 == 0 else True
    post: __return__ * 100 - cents != -50

    >>> to_euros(150)
    2
    >>> to_euros(-150)
    -1
    """
    return (cents + 50) // 100
