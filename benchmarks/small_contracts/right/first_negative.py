"""The first place that holds a negative number, or -1."""

from icontract import ensure


@ensure(lambda xs, result: -1 <= result < len(xs))
@ensure(lambda xs, result: result == -1 or xs[result] < 0)
@ensure(lambda xs, result: result == -1 or all(xs[i] >= 0 for i in range(result)))
@ensure(lambda xs, result: result != -1 or all(x >= 0 for x in xs))
def first_negative(xs: list[int]) -> int:
    """The first place that holds a negative number, or -1."""
    for i, x in enumerate(xs):
        if x < 0:
            return i
    return -1
