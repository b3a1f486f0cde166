"""Bug: booleans add up to a count, and a vote without dissent counts three, not two."""


def has_quorum(first: bool, second: bool, third: bool) -> bool:
    """Whether at least two of three approvers agreed.

    post: __return__ == (first and second or first and third or second and third)

    >>> has_quorum(True, True, False)
    True
    """
    return first + second + third == 2
