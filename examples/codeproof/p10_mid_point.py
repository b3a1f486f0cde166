"""CodeProof, easy 10 (`midPoint`): the point half-way between two points of the rational plane.

Lean asks for the squared distances alone. They fix the point, but only by an argument that nobody
reads off them; here the coordinates are said as well.
"""

from fractions import Fraction

from icontract import ensure


def distance_squared(x1: Fraction, y1: Fraction, x2: Fraction, y2: Fraction) -> Fraction:
    """The squared distance of two points."""
    return (x1 - x2) ** 2 + (y1 - y2) ** 2


@ensure(
    lambda x1, y1, x2, y2, result: (
        distance_squared(result[0], result[1], x1, y1)
        == distance_squared(result[0], result[1], x2, y2)
    )
)
@ensure(
    lambda x1, y1, x2, y2, result: (
        4 * distance_squared(result[0], result[1], x1, y1) == distance_squared(x1, y1, x2, y2)
    )
)
@ensure(lambda x1, x2, result: result[0] - x1 == x2 - result[0])
@ensure(lambda y1, y2, result: result[1] - y1 == y2 - result[1])
def mid_point(x1: Fraction, y1: Fraction, x2: Fraction, y2: Fraction) -> tuple[Fraction, Fraction]:
    """The point as far from the first as from the second, on the line between them."""
    return ((x1 + x2) / 2, (y1 + y2) / 2)
