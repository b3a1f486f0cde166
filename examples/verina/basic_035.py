"""Verina, basic 35 (`MoveZeroesToEnd`): zeroes to the end, all else in its order."""

from icontract import ensure


@ensure(lambda arr, result: result == [x for x in arr if x != 0] + [0] * arr.count(0))
def move_zeroes_to_end(arr: list[int]) -> list[int]:
    """The items that are not zero, then the zeroes."""
    out: list[int] = []
    zeroes = 0
    for x in arr:
        if x == 0:
            zeroes += 1
        else:
            out.append(x)
    return out + [0] * zeroes
