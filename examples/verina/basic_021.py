"""Verina, basic 21 (`isSublist`): whether one list is a stretch of another."""

from icontract import ensure


@ensure(
    lambda sub, main, result: (
        result == any(main[i : i + len(sub)] == sub for i in range(len(main) - len(sub) + 1))
    )
)
def is_sublist(sub: list[int], main: list[int]) -> bool:
    """Whether `sub` stands somewhere in `main`."""
    for i in range(len(main) - len(sub) + 1):
        if main[i : i + len(sub)] == sub:
            return True
    return False
