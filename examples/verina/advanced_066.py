"""Verina, advanced 66 (`reverseWords`): the words of a text in reverse order."""

from icontract import ensure


def words(text: str) -> list[str]:
    """What stands between spaces."""
    return [word for word in text.split(" ") if word != ""]


@ensure(lambda words_str, result: result == " ".join(words(words_str)[::-1]))
def reverse_words(words_str: str) -> str:
    """The words, last first."""
    out: list[str] = []
    for word in words(words_str):
        out = [word] + out
    return " ".join(out)
