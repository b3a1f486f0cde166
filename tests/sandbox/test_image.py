"""Only what the reader and the parser understood reaches the child."""

import marshal
import sys
from types import CodeType

import pytest

from lemmata.contracts.errors import SandboxError
from lemmata.contracts.reading import read_source
from lemmata.language.parsing import parse_program
from lemmata.sandbox import Sandbox, facts, starting
from lemmata.sandbox.image import build_image

SOURCE = '''
from enum import Enum
from fractions import Fraction
from icontract import ensure

LIMIT = 3
SECRET = [open]


class Light(Enum):
    RED = 1


class Strange:
    print("this would run")


def loops(n: int) -> int:
    while n * 0.5:
        n -= 1
    return n


@ensure(lambda n, result: result >= n)
def f(n: int) -> int:
    """Kept."""
    return max(n, LIMIT)


@ensure(lambda n, result: result >= n)
def still_open(n: int) -> int:
    ...
'''


def names_of(code: CodeType) -> set[str]:
    """What the code's top level binds or loads."""
    return set(code.co_names)


def test_what_is_not_understood_is_left_out() -> None:
    """Opaque classes and constants, unsupported and open functions never run."""
    module = read_source(SOURCE, "tasks.py")
    image = build_image(module, parse_program(module))
    names = names_of(marshal.loads(image.code))
    assert {"f", "LIMIT", "Light"} <= names
    assert {"Strange", "SECRET", "loops", "still_open", "print", "open"}.isdisjoint(names)
    assert set(image.modules) <= {"enum", "fractions"}


def test_a_file_with_strange_parts_still_runs() -> None:
    """What is understood does not depend on the rest."""
    module = read_source(SOURCE, "tasks.py")
    with Sandbox(module, parse_program(module)) as sandbox:
        found = sandbox.replay("f", (1,))
    assert found is None


def test_a_missing_interpreter_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the file; `facts` reports it and does not raise."""
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    module = read_source(SOURCE, "tasks.py")
    with (
        Sandbox(module, parse_program(module)) as sandbox,
        pytest.raises(SandboxError, match="/no/such/python"),
    ):
        sandbox.call("f", (1,))
    (fact,) = facts()
    assert (fact.name, fact.ok) == ("child process", False)


@pytest.mark.parametrize("code", ["", "import sys; sys.stdout.write('x' * 99)"])
def test_a_child_that_speaks_nonsense_is_a_clear_error(
    monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """A child that ends, or answers something else, never gives a value."""
    monkeypatch.setattr(starting, "START", code)
    module = read_source(SOURCE, "tasks.py")
    with (
        Sandbox(module, parse_program(module)) as sandbox,
        pytest.raises(SandboxError, match="child"),
    ):
        sandbox.call("f", (1,))
