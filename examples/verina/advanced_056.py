"""Verina, advanced 56 (`moveZeroes`): zeroes to the end, all else in its order."""

from icontract import ensure


@ensure(lambda xs, result: result == [x for x in xs if x != 0] + [x for x in xs if x == 0])
def move_zeroes(xs: list[int]) -> list[int]:
    """The items that are not zero, then those that are."""
    out: list[int] = []
    zeroes: list[int] = []
    for x in xs:
        if x == 0:
            zeroes.append(x)
        else:
            out.append(x)
    return out + zeroes
