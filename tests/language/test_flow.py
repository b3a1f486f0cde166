"""Types, unbound names and other state that follow the flow through loops."""

import pytest

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import INT, OptionalType, show
from lemmata.language.exactness import inexact
from lemmata.language.parsing import parse_program
from lemmata.language.tree import For, Name, While
from lemmata.language.walking import nodes
from tests.language.building import HEADER, function_of, module_of, program_of, run_tree


def types_of(name: str, body: str) -> set[str]:
    """The types with which ``name`` is read in the body."""
    function = function_of("n: int, q: bool", "int", body)
    return {show(x.type) for x in nodes(function.body) if isinstance(x, Name) and x.name == name}


def test_a_variable_has_at_the_head_what_any_round_may_leave() -> None:
    """The body is read again until the type at the head is stable; None meets int."""
    loop = "b = None\nfor i in range(n):\n    c = b\n    d = c\n    b = i\n"
    body = f"{loop}return 0 if b is None else 1"
    assert types_of("b", body) == {show(OptionalType(INT)), "None", "int"}
    assert types_of("c", body) == {show(OptionalType(INT))}


def test_the_way_of_continue_and_break_counts() -> None:
    """What a `continue` leaves is known at the head, what a `break` leaves behind the loop."""
    body = (
        "b = None\nwhile n > 0:\n    n -= 1\n    if q:\n        b = n\n        {}\n    b = None\n"
    )
    for leaves in ("continue", "break"):
        text = body.format(leaves) + "return 1 if b == 3 else 0"
        assert show(OptionalType(INT)) in types_of("b", text)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("for i in range(n):\n    pass\nreturn i", "UnboundLocalError"),
        ("while n > 0:\n    i = n\n    n -= 1\nreturn i", "UnboundLocalError"),
        ("for i in range(n):\n    break\nelse:\n    i = 5\nreturn i", "5"),
        (
            "for i in range(3):\n    if q:\n        j = i\n    else:\n        n = j\nreturn n",
            "Unbound",
        ),
        ("i = 9\nfor i in range(n):\n    pass\nreturn i", "9"),
    ],
)
def test_what_no_round_assigned_is_unbound(body: str, outcome: str) -> None:
    """The target of an empty loop, and what only its body binds."""
    program = program_of("n: int, q: bool", "int", body)
    kind, value = run_tree(program, "f", (0, False))
    assert (value or kind).startswith(outcome)


def test_loops_count_in_the_order_of_the_text() -> None:
    """Numbers are the text's, however often a body is read."""
    body = "for i in range(n):\n    while q:\n        q = False\nwhile n:\n    n = 0\nreturn n"
    found = list(nodes(function_of("n: int, q: bool", "int", body).body))
    assert [n.loop.number for n in found if isinstance(n, For | While)] == [1, 2, 3]


def test_code_behind_an_endless_loop_is_dead() -> None:
    """No None is returned behind `while True` without `break`."""
    function_of("n: int", "int", "while True:\n    if n > 3:\n        return n\n    n += 1")
    with pytest.raises(UnsupportedError, match="int and str"):
        function_of("n: int", "int", "x = 1\nwhile n:\n    x = 'a'\nreturn n")


def test_a_bool_passed_off_as_an_int_is_refused_where_its_text_is_asked_for() -> None:
    """`str(True)` is no digit: files that write ints as text keep bools out of ints."""
    text = (
        f"{HEADER}def show(n: int) -> str:\n    return @\n\n\n"
        "def give(b: bool) -> str:\n    return show(b)\n\n\n"
        "def fine(b: bool) -> str:\n    return show(b + 1) + show(int(b)) + str(sum([b == b]))\n"
    )
    refused = parse_program(module_of(text.replace("@\n", "str(n)\n"))).unsupported
    assert set(refused) == {"give"}
    assert "a bool as an int" in refused["give"].message
    harmless = text.replace("@\n", "'n'\n").replace(" + str(sum([b == b]))", "")
    assert not parse_program(module_of(harmless)).unsupported
    assert list(inexact({}, str)) == []


@pytest.mark.parametrize(
    ("annotation", "good", "bad"),
    [
        ("int", "1", "True"),
        ("list[int]", "[1]", "[1, True]"),
        ("tuple[bool, int]", "(True, 1)", "(True, False)"),
        ("dict[str, int]", "{'a': 1}", "{'a': True}"),
        ("set[int] | None", "None", "{True}"),
        ("Point", "Point(1)", "Point(True)"),
    ],
)
def test_an_example_that_gives_a_bool_for_an_int_is_refused_there(
    annotation: str, good: str, bad: str
) -> None:
    """Where ints are written as text, no example may give a bool for one."""
    for given, names in ((good, set()), (bad, {"f"})):
        body = f'    """\n    >>> f({given})\n    \'1\'\n    """\n    return str(1)\n'
        text = f"{HEADER}def f(a: {annotation}) -> str:\n{body}"
        assert set(parse_program(module_of(text)).unsupported) == names


def test_a_function_says_what_decreases() -> None:
    """A leading `decreases` is the function's measure; one that may raise is refused."""
    function = function_of("n: int", "int", "decreases(n, 2 * n)\nreturn n")
    assert [show(one.type) for one in function.decreases] == ["int", "int"]
    with pytest.raises(UnsupportedError, match="a measure that may raise"):
        function_of("n: int", "int", "decreases(1 // n)\nreturn n")
    with pytest.raises(UnsupportedError, match="a measure that is no int"):
        function_of("n: Fraction", "int", "decreases(n)\nreturn 1")
