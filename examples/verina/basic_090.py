"""Verina, basic 90 (`SlopeSearch`): a key in a table whose rows and columns ascend.

The words let the function say (-1, -1) whenever it fails to find the key; here only where the key
is not there. Of several places any will do.
"""

from icontract import ensure, require

from lemmata import invariant


@require(lambda a: len(a) > 0 and len(a[0]) > 0)
@require(lambda a: all(len(row) == len(a[0]) for row in a))
@require(lambda a: all(row[j] <= row[j + 1] for row in a for j in range(len(row) - 1)))
@require(
    lambda a: all(
        len(a[i]) == len(a[0])
        and len(a[i + 1]) == len(a[0])
        and all(a[i][j] <= a[i + 1][j] for j in range(len(a[0])))
        for i in range(len(a) - 1)
    )
)
@ensure(
    lambda a, key, result: (
        all(key not in row for row in a)
        if result == (-1, -1)
        else 0 <= result[0] < len(a)
        and 0 <= result[1] < len(a[result[0]])
        and a[result[0]][result[1]] == key
    )
)
def slope_search(a: list[list[int]], key: int) -> tuple[int, int]:
    """A row and a column where `key` stands."""
    for m in range(len(a)):
        invariant(all(key not in a[r] for r in range(m)))
        for n in range(len(a[m])):
            if a[m][n] == key:
                return (m, n)
    return (-1, -1)
