"""JSON text of the values that any Python text returns, each with its exact type.

Numbers and strings are hexadecimal, so that nothing needs escapes and nothing is rounded.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

TAGS: dict[type, str] = {list: "l", tuple: "t", set: "S", frozenset: "F"}
TEXTS: dict[tuple[str, str], Callable[[Any], str]] = {
    ("decimal", "Decimal"): str,
    ("datetime", "date"): lambda value: value.isoformat(),
    ("datetime", "datetime"): lambda value: value.isoformat(),
    ("datetime", "time"): lambda value: value.isoformat(),
}
"""Types of the standard library that their text tells whole."""

FRACTION_BITS = 39_000
"""A larger one is opaque: who reads it has to find a common divisor."""


def hexed(text: str) -> str:
    """The text as a JSON string of hexadecimal digits."""
    return '"' + text.encode("utf-8", "surrogatepass").hex() + '"'


def wire(value: Any) -> str:
    """JSON text of a value with the name of its exact type."""
    kind = type(value)
    if value is None or kind is bool:
        return "null" if value is None else "true" if value else "false"
    if kind is int:
        return f'["i","{value:x}"]'
    if kind is str:
        return '["s",' + hexed(value) + "]"
    if kind is float:
        return f'["f","{value.hex()}"]'
    if kind is bytes:
        return f'["b","{value.hex()}"]'
    if kind is dict:
        inner = ",".join([wire(key) + "," + wire(held) for key, held in value.items()])
        return '["d",[' + inner + "]]"
    if kind in TAGS:
        items = [wire(item) for item in value]
        if kind is set or kind is frozenset:
            items.sort()
        return f'["{TAGS[kind]}",[' + ",".join(items) + "]]"
    return known(value, kind) or opaque(value, kind)


def known(value: Any, kind: type) -> str:
    """JSON text of a value of a few more types of the standard library, or nothing."""
    place = (kind.__module__, kind.__qualname__)
    if place not in TEXTS and place not in {("fractions", "Fraction"), ("datetime", "timedelta")}:
        return ""
    if getattr(sys.modules.get(place[0]), place[1], None) is not kind:
        return ""  # it only says that it is
    if place in TEXTS:
        return f'["T","{place[1]}",{hexed(TEXTS[place](value))}]'
    if place[1] == "Fraction":
        if max(value.numerator.bit_length(), value.denominator.bit_length()) > FRACTION_BITS:
            return ""
        return f'["q","{value.numerator:x}","{value.denominator:x}"]'
    return f'["D",{value.days},{value.seconds},{value.microseconds}]'


def opaque(value: Any, kind: type) -> str:
    """JSON text of the type's name and of what the value holds by name, where it tells."""
    fields: list[tuple[str, Any]] = []
    if "enum" in sys.modules and isinstance(value, sys.modules["enum"].Enum):
        fields = [("name", value._name_), ("value", value._value_)]
    elif isinstance(value, tuple) and hasattr(kind, "_fields"):
        fields = list(zip(kind._fields, value))  # noqa: B905 - one each
    elif hasattr(kind, "__dataclass_fields__"):
        fields = [(name, getattr(value, name)) for name in kind.__dataclass_fields__]
    inner = ",".join([hexed(str(name)) + "," + wire(item) for name, item in fields])
    return '["o",' + hexed(str(kind.__name__)) + ",[" + inner + "]]"
