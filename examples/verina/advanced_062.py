"""Verina, advanced 62 (`rain`): the water that stays on a terrain of bars."""

from icontract import ensure, require


@require(lambda heights: all(h >= 0 for h in heights))
@ensure(
    lambda heights, result: (
        result
        == sum(
            min(max(heights[: i + 1]), max(heights[i:])) - heights[i] for i in range(len(heights))
        )
    )
)
def rain(heights: list[int]) -> int:
    """The sum, over the bars, of what stands above them."""
    total = 0
    for i in range(len(heights)):
        total += min(max(heights[: i + 1]), max(heights[i:])) - heights[i]
    return total
