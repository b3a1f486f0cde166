"""Verina, basic 27 (`findFirstRepeatedChar`): the first character that comes again.

The words and the tests leave open which is first in "abba"; here it is the one whose first
occurrence is first.
"""

from icontract import ensure


@ensure(lambda s, result: result is not None or all(s.count(c) < 2 for c in s))
@ensure(
    lambda s, result: (
        result is None
        or any(
            s[i] == result and s[i] in s[i + 1 :] and all(s[k] not in s[k + 1 :] for k in range(i))
            for i in range(len(s))
        )
    )
)
def find_first_repeated_char(s: str) -> str | None:
    """The first character that occurs again; None when none does."""
    for i in range(len(s)):
        if s[i] in s[i + 1 :]:
            return s[i]
    return None
