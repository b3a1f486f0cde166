"""CodeProof, easy 24 (`lcpPair`): the longest common prefix of two lists.

Lean: a prefix of both, and no common prefix is longer. Nothing is left open; that none is longer
is written as what it comes to: the next items differ, or one list ends.
"""

from icontract import ensure


@ensure(lambda xs, result: len(result) <= len(xs) and result == xs[: len(result)])
@ensure(lambda ys, result: len(result) <= len(ys) and result == ys[: len(result)])
@ensure(
    lambda xs, ys, result: (
        len(result) >= len(xs) or len(result) >= len(ys) or xs[len(result)] != ys[len(result)]
    )
)
def lcp_pair(xs: list[int], ys: list[int]) -> list[int]:
    """The longest list that both start with."""
    out: list[int] = []
    for i in range(min(len(xs), len(ys))):
        if xs[i] != ys[i]:
            return out
        out.append(xs[i])
    return out
