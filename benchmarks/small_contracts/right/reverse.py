"""The numbers, last first."""

from icontract import ensure


@ensure(lambda xs, result: len(result) == len(xs))
@ensure(lambda xs, result: all(result[i] == xs[len(xs) - 1 - i] for i in range(len(xs))))
def reverse(xs: list[int]) -> list[int]:
    """The numbers, last first."""
    out: list[int] = []
    for i in range(len(xs), 0, -1):
        out.append(xs[i - 1])
    return out
