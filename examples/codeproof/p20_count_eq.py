"""CodeProof, easy 20 (`countEq`): how often an integer is in a list.

Lean: ``List.count x xs = countEq x xs``, but behind ``def``, not ``theorem``: a proposition that
nobody has to prove. Here it is the contract.
"""

from icontract import ensure


@ensure(lambda x, xs, result: result == xs.count(x))
def count_eq(x: int, xs: list[int]) -> int:
    """The number of items equal to `x`."""
    count = 0
    for y in xs:
        if y == x:
            count += 1
    return count
