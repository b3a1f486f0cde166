"""Verina, basic 67 (`IsPalindrome`): whether characters read the same from both ends."""

from icontract import ensure


@ensure(lambda x, result: result == all(x[i] == x[len(x) - i - 1] for i in range(len(x))))
def is_palindrome(x: list[str]) -> bool:
    """Whether each character is its mirror's."""
    for i in range(len(x)):
        if x[i] != x[len(x) - i - 1]:
            return False
    return True
