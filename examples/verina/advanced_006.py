"""Verina, advanced 6 (`allVowels`): whether a text has all five vowels, small or capital.

Lean's ``toLower`` knows the letters A to Z alone; so each vowel is looked for in both cases.
"""

from icontract import ensure


def has(s: str, small: str, capital: str) -> bool:
    """Whether a letter is there, in either case."""
    return small in s or capital in s


@ensure(lambda s, result: not result or (has(s, "a", "A") and has(s, "e", "E")))
@ensure(lambda s, result: not result or (has(s, "i", "I") and has(s, "o", "O")))
@ensure(lambda s, result: not result or has(s, "u", "U"))
@ensure(
    lambda s, result: (
        result
        or not has(s, "a", "A")
        or not has(s, "e", "E")
        or not has(s, "i", "I")
        or not has(s, "o", "O")
        or not has(s, "u", "U")
    )
)
def all_vowels(s: str) -> bool:
    """Whether no vowel is missing."""
    if not has(s, "a", "A") or not has(s, "e", "E"):
        return False
    if not has(s, "i", "I") or not has(s, "o", "O"):
        return False
    return has(s, "u", "U")
