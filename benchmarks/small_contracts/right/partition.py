"""The numbers below the pivot, and the others."""

from icontract import ensure


@ensure(lambda pivot, result: all(x < pivot for x in result[0]))
@ensure(lambda pivot, result: all(x >= pivot for x in result[1]))
@ensure(lambda xs, result: len(result[0]) + len(result[1]) == len(xs))
def partition(xs: list[int], pivot: int) -> tuple[list[int], list[int]]:
    """The numbers below the pivot, and the others."""
    below: list[int] = []
    others: list[int] = []
    for x in xs:
        if x < pivot:
            below.append(x)
        else:
            others.append(x)
    return below, others
