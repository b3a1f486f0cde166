"""Bodies in and out as text, and the plain source of a module."""

import ast
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemmata.contracts import (
    ChoiceError,
    SourceError,
    body_of,
    plain_source,
    read_source,
    with_body,
)

FILE = '''\
# a comment
from icontract import ensure, require
import enum, icontract as ic


class Color(enum.Enum):
    RED = 1


@require(lambda x: x > 0, "words")  # kept
@ensure(lambda result: result > 0)
def first(x: int) -> int:
    """Words."""
    # before
    if x > 3:
        return (x
  + 1)  # odd
    text = """a
    b"""
    return len(text)

@ic.ensure(lambda result: result > 0)
def second(x: int) -> int: ...
def third(x: int) -> int: "post: True"; return x;  # tail
def fourth(x: int) -> int:
    """post: True"""  # note
def fifth(c: Color) -> Color:
\treturn Color.RED
'''
MODULE = read_source(FILE, "t.py")


def test_body_of_gives_the_statements_without_indentation() -> None:
    """Comments and strings stay as they are; the docstring does not belong to it."""
    expected = (
        '# before\nif x > 3:\n    return (x\n+ 1)  # odd\ntext = """a\n    b"""\nreturn len(text)\n'
    )
    assert body_of(MODULE, "first") == "\n".join(expected.split("\n")[1:])
    assert body_of(MODULE, "second") == "...\n"
    assert body_of(MODULE, "fourth") == "pass\n"
    assert body_of(MODULE, "fifth") == "return Color.RED\n"


def test_a_new_body_changes_only_its_function() -> None:
    """Everything before and after stays byte for byte."""
    body = 'if x:\n    return """a\n  b"""\n\n# words\nreturn 1\n'
    start = FILE.index("    if x > 3")
    end = FILE.index("\n@ic.ensure")
    placed = '    if x:\n        return """a\n  b"""\n\n    # words\n    return 1\n'
    assert with_body(MODULE, "first", body) == FILE[:start] + placed + FILE[end:]


@pytest.mark.parametrize("name", ["first", "second", "third", "fourth", "fifth"])
def test_a_placed_body_is_the_body(name: str) -> None:
    """What was put in comes out again, in every layout of a function."""
    body = "y = x\nif y:\n    return 2\nreturn 3\n" if name != "fifth" else "return Color.RED\n"
    module = read_source(with_body(MODULE, name, body), "t.py")
    assert body_of(module, name) == body
    others = [task for task in MODULE.tasks if task != name]
    assert [body_of(module, task) for task in others] == [body_of(MODULE, task) for task in others]
    demanded = [[clause.text for clause in m.tasks[name].ensures] for m in (module, MODULE)]
    assert demanded[0] == demanded[1]


@pytest.mark.parametrize("name", ["first", "second", "third", "fifth"])
def test_its_own_body_changes_nothing(name: str) -> None:
    """Taking out and putting in is the identity on the tree."""
    again = with_body(MODULE, name, body_of(MODULE, name))
    assert ast.dump(ast.parse(again)) == ast.dump(ast.parse(FILE))


def test_line_ends_of_the_file_are_kept() -> None:
    """A file with CRLF gets CRLF."""
    module = read_source(FILE.replace("\n", "\r\n"), "t.py")
    assert "\n" not in with_body(module, "second", "y = x\nreturn y").replace("\r\n", "")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return (", "not valid Python"),
        ("  return 1", "not valid Python"),
        ("return 1\ndef g(x: int) -> int:\n    return 1", "it defines 'g'"),
        ("class C: pass", "it defines 'C'"),
        ("", "it has no statement"),
        ("# nothing", "it has no statement"),
        ('"post: True"\nreturn 1', "it begins with a string"),
        ("return '\0'", "not valid Python"),
        ("return 1 \\", "not valid Python"),
        ('return """', "not valid Python"),
        ("-" * 300 + "1", "nested deeper"),
    ],
)
def test_bodies_that_are_none_are_source_errors(body: str, message: str) -> None:
    """Not Python, not statements, or an escape from the function."""
    with pytest.raises(SourceError) as caught:
        with_body(MODULE, "first", body)
    assert message in str(caught.value)
    assert caught.value.remedy


def test_unknown_tasks_are_choice_errors() -> None:
    """The message offers the tasks there are."""
    with pytest.raises(ChoiceError, match="choose one of first, second"):
        with_body(MODULE, "sixth", "return 1")


@given(st.text(alphabet="x=1:()\n\t \\\"'#;defpass,.return", max_size=40))
def test_no_text_escapes_its_function(body: str) -> None:
    """Whatever is accepted leaves all other statements as they were."""
    try:
        text = with_body(MODULE, "first", body)
    except SourceError:
        return
    start = FILE.index("    if x > 3")
    end = FILE.index("\n@ic.ensure")
    assert text.startswith(FILE[:start])
    assert text.endswith(FILE[end:])
    names = [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    assert names == ["first", "second", "third", "fourth", "fifth"]


PLAIN = '''\
"""Words."""
from __future__ import annotations
from dataclasses import dataclass
from fractions import Fraction
import enum, icontract
from icontract import ensure as post, snapshot

class Color(enum.Enum):
    RED = 1
    BLUE = "b"

@dataclass(frozen=True)
class Point:
    x: int = 3

HALF = Fraction(1, 2)

@icontract.require(lambda x: x > 0)
@snapshot(lambda x: x)
@post(lambda result, OLD: result > OLD.x)
def grow(x: int) -> int:
    """Doc."""
    match Point(x):
        case Point(y) if y > 5:
            return y // 2 * 3
    return f(x) + 1

def f(x: int) -> int:
    """post: True"""
    return -x % 7
'''


def test_plain_source_behaves_as_the_original_without_contracts() -> None:
    """Same results, same docstrings and annotations, and no icontract."""
    text = plain_source(read_source(PLAIN))
    original: dict[str, object] = {"__name__": "__main__"}
    stripped = "\n".join(
        line
        for line in PLAIN.replace("import enum, icontract", "import enum").splitlines()
        if not line.startswith(("@icontract", "@snapshot", "@post", "from icontract"))
    )
    exec(stripped, original)
    plain: dict[str, object] = {"__name__": "__main__"}
    exec(text, plain)
    assert "icontract" not in text
    for name in ("grow", "f"):
        one, other = original[name], plain[name]
        assert callable(one)
        assert callable(other)
        assert [one(x) for x in range(-20, 20)] == [other(x) for x in range(-20, 20)]
        assert (one.__doc__, one.__annotations__) == (other.__doc__, other.__annotations__)
    assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(stripped))


def test_plain_source_needs_only_the_standard_library() -> None:
    """It runs in an interpreter without site-packages."""
    text = plain_source(read_source(PLAIN)) + "\nprint(grow(9))\n"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", text], capture_output=True, text=True, check=True
    )
    assert done.stdout == "12\n"
