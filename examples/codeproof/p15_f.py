"""CodeProof, easy 15 (`f`): the sequence 1, 1, op(1, 1), … in which `op` makes each term of two.

Lean states it for the identity monad alone, so of the order and number of effects nothing is said.
Python's `op` is a pure function here, and the whole sequence is the contract's word.
"""

from collections.abc import Callable

from icontract import ensure, require


def term(op: Callable[[int, int], int], n: int) -> int:
    """The term with number `n`, by its definition."""
    return 1 if n <= 1 else op(term(op, n - 1), term(op, n - 2))


@require(lambda n: n >= 0)
@ensure(lambda op, n, result: result == term(op, n))
def f(op: Callable[[int, int], int], n: int) -> int:
    """The term with number `n`, each made once."""
    before, last = 1, 1
    for _ in range(n - 1):
        before, last = last, op(last, before)
    return last
