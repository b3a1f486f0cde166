"""Verina, basic 39 (`rotateRight`): a list turned to the right."""

from icontract import ensure, require


@require(lambda n: n >= 0)
@ensure(
    lambda xs, n, result: (
        len(result) == len(xs) and all(result[i] == xs[(i - n) % len(xs)] for i in range(len(xs)))
    )
)
def rotate_right(xs: list[int], n: int) -> list[int]:
    """Each item `n` places to the right, around the end."""
    out: list[int] = []
    for i in range(len(xs)):
        out.append(xs[(i - n) % len(xs)])
    return out
