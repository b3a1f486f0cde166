"""Verina, basic 58 (`double_array_elements`): each item doubled.

The informal postcondition forgets the length, and the tests reject a longer list nowhere.
"""

from icontract import ensure


@ensure(
    lambda s, result: len(result) == len(s) and all(result[i] == 2 * s[i] for i in range(len(s)))
)
def double_array_elements(s: list[int]) -> list[int]:
    """Twice each item."""
    out: list[int] = []
    for x in s:
        out.append(2 * x)
    return out
