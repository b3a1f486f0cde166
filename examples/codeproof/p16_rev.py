"""CodeProof, easy 16 (`rev`): a list in reverse order.

Lean: the same length, and ``xs[i]! = (rev xs)[xs.length-1-i]!``. Nothing is left open.
"""

from icontract import ensure


@ensure(
    lambda xs, result: (
        len(result) == len(xs) and all(xs[i] == result[len(xs) - 1 - i] for i in range(len(xs)))
    )
)
def rev(xs: list[int]) -> list[int]:
    """The items, last first."""
    out: list[int] = []
    for i in range(len(xs)):
        out.append(xs[len(xs) - 1 - i])
    return out
