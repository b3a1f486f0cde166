"""Each number once, in the order of their first places."""

from icontract import ensure


@ensure(lambda xs, result: all(x in result for x in xs))
@ensure(lambda xs, result: all(x in xs for x in result))
@ensure(lambda result: all(result[i] != result[j] for i in range(len(result)) for j in range(i)))
def dedupe(xs: list[int]) -> list[int]:
    """Each number once, in the order of their first places."""
    out: list[int] = []
    for x in xs:
        if x not in out:
            out.append(x)
    return out
