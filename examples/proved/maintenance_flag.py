"""Platform work: a function that answers nothing at all, and one that answers None on purpose."""

from icontract import ensure


def check_ratio(healthy: int, total: int) -> None:
    """Stops a rollout by an assertion; the precondition says when it may be asked.

    pre: total > 0
    pre: 2 * healthy >= total
    """
    assert healthy * 100 // total >= 50


@ensure(lambda flag, result: (result is None) == (flag is None))
@ensure(lambda flag, result: result is None or result in (0, 1))
def flag_as_int(flag: bool | None) -> int | None:
    """An optional flag as a column of a table:."""
    match flag:
        case None:
            return None
        case _:
            return 1 if flag else 0
