"""CodeProof, easy 10 (`midPoint`): the point half-way between two points of the rational plane.

Lean: ``distSq xmid ymid x1 y1 = distSq xmid ymid x2 y2 ∧ 4 * (distSq xmid ymid x1 y1) =
distSq x1 y1 x2 y2``, where ``distSq`` is the squared distance.
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
def mid_point(x1: Fraction, y1: Fraction, x2: Fraction, y2: Fraction) -> tuple[Fraction, Fraction]:
    """The point as far from the first as from the second, on the line between them."""
    ...
