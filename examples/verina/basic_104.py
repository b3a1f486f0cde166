"""Verina, basic 104 (`update_map`): two maps made one; the second decides where both speak.

The data rejects a map with a key twice, of which Python's `dict` has none.
"""

from icontract import ensure


@ensure(lambda m1, m2, result: all(k in m1 or k in m2 for k in result))
@ensure(lambda m2, result: all(k in result and result[k] == m2[k] for k in m2))
@ensure(lambda m1, m2, result: all(k in m2 or (k in result and result[k] == m1[k]) for k in m1))
def update_map(m1: dict[int, int], m2: dict[int, int]) -> dict[int, int]:
    """What `m2` says, and what `m1` says beside it."""
    out = dict(m1)
    for k, v in m2.items():
        out[k] = v
    return out
