"""The one tree of errors."""

import re

from lemmata.contracts import errors
from lemmata.contracts.errors import LemmataError, Place


def drawn(text: str) -> dict[str, str]:
    """Each class of the drawn tree with the class above it."""
    parents: dict[str, str] = {}
    path: list[str] = []
    for line in text.splitlines():
        found = re.match(r"([ │├└─]*)(\w+Error)\b", line)
        if found and (found[1].strip() or not path):
            depth = len(found[1]) // 4
            del path[depth:]
            parents[found[2]] = path[-1] if path else "Exception"
            path.append(found[2])
    return parents


def test_the_drawing_is_the_tree() -> None:
    """The docstring shows every class below its base, and no other."""
    real = {
        name: kind.__base__.__name__
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, LemmataError) and kind.__base__
    }
    assert drawn(errors.__doc__ or "") == real


def test_an_error_shows_place_message_and_remedy() -> None:
    """In this order; what is not known is left out."""
    full = LemmataError("it is wrong", place=Place("a.py", 3), remedy="change it")
    assert str(full) == "a.py:3: it is wrong (change it)"
    assert str(LemmataError("it is wrong", place=Place("a.py"))) == "a.py: it is wrong"
    assert str(LemmataError("it is wrong")) == "it is wrong"
