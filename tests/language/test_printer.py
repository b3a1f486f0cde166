"""The printer: few parentheses, Python's own short forms."""

import pytest

from lemmata.language.digest import canonical
from lemmata.language.printer import print_body
from tests.language.building import function_of

PARAMETERS = "a: int, b: int, s: str, o: int | None, c: Color, p: Point, q: bool"

RETURNS = {
    "return ((a < b) and (b < 9))": "bool",
    "return a < b and a < 9": "bool",
    "return not (o is None)": "bool",
    "return not (a in [1, 2])": "bool",
    "return (not a) or (q and q)": "bool",
    "return bool(a)": "bool",
    "return s[0:][:-1][1]": "str",
    "x: int | None = 1\nreturn x": "int | None",
    "x = None\nif q:\n    x = a\nreturn x": "int | None",
}
"""What the functions return, where it is not ``int``."""


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("return ((a + b) * (a - (b - 1)))", "return (a + b) * (a - (b - 1))"),
        ("return (-a) ** 2", "return (-a) ** 2"),
        ("return -(a ** 2)", "return -a ** 2"),
        ("return (-3) ** 2", "return (-3) ** 2"),
        ("return ((a < b) and (b < 9))", "return a < b < 9"),
        ("return a < b and a < 9", "return a < b and a < 9"),
        ("return not (o is None)", "return o is not None"),
        ("return not (a in [1, 2])", "return a not in (1, 2)"),
        ("return (not a) or (q and q)", "return not a or (q and q)"),
        ("return bool(a)", "return bool(a)"),
        ("return 1 if bool(a) else 2", "return 1 if a else 2"),
        ("return s[0:][:-1][1]", "return s[0:][:-1][1]"),
        ("x: int | None = 1\nreturn x", "x: int | None = 1\nreturn x"),
        ("a += 1\nreturn a", "a = a + 1\nreturn a"),
        ("x, y = a, (b,)\nreturn x", "x, y = (a, (b,))\nreturn x"),
        ("x = None\nif q:\n    x = a\nreturn x", "x = None\nif q:\n    x = a\nreturn x"),
        (
            "if q:\n    return 1\nelse:\n    if a:\n        return 2\n    else:\n        return 3",
            "if q:\n    return 1\nelif a:\n    return 2\nelse:\n    return 3",
        ),
        (
            "match p:\n    case Point(0, y=y) if y > 1:\n        return y\nreturn 0",
            "match p:\n    case Point(x=0, y=y) if y > 1:\n        return y\nreturn 0",
        ),
        (
            "match c:\n    case Color.ROT:\n        pass",
            "match c:\n    case Color.RED:\n        pass",
        ),
        ("pass", "pass"),
    ],
)
def test_printed_text(written: str, printed: str) -> None:
    """The text is as short as its meaning allows, and parses back to the same tree."""
    function = function_of(PARAMETERS, RETURNS.get(written, "int"), written)
    assert function.body is not None
    text = print_body(function.body)
    assert text == printed
    again = function_of(PARAMETERS, RETURNS.get(written, "int"), text)
    assert canonical(again) == canonical(function)
