"""Ruff and ty as servers: they read what is there, and what is hidden."""

from collections.abc import Iterator

import pytest

from lemmata.contracts.errors import ToolError
from lemmata.gates.servers import Servers, without_comments


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    """Both servers, warm."""
    with Servers() as made:
        yield made


@pytest.mark.parametrize(
    ("name", "source", "code"),
    [
        ("ruff", "print(missing)  # noqa\n", "F821"),
        ("ruff", "# ruff: noqa\nprint(missing)\n", "F821"),
        ("ruff", "# x\rprint(missing)\n", "F821"),
        ("ty", 'x: int = "a"  # type: ignore\n', "invalid-assignment"),
        ("ty", '# ty: ignore\nx: int = "a"\n', "invalid-assignment"),
        ("ty", '# type: ignore\n\nx: int = "a"\n', "invalid-assignment"),
    ],
)
def test_no_comment_silences_a_tool(servers: Servers, name: str, source: str, code: str) -> None:
    """A candidate cannot tell its judges to look away."""
    _, found = servers.check(name, source)
    assert code in {remark.code for remark in found}


def test_comments_are_blanked_in_place() -> None:
    """Lines and columns stay; a hash in a string is no comment."""
    source = 'a = "# no"  # yes\nb = 1\n'
    assert without_comments(source) == 'a = "# no"       \nb = 1\n'
    assert without_comments("def f(:\n  # x") == without_comments("def f(:\n  # x")


def test_texts_do_not_see_each_other(servers: Servers) -> None:
    """The same text has the same answer, whatever came between."""
    first = servers.check("ty", "def f() -> int:\n    return 'a'\n")
    servers.check("ty", "f = 3\n")
    assert servers.check("ty", "x = 1\n")[1] == ()
    assert servers.check("ty", "def f() -> int:\n    return 'a'\n") == first
    assert [remark.line for remark in first[1]] == [2]


def test_a_server_that_died_is_an_error_and_comes_back(servers: Servers) -> None:
    """Its silence is no answer; the next text gets a new one."""
    servers.check("ruff", "x = 1\n")
    servers._running["ruff"]._process.kill()
    servers._running["ruff"]._process.wait()
    with pytest.raises(ToolError, match="ruff"):
        servers.check("ruff", "x = 1\n")
    assert servers.check("ruff", "print(missing)\n")[1]
