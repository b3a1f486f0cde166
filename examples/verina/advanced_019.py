"""Verina, advanced 19 (`isCleanPalindrome`): whether a text's letters read the same both ways.

Letters are those from A to Z, as Lean's ``isAlpha`` has it.
"""

from icontract import ensure


def letters(s: str) -> list[str]:
    """The letters of `s`, small."""
    return [c.lower() for c in s if "a" <= c <= "z" or "A" <= c <= "Z"]


@ensure(
    lambda s, result: (
        result
        == all(letters(s)[i] == letters(s)[len(letters(s)) - 1 - i] for i in range(len(letters(s))))
    )
)
def is_clean_palindrome(s: str) -> bool:
    """Whether each letter is its mirror's."""
    clean = letters(s)
    for i in range(len(clean)):
        if clean[i] != clean[len(clean) - 1 - i]:
            return False
    return True
