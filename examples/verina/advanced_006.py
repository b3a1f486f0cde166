"""Verina, advanced 6 (`allVowels`): whether a text has all five vowels, small or capital.

Lean's ``toLower`` knows the letters A to Z alone; so each vowel is looked for in both cases.
"""

from icontract import ensure


@ensure(lambda s, result: result == all(v in s or v.upper() in s for v in "aeiou"))
def all_vowels(s: str) -> bool:
    """Whether no vowel is missing."""
    for v in "aeiou":
        if v not in s and v.upper() not in s:
            return False
    return True
