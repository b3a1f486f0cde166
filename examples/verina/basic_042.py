"""Verina, basic 42 (`countDigits`): how many characters of a text are digits.

A digit is one of 0 to 9; Python's ``isdigit`` knows more of them.
"""

from icontract import ensure


@ensure(lambda s, result: result == sum(1 for i in range(len(s)) if "0" <= s[i] <= "9"))
def count_digits(s: str) -> int:
    """The number of characters from 0 to 9."""
    count = 0
    for i in range(len(s)):
        if "0" <= s[i] <= "9":
            count += 1
    return count
