"""The greatest of three numbers, said without saying how to find it."""


def max_of_three(a: int, b: int, c: int) -> int:
    """The greatest.

    post: __return__ >= a
    post: __return__ >= b
    post: __return__ >= c
    post: __return__ in (a, b, c)

    >>> max_of_three(3, 9, 4)
    9
    """
    ...
