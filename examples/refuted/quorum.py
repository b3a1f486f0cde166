"""Bug: a sum of booleans counts votes, but two of three were asked and one is enough here."""


def has_quorum(first: bool, second: bool, third: bool) -> bool:
    """Whether at least two of three approvers agreed.

    post: __return__ == (first and second or first and third or second and third)

    >>> has_quorum(True, True, False)
    True
    """
    return first + second + third > 0 + first
