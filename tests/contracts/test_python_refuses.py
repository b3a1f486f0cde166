"""Files whose tree looks harmless and whose meaning in CPython is another: each is refused."""

import pytest

from lemmata.contracts.errors import LemmataError
from lemmata.contracts.reading import read_source

TASK = '''
from icontract import ensure
{before}

@ensure(lambda a, result: result == a)
def f(a: int{more}) -> int:
    """Doc."""
    {body}
'''


def complaint(before: str = "", more: str = "", body: str = "return a") -> str:
    """What reading says, as an error or about a class or alias that it set aside."""
    try:
        module = read_source(TASK.format(before=before, more=more, body=body))
    except LemmataError as error:
        return str(error)
    said = {**module.unsupported, **module.opaque}
    return "; ".join(str(error) for error in said.values())


REFUSED = [
    ("__builtins__ = 0", "a name that Python itself reads"),
    ("__debug__ = False", "__debug__"),
    ("from enum import Enun", "has no 'Enun'"),
    ("from typing import TypeAlias\nWords: TypeAlias = 'int'", "quoted alias Words"),
    ("from typing import Union\nOne = Union[int]", "union of one type"),
    ("Nothing = None | None", "None | None"),
    ("BIG = " + "9" * 4_000, "bits"),
    (
        "from enum import Enum, auto\nclass Kind(Enum):\n    auto = 1\n    LAST = auto()",
        "Kind.auto",
    ),
    (
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass P:\n    (x): int = 1",
        "P",
    ),
]


@pytest.mark.parametrize(("before", "says"), REFUSED, ids=[row[1] for row in REFUSED])
def test_definitions_that_mean_something_else(before: str, says: str) -> None:
    """The reader names what CPython would read differently, or not at all."""
    assert says in complaint(before=before)


def test_a_parameter_named_twice() -> None:
    """`ast` makes a tree of it; Python makes an error."""
    assert "duplicate argument 'a'" in complaint(more=", a: int")


def test_a_right_file_has_no_complaint() -> None:
    """The frame of these tests is a task file."""
    assert complaint() == ""
