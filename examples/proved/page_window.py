"""Platform work: pages of a listing; the last one may be short."""

from icontract import ensure, require, snapshot

PAGE = 25


@require(lambda items: items >= 0)
@ensure(lambda items, result: PAGE * (result - 1) < items <= PAGE * result)
def page_count(items: int) -> int:
    """How many pages hold all items: the ceiling by a doubly negated floor."""
    return -(-items // PAGE)


@snapshot(lambda items: items)
@require(lambda items, page: items >= 0 and 0 <= page < page_count(items))
@ensure(lambda OLD, page, result: 0 <= result[0] < result[1] <= OLD.items)
@ensure(lambda result: result[1] - result[0] <= PAGE)
def page_window(items: int, page: int) -> tuple[int, int]:
    """The first item of a page, and the one after its last."""
    first = page * PAGE
    last = first + PAGE
    if last > items:
        last = items
    return first, last
