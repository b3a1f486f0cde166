"""CodeProof, easy 3 (`solveSub`): solve ``a - x = b`` in the integers.

Lean: ``theorem solveSub_correct (a b: Int): a - (solveSub a b) = b``.
"""


def solve_sub(a: int, b: int) -> int:
    """The integer to take from `a` so that `b` is left.

    post: a - __return__ == b

    >>> solve_sub(10, 4)
    6
    """
    ...
