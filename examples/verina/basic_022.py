"""Verina, basic 22 (`dissimilarElements`): what is in one of two lists and not in the other.

The informal postcondition lets the order open, the description and the tests want it sorted.
"""

from icontract import ensure


@ensure(lambda a, b, result: all((x in a) != (x in b) for x in result))
@ensure(lambda a, b, result: all(x in result for x in a if x not in b))
@ensure(lambda a, b, result: all(x in result for x in b if x not in a))
@ensure(lambda result: all(result[i] < result[i + 1] for i in range(len(result) - 1)))
def dissimilar_elements(a: list[int], b: list[int]) -> list[int]:
    """The numbers that one list has and the other lacks, each once, in ascending order."""
    out: list[int] = []
    for x in a:
        if x not in b and x not in out:
            out.append(x)
    for x in b:
        if x not in a and x not in out:
            out.append(x)
    return sorted(out)
