"""True, for all anybody has shown, and beyond both solvers: sums of three cubes.

A number that leaves 4 or 5 when it is divided by 9 is no sum of three cubes. The function never
answers otherwise, but the proof needs cases modulo 9 that neither solver makes.
"""

from icontract import ensure, require


@require(lambda a, b, c: a**3 + b**3 + c**3 == 114)
@ensure(lambda result: result)
def impossible_114(a: int, b: int, c: int) -> bool:
    """Nobody knows three cubes whose sum is 114, nor that there are none."""
    return a + b + c != a + b + c
