"""An open problem: nobody knows whether 114 is a sum of three cubes, so neither do we."""

from icontract import ensure


@ensure(lambda result: result)
def never_114(a: int, b: int, c: int) -> bool:
    """Whether the cubes of three integers miss 114."""
    return a**3 + b**3 + c**3 != 114
