"""Verina, basic 30 (`elementWiseModulo`): remainders, place by place.

Lean's ``Int.emod`` is never below zero; Python's ``%`` takes the divisor's sign, so the contract
divides by the absolute value.
"""

from icontract import ensure, require


@require(lambda a, b: len(a) == len(b))
@require(lambda b: all(y != 0 for y in b))
@ensure(
    lambda a, b, result: (
        len(result) == len(a) and all(result[i] == a[i] % abs(b[i]) for i in range(len(a)))
    )
)
def element_wise_modulo(a: list[int], b: list[int]) -> list[int]:
    """The remainder of each item of `a` by its partner in `b`."""
    out: list[int] = []
    for i in range(len(a)):
        out.append(a[i] % abs(b[i]))
    return out
