"""What operations on strings compute: the methods of `str` themselves, bounded in size."""

from collections.abc import Callable
from typing import Any

from lemmata.contracts.errors import LimitError
from lemmata.contracts.values import ListValue
from lemmata.language.container_meaning import listed
from lemmata.language.tree import Operation

MAX_LENGTH = 10_000_000
MAX_DIGITS = 4_300
"""Beyond so many digits CPython's own limit turns `str(n)` and `int(s)` into a ValueError."""

_FEW_BITS = 14_000


def too_long() -> LimitError:
    """A string grew beyond its bound."""
    return LimitError(f"a string grew beyond {MAX_LENGTH} characters", remedy="use smaller inputs")


def concatenated(left: Any, right: Any) -> Any:
    """``left + right`` of strings; LimitError beyond `MAX_LENGTH` characters."""
    result = left + right
    if len(result) > MAX_LENGTH:
        raise too_long()
    return result


def repeated(text: str, count: Any) -> str:
    """``text * count``; the size is judged before the work is done."""
    if isinstance(count, int) and -(1 << 63) <= count < 1 << 63 and len(text) * count > MAX_LENGTH:
        raise too_long()
    result: str = text * count
    return result


def _replace(text: Any, old: Any, new: Any) -> Any:
    if isinstance(text, str) and isinstance(old, str) and isinstance(new, str):
        grown = text.count(old) * (len(new) - len(old))
        if len(text) + grown > MAX_LENGTH:
            raise too_long()
    return text.replace(old, new)


def _text(value: Any) -> str:
    if isinstance(value, int) and value.bit_length() > _FEW_BITS:
        raise _too_many_digits()
    return str(value)


def _parse_int(text: Any) -> int:
    if isinstance(text, str) and len(text) > MAX_DIGITS:
        raise _too_many_digits()
    return int(text)


def _too_many_digits() -> LimitError:
    return LimitError(
        f"a number of more than {MAX_DIGITS:,} digits as text", remedy="use smaller inputs"
    )


def _split(text: Any, separator: Any) -> ListValue:
    return listed(text.split(separator))


def _join(separator: Any, parts: Any) -> str:
    items = parts.items if isinstance(parts, ListValue) else parts
    if isinstance(parts, ListValue) and items:
        size = len(separator) * (len(items) - 1) + sum(map(len, items))
        if size > MAX_LENGTH:
            raise too_long()
    text: str = separator.join(items)
    return text


def _characters(text: Any) -> ListValue:
    if not isinstance(text, str):
        raise TypeError(f"{type(text).__name__!r} object is not iterable")
    return listed(list(text))


TEXT_MEANING: dict[Operation, Callable[..., Any]] = {
    Operation.CHARACTERS: _characters,
    Operation.TEXT: _text,
    Operation.PARSE_INT: _parse_int,
    Operation.FIND: lambda text, part: text.find(part),
    Operation.REPLACE: _replace,
    Operation.STRIP: lambda text, letters: text.strip(letters),
    Operation.STRIP_LEFT: lambda text, letters: text.lstrip(letters),
    Operation.STRIP_RIGHT: lambda text, letters: text.rstrip(letters),
    Operation.UPPER: lambda text: text.upper(),
    Operation.LOWER: lambda text: text.lower(),
    Operation.IS_DIGIT: lambda text: text.isdigit(),
    Operation.IS_ALPHA: lambda text: text.isalpha(),
    Operation.IS_ALNUM: lambda text: text.isalnum(),
    Operation.IS_SPACE: lambda text: text.isspace(),
    Operation.IS_UPPER: lambda text: text.isupper(),
    Operation.IS_LOWER: lambda text: text.islower(),
    Operation.SPLIT: _split,
    Operation.JOIN: _join,
}
"""Operations that only strings have, and `str(n)` and `int(s)`."""
