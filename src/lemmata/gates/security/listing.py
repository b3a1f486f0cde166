"""Tables of names, written as words."""


def listed(words: str) -> frozenset[str]:
    """The words of the text, which are set apart by blanks and line ends."""
    return frozenset(words.split())
