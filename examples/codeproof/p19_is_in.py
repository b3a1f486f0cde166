"""CodeProof, easy 19 (`isIn`): whether an integer is in a list.

Lean: ``isIn x xs = true ↔ x ∈ xs``, but behind ``def``, not ``theorem``: as it stands it is a
proposition that nobody has to prove. Here it is the contract.
"""

from icontract import ensure


@ensure(lambda x, xs, result: result == (x in xs))
def is_in(x: int, xs: list[int]) -> bool:
    """Whether `x` is one of the items."""
    for y in xs:
        if y == x:
            return True
    return False
