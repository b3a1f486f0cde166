"""Bug: off by one. A full last page gets an empty one behind it."""

from icontract import ensure, require


@require(lambda items: items >= 0)
@ensure(lambda items, result: 25 * (result - 1) < items <= 25 * result)
def page_count(items: int) -> int:
    """How many pages of 25 hold all items."""
    return items // 25 + 1
