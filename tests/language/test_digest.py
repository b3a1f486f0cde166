"""The digest: blind to how a function is written down, sensitive to what it means."""

import pytest

from lemmata.contracts.errors import ChoiceError
from lemmata.language.digest import digest_function
from lemmata.language.parsing import parse_program
from tests.language.building import module_of

SOURCE = '''\
from dataclasses import dataclass
from enum import Enum
from icontract import ensure, require

LIMIT = 10


class Color(Enum):
    RED = 1
    GREEN = 2


@dataclass(frozen=True)
class Point:
    x: int
    y: int


def inlined(a: int) -> int:
    return a + 1


@ensure(lambda a, result: result >= helped(a))
def promised(a: int) -> int:
    return a + 3


def helped(a: int) -> int:
    return a - 1


@require(lambda a, p: a > 0)
@ensure(lambda a, p, result: result > a)
def main(a: int, p: Point) -> int:
    """Adds.

    >>> main(1, Point(1, 2))
    5
    """
    if a < LIMIT:
        return inlined(a) + promised(a)
    return a + 1


def other(c: Color) -> int:
    return 1
'''


def digest(source: str, name: str = "main") -> str:
    """The digest of a function of the text."""
    return digest_function(parse_program(module_of(source)), name)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "    return a + 1\n\n\n@ensure",
            "    # why\n    return (a +\n            1)\n\n\n@ensure",
        ),
        ('"""Adds.', '"""Sums up.'),
        ("lambda a, p: a > 0", "lambda a, p: (a  >  0)"),
        ("LIMIT = 10", "LIMIT = 10  # ten"),
        ("    return a + 3", "    return a + 30"),
        ("def other(c: Color) -> int:\n    return 1", "def other(c: Color) -> int:\n    return 2"),
        ("GREEN = 2", "GREEN = 3"),
    ],
)
def test_what_does_not_count(old: str, new: str) -> None:
    """Formatting, comments, docstrings, bodies behind a contract, functions not called."""
    assert old in SOURCE
    assert digest(SOURCE.replace(old, new)) == digest(SOURCE)


def test_the_order_of_functions_does_not_count() -> None:
    """Functions stand in a file in any order."""
    head, rest = SOURCE.split("def helped", 1)
    helped, tail = rest.split("@require", 1)
    moved = f"{head}@require{tail}\n\ndef helped{helped}"
    assert digest(moved) == digest(SOURCE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LIMIT = 10", "LIMIT = 11"),
        ("return a + 1\n\n\n@ensure", "return a + 2\n\n\n@ensure"),
        ("return a - 1", "return a - 2"),
        ("result >= helped(a)", "result > helped(a)"),
        ("a > 0", "a >= 0"),
        ("result > a)", "result >= a)"),
        ("    y: int\n", "    y: int | None\n"),
        ("    5\n", "    6\n"),
        ("    y: int\n", "    z: int\n"),
        ("return a + 1\n\n\ndef other", "return a + True\n\n\ndef other"),
    ],
)
def test_what_counts(old: str, new: str) -> None:
    """Body, contract, examples, constants, fields, inlined helpers, what a contract calls."""
    assert old in SOURCE
    assert digest(SOURCE.replace(old, new)) != digest(SOURCE)


def test_an_enum_counts_with_its_values() -> None:
    """A member's value is part of what its class means."""
    assert digest(SOURCE.replace("GREEN = 2", "GREEN = 3"), "other") != digest(SOURCE, "other")


def test_an_unknown_function() -> None:
    """The error lists what there is."""
    with pytest.raises(ChoiceError, match="main"):
        digest(SOURCE, "absent")
