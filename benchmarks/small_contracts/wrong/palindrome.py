"""Whether the numbers read the same backwards: the middle pair is not compared."""

from icontract import ensure


@ensure(lambda xs, result: result == all(xs[i] == xs[len(xs) - 1 - i] for i in range(len(xs))))
def palindrome(xs: list[int]) -> bool:
    """Whether the numbers read the same backwards."""
    i = 0
    j = len(xs) - 1
    while i < j - 1:
        if xs[i] != xs[j]:
            return False
        i += 1
        j -= 1
    return True
