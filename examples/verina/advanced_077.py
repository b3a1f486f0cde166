"""Verina, advanced 77 (`trapRainWater`): the water that stays on a terrain of bars."""

from icontract import ensure, require

from lemmata import invariant


def above(height: list[int], i: int) -> int:
    """How much stands above the bar at `i`: up to the lower of the highest on its two sides."""
    return min(max(height[: i + 1]), max(height[i:])) - height[i]


@require(lambda height: all(h >= 0 for h in height))
@ensure(lambda height, result: result == sum(above(height, i) for i in range(len(height))))
def trap_rain_water(height: list[int]) -> int:
    """The sum, over the bars, of what stands above them."""
    total = 0
    for i in range(len(height)):
        invariant(total == sum(above(height, j) for j in range(i)))
        total += above(height, i)
    return total
