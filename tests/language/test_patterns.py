"""Patterns of `match`: what they accept and bind is what CPython does."""

import pytest

from lemmata.contracts.errors import SourceError
from lemmata.contracts.types import INT, OptionalType, TupleType
from lemmata.contracts.values import EnumValue, RecordValue, Value
from lemmata.language.patterns import pattern_bindings, pattern_test
from lemmata.language.printer import print_body, print_expression
from lemmata.language.tree import Match, Name
from tests.language.building import (
    function_of,
    function_text,
    program_of,
    refusal_of,
    run_python,
    run_tree,
)

RED, GREEN = EnumValue("Color", "RED"), EnumValue("Color", "GREEN")


def point(x: int, y: int) -> Value:
    """A stand-in for `Point(x, y)`."""
    return RecordValue("Point", ("x", "y"), (x, y))


def matching(subject: str, *cases: str, after: str = "return 0") -> str:
    """A body that matches ``subject`` and returns, case by case."""
    arms = "".join(
        f"    case {case.partition(':')[0]}:\n        {case.partition(':')[2].strip()}\n"
        for case in cases
    )
    return f"match {subject}:\n{arms}{after}"


INTS: tuple[tuple[Value, ...], ...] = ((0,), (1,), (-1,), (5,))
PAIRS: tuple[tuple[Value, ...], ...] = ((0, 0), (0, 1), (2, 1), (3, 3))
COLORS: tuple[tuple[Value, ...], ...] = ((RED,), (GREEN,))
POINTS: tuple[tuple[Value, ...], ...] = ((None,), (point(0, 1),), (point(2, 0),), (point(3, 4),))

MATCHED: list[tuple[str, str, str, tuple[tuple[Value, ...], ...]]] = [
    ("a: int", "int", matching("a", "0: return 7", "-1 | 5: return 8", "b: return b"), INTS),
    ("a: int", "int", matching("a + 1", "b if b > 3: return b", "_: return 2"), INTS),
    ("a: int", "int", matching("a", "b if b > 3: return b", after="return b"), INTS),
    ("a: int", "int", matching("a", "(1 | 5) as b: return b + 1"), INTS),
    ("a: bool", "int", matching("a", "1: return 7", "False: return 8"), ((True,), (False,))),
    (
        "a: bool | None",
        "int",
        matching("a", "True: return 7", "None: return 8"),
        ((True,), (False,), (None,)),
    ),
    (
        "a: int | None",
        "int",
        matching("a", "None: return 7", "5: return 1", "b: return b"),
        ((None,), *INTS),
    ),
    ("a: str", "int", matching("a", "'x' 'y': return 7", "'': return 1"), (("xy",), ("",), ("z",))),
    (
        "a: Literal['x', 'y'] | None",
        "int",
        matching("a", "'x': return 7"),
        (("x",), ("y",), (None,)),
    ),
    ("a: Color", "int", matching("a", "Color.ROT: return 7", "Color.GREEN: return 8"), COLORS),
    ("a: Color | None", "int", matching("a", "Color.RED: return 7"), (*COLORS, (None,))),
    (
        "a: int, b: int",
        "int",
        matching(
            "(a, b)", "(0, 0): return 7", "[0, c]: return c", "(c, d) if c == d: return c * d"
        ),
        PAIRS,
    ),
    ("a: int, b: int", "int", matching("a, (b, a)", "c, (1, d): return c * d"), PAIRS),
    (
        "a: Point | None",
        "int",
        matching(
            "a",
            "Point(0, y=b): return b",
            "Point(y=0): return 9",
            "Point() as p: return p.x",
            "None: return 5",
        ),
        POINTS,
    ),
    (
        "a: tuple[int, int] | None",
        "int",
        matching("a", "(b, 1): return b", "None: return 3"),
        ((None,), ((4, 1),), ((4, 2),)),
    ),
    ("a: int", "int", matching("a", "0: b = 1", "1: b = True", after="return b"), INTS),
    ("a: int", "int", "b = True\n" + matching("a", "0: b = 2", after="return b"), INTS),
    (
        "a: int",
        "int | None",
        "match a:\n    case 0:\n        return 1\n    case _:\n        pass",
        INTS,
    ),
]


@pytest.mark.parametrize(("parameters", "returns", "body", "inputs"), MATCHED)
def test_match_means_what_cpython_does(
    parameters: str, returns: str, body: str, inputs: tuple[tuple[Value, ...], ...]
) -> None:
    """The parsed `match`, run by the reference interpreter, has CPython's outcome."""
    source = function_text(parameters, returns, body)
    program = program_of(parameters, returns, body)
    assert dict(program.unsupported) == {}
    actual = [run_tree(program, "f", arguments) for arguments in inputs]
    expected = [run_python(source, "f", arguments) for arguments in inputs]
    assert actual == expected


@pytest.mark.parametrize(("parameters", "returns", "body", "inputs"), MATCHED)
def test_a_printed_match_parses_to_the_same_text(
    parameters: str, returns: str, body: str, inputs: tuple[tuple[Value, ...], ...]
) -> None:
    """Printing what was parsed from a print gives that print."""
    first = function_of(parameters, returns, body).body
    assert first is not None
    printed = print_body(first)
    second = function_of(parameters, returns, printed).body
    assert second is not None
    assert print_body(second) == printed


REFUSED: list[tuple[str, str, str, int]] = [
    ("a: int", matching("a", "True: return 1"), "the pattern `True` on int", 2),
    ("a: int", matching("a", "'x': return 1"), "a comparison of int and str", 2),
    ("a: int", matching("a", "int(): return 1"), "the class pattern `int()`", 2),
    ("a: int", matching("a", "Point(): return 1"), "the pattern `Point()` on int", 2),
    ("a: int", matching("a", "(1, b): return 1"), "a sequence pattern on int", 2),
    ("a: int", matching("(a, 1)", "(b, *c): return 1"), "a star pattern", 2),
    ("a: int", matching("(a, 1)", "(b,): return 1"), "a sequence pattern of 1 parts", 2),
    ("a: int", matching("(a, 1)", "(0, b) | (b, 1): return 1"), "an or-pattern that binds", 2),
    (
        "a: int",
        matching("a", "{'x': 1}: return 1").replace("return 0", "return 1"),
        "a mapping pattern",
        2,
    ),
    ("a: Point", matching("a", "Point(1, 2, 3): return 1"), "so many positional patterns", 2),
    ("a: Point", matching("a", "Point(1, x=2): return 1"), "the pattern part `x` of Point()", 2),
    ("a: Point", matching("a", "Point(z=2): return 1"), "the pattern part `z` of Point()", 2),
    ("a: Named", matching("a", "Named('w'): return 1"), "so many positional patterns", 2),
    ("a: int", "b = 'x'\n" + matching("a", "b if b: return 1"), "a failing guard", 3),
]


@pytest.mark.parametrize(("parameters", "body", "construct", "line"), REFUSED)
def test_patterns_outside_are_named_with_their_line(
    parameters: str, body: str, construct: str, line: int
) -> None:
    """A pattern that is not modelled, or can never match, is refused by name and line."""
    message, actual = refusal_of(parameters, "int", body)
    assert (construct in message, actual, message) == (True, line, message)


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (matching("a", "b: return 1", "1: return 2"), "makes remaining patterns unreachable"),
        (matching("(a, 1)", "(b, b): return 1"), "multiple assignments to name 'b'"),
    ],
)
def test_patterns_that_python_refuses_are_no_python(body: str, complaint: str) -> None:
    """What has a syntax tree and does not compile is bad input, in the compiler's own words."""
    with pytest.raises(SourceError, match=complaint):
        program_of("a: int", "int", body)


def test_a_shape_on_an_optional_is_a_test_for_none_first() -> None:
    """The test of a tuple pattern on `T | None` excludes None before it looks at parts."""
    kind = OptionalType(TupleType((INT, INT)))
    body = function_of("a: tuple[int, int] | None", "int", matching("a", "(1, b): return b")).body
    assert body is not None
    found = body[0]
    assert isinstance(found, Match)
    subject, pattern = Name("a", kind, 1), found.cases[0].pattern
    test = print_expression(pattern_test(pattern, subject))
    bound = [(name, print_expression(value)) for name, value in pattern_bindings(pattern, subject)]
    assert (test, bound) == ("a is not None and a[0] == 1", [("b", "a[1]")])
