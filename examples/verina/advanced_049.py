"""Verina, advanced 49 (`mergeSortedLists`): two sorted lists made one."""

from icontract import ensure, require

from lemmata import invariant


@require(lambda a: all(a[i] <= a[j] for j in range(len(a)) for i in range(j)))
@require(lambda b: all(b[i] <= b[j] for j in range(len(b)) for i in range(j)))
@ensure(lambda a, b, result: result == sorted(a + b))
def merge_sorted_lists(a: list[int], b: list[int]) -> list[int]:
    """The items of both in ascending order."""
    out: list[int] = []
    i = 0
    j = 0
    while i < len(a) or j < len(b):
        invariant(0 <= i <= len(a) and 0 <= j <= len(b))
        invariant(sorted(out) == sorted(a[:i] + b[:j]))
        invariant(all(out[k] <= out[k + 1] for k in range(len(out) - 1)))
        invariant(all(x <= a[k] for x in out for k in range(i, len(a))))
        invariant(all(x <= b[k] for x in out for k in range(j, len(b))))
        if j == len(b) or (i < len(a) and a[i] <= b[j]):
            out.append(a[i])
            i += 1
        else:
            out.append(b[j])
            j += 1
    return out
