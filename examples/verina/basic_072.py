"""Verina, basic 72 (`append`): one more item at the end."""

from icontract import ensure


@ensure(
    lambda a, b, result: (
        len(result) == len(a) + 1
        and all(result[i] == a[i] for i in range(len(a)))
        and result[len(a)] == b
    )
)
def append(a: list[int], b: int) -> list[int]:
    """The items of `a`, then `b`."""
    out = list(a)
    out.append(b)
    return out
