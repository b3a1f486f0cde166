"""What the parser accepts means what CPython does, and prints back to the same tree."""

from fractions import Fraction

import pytest

from lemmata.contracts.types import BOOL, INT, STR, OptionalType
from lemmata.contracts.values import EnumValue, RecordValue, Value
from lemmata.language.parsing import parse_program, parse_value
from lemmata.language.printer import print_body
from lemmata.language.tree import Apply, Convert, Narrow, Operation, Return
from tests.language.building import (
    HEADER,
    function_of,
    function_text,
    module_of,
    program_of,
    run_python,
    run_tree,
)

RED, GREEN = EnumValue("Color", "RED"), EnumValue("Color", "GREEN")
INTS: tuple[tuple[Value, ...], ...] = ((0,), (1,), (-7,), (12,))
PAIRS: tuple[tuple[Value, ...], ...] = ((7, 2), (-7, 2), (7, -2), (0, 0), (3, 3), (10, 0))
BOOLS: tuple[tuple[Value, ...], ...] = ((False, False), (False, True), (True, False), (True, True))
MAYBES: tuple[tuple[Value, ...], ...] = ((None,), (0,), (1,), (5,))
TEXTS: tuple[tuple[Value, ...], ...] = (("",), ("a",), ("ab",), ("abcd",))
HALVES: tuple[tuple[Value, ...], ...] = (
    (Fraction(1, 2), 2),
    (Fraction(-7, 3), -2),
    (Fraction(3), 0),
)


def point(x: int, y: int) -> Value:
    """A stand-in for `Point(x, y)`."""
    return RecordValue("Point", ("x", "y"), (x, y))


ACCEPTED: list[tuple[str, str, str, tuple[tuple[Value, ...], ...]]] = [
    # numbers
    ("a: int, b: int", "int", "return a + b * 3 - -a", PAIRS),
    ("a: int, b: int", "int", "return a // b + a % b", PAIRS),
    ("a: int, b: int", "tuple[int, int]", "return divmod(a, b)", PAIRS),
    ("a: int, b: int", "int", "return abs(a) + min(a, b, 2) - max(a, b)", PAIRS),
    ("a: int", "int", "return a ** 3 - a ** 0 + (-2) ** 5", INTS),
    ("a: bool, b: bool", "int", "return a + b", BOOLS),
    ("a: bool, b: bool", "int", "return -a * +b - abs(a)", BOOLS),
    ("a: bool, b: bool", "int", "return int(a) - int(b)", BOOLS),
    ("a: bool, b: bool", "int", "return a", BOOLS),
    ("a: bool, b: bool", "bool", "return min(a, b) == False", BOOLS),
    ("a: Fraction, b: int", "Fraction", "return a * b + 1 - Fraction(b, 3)", HALVES),
    ("a: Fraction, b: int", "Fraction", "return a / b", HALVES),
    ("a: Fraction, b: int", "Fraction", "return b / a", HALVES),
    ("a: Fraction, b: int", "tuple[int, Fraction]", "return divmod(a, b)", HALVES),
    ("a: Fraction, b: int", "int", "return a // b", HALVES),
    ("a: Fraction, b: int", "Fraction", 'return Fraction("1/3") + Fraction(b) - a ** 2', HALVES),
    ("a: Fraction, b: int", "bool", "return a < b or a == b or not a", HALVES),
    ("a: int, b: int", "Fraction", "return Fraction(a, b)", PAIRS),
    # comparison and logic
    ("a: int, b: int", "bool", "return 0 < a <= b != 3", PAIRS),
    ("a: int, b: int", "int", "return a and b", PAIRS),
    ("a: int, b: int", "int", "return a or b or 5", PAIRS),
    ("a: int, b: int", "bool", "return not (a and not b)", PAIRS),
    ("a: bool, b: bool", "bool", "return a and b or not a", BOOLS),
    ("a: bool, b: bool", "int", "return a or 7", BOOLS),
    ("a: int, b: int", "bool", "return bool(a) == (b > 0)", PAIRS),
    ("a: int, b: int", "bool", "return a in (1, b, 7) and b not in {2, True}", PAIRS),
    ("a: int, b: int", "bool", "return a in (10 // b, 3)", PAIRS),
    ("a: str", "bool", "return a in WORDS or a in ['ab', '']", TEXTS),
    ("a: int", "int", "return LIMIT - a if a < LIMIT else -LIMIT", INTS),
    ("a: int, b: int", "bool", "return (a, b) == (3, True) or (a, b) in ((7, 2), (0, 0))", PAIRS),
    ("a: int", "tuple[str, str]", "b = WORDS\nreturn (b[0], WORDS[1])", INTS),
    ("a: int", "int", "b: Literal[1, 2] = 1\nb = 2\nreturn a + b", INTS),
    ("a: int", "int", "b: tuple[int | None, int] = (None, a)\nreturn b[1]", INTS),
    # None
    ("a: int | None", "int", "return a + 1", MAYBES),
    ("a: int | None", "int", "return 1 if a is None else a", MAYBES),
    ("a: int | None", "bool", "return a == 5 or None == a", MAYBES),
    ("a: int | None", "bool", "return a is not None and a > 0", MAYBES),
    ("a: int | None", "bool", "return a < 3", MAYBES),
    ("a: int | None", "int", "return a or 3", MAYBES),
    ("a: int | None", "bool", "return True if a else False", MAYBES),
    ("a: int | None", "int | None", "return None if a == 0 else True", MAYBES),
    (
        "a: int | None",
        "tuple[int | None, bool]",
        "return (a if a else None), a in (None, 1)",
        MAYBES,
    ),
    ("a: Point | None", "int", "return a.x", ((None,), (point(1, 2),))),
    ("a: str | None", "bool", "return a.startswith('a')", ((None,), ("ab",))),
    ("a: tuple[int, int] | None", "int", "b, c = a\nreturn b - c", ((None,), ((5, 3),))),
    # strings
    ("a: str", "bool", "return a.startswith('ab') or a.endswith('d') or 'c' in a", TEXTS),
    ("a: str", "str", "return a[1:-1] + a[:2] + a[-1:] + '!'", TEXTS),
    ("a: str", "str", "return a[0] + a[-2]", TEXTS),
    ("a: str", "int", "return len(a) + len((1, 2))", TEXTS),
    ("a: str", "bool", "return a == 'ab' or not a", TEXTS),
    ("a: Literal['a', 'ab', '']", "str", "return a + '.'", TEXTS[:3]),
    ("a: Literal['a', 'ab', '']", "bool", "return a == 'a' or a in ('', 'z')", TEXTS[:3]),
    ("a: Literal['a', 'ab'] | None", "bool", "return a == 'a'", ((None,), ("a",), ("ab",))),
    # tuples, records and enums
    ("a: int, b: int", "int", "t = (a, (b, 1))\nreturn t[0] + t[-1][0]", PAIRS),
    ("a: int, b: int", "int", "(c, (d, e)), [g] = (a, (b, 1)), (4,)\nreturn c + d + e + g", PAIRS),
    ("a: int, b: int", "Point", "return Point(y=a, x=b)", PAIRS),
    ("a: int, b: int", "bool", "return Point(a) == Point(b, 7) or Point(a).y != 7", PAIRS),
    ("a: int, b: int", "Named", "return Named(word='w', point=Point(a, b))", PAIRS),
    ("a: Color", "bool", "return a is Color.ROT or a == Color.GREEN", ((RED,), (GREEN,))),
    ("a: Color", "int", "return a.value + Color.GREEN.value", ((RED,), (GREEN,))),
    ("a: Color", "str", "return a.name + Color.ROT.name", ((RED,), (GREEN,))),
    ("a: Color | None", "bool", "return a is Color.RED", ((None,), (RED,), (GREEN,))),
    ("a: Color", "bool", "return not a", ((RED,),)),
    # statements
    ("a: int", "int", "b = a\nb += 2\nb *= b\nreturn b", INTS),
    ("a: int", "int", "b = c = a + 1\nc -= 1\nreturn b * c", INTS),
    (
        "a: int",
        "int",
        "if a > 5:\n    return 1\nelif a > 0:\n    b = 2\nelse:\n    b = 3\nreturn b",
        INTS,
    ),
    ("a: int", "int", "if a > 0:\n    b = 1\nreturn b", INTS),
    ("a: int", "int", "assert a > 0, 'positive'\nreturn a", INTS),
    ("a: int", "int | None", "if a:\n    return a", INTS),
    ("a: int", "None", "pass", INTS),
    ("a: int", "int", "if a:\n    b = True\nelse:\n    b = 5\nreturn b", INTS),
    ("a: int", "int | None", "b = None\nif a > 0:\n    b = a\nreturn b", INTS),
    ("a: int", "int", "return a\nb = 5\nreturn b", INTS),
    ("a: int", "int", "b: int | None = a\nreturn 0 if b is None else b", INTS),
    ("a: int", "int", "return anchor(n=a) + anchor(2)", INTS),
]


@pytest.mark.parametrize(("parameters", "returns", "body", "inputs"), ACCEPTED)
def test_the_tree_means_what_cpython_does(
    parameters: str, returns: str, body: str, inputs: tuple[tuple[Value, ...], ...]
) -> None:
    """The parsed tree, run by the reference interpreter, has CPython's outcome on each input."""
    source = function_text(parameters, returns, body)
    program = program_of(parameters, returns, body)
    assert dict(program.unsupported) == {}
    actual = [run_tree(program, "f", arguments) for arguments in inputs]
    expected = [run_python(source, "f", arguments) for arguments in inputs]
    assert actual == expected


@pytest.mark.parametrize(("parameters", "returns", "body", "inputs"), ACCEPTED)
def test_a_printed_body_parses_to_the_same_text(
    parameters: str, returns: str, body: str, inputs: tuple[tuple[Value, ...], ...]
) -> None:
    """Printing what was parsed from a print gives that print: the tree is canonical."""
    first = function_of(parameters, returns, body).body
    assert first is not None
    printed = print_body(first)
    second = function_of(parameters, returns, printed).body
    assert second is not None
    assert print_body(second) == printed


def test_a_bool_operand_is_converted_to_int() -> None:
    """Arithmetic sees operands of exactly the type its row names."""
    body = function_of("a: bool", "int", "return a + 1").body
    assert body is not None
    returned = body[0]
    assert isinstance(returned, Return)
    assert isinstance(returned.value, Apply)
    operand = returned.value.arguments[0]
    assert isinstance(operand, Convert)
    assert (returned.value.operation, operand.type) == (Operation.ADD, INT)


def test_an_optional_operand_is_narrowed_with_type_error() -> None:
    """None as an operand raises TypeError in CPython; the tree says so."""
    body = function_of("a: int | None", "bool", "return a < 1").body
    assert body is not None
    returned = body[0]
    assert isinstance(returned, Return)
    assert isinstance(returned.value, Apply)
    operand = returned.value.arguments[0]
    assert isinstance(operand, Narrow)
    assert (operand.type, operand.error) == (INT, "TypeError")


def test_a_missing_return_is_none_where_int_is_declared() -> None:
    """Falling off the end breaks the declared type, without an exception."""
    body = function_of("a: int", "int", "if a:\n    return 1").body
    assert body is not None
    last = body[-1]
    assert isinstance(last, Return)
    assert isinstance(last.value, Narrow)
    assert (last.is_implicit, last.value.type, last.value.error) == (True, INT, None)


def test_a_variable_widens_where_branches_join() -> None:
    """A branch that leaves a smaller type ends with the self-assignment that widens it."""
    body = function_of("a: int", "int", "if a:\n    b = True\nelse:\n    b = 5\nreturn b").body
    assert body is not None
    branch = body[0]
    assert [len(branch.body), len(branch.orelse)] == [2, 1]  # type: ignore[union-attr]
    assert branch.body[1].value.type == INT  # type: ignore[union-attr]


CONTRACTED = (
    HEADER.replace("import Enum", "import Enum\nfrom icontract import ensure, require")
    + """
@require(lambda n: n > 0)
@ensure(lambda n, result: result > n)
def g(n: int) -> int:
    '''Grow.

    post: __return__ > __old__.n
    >>> g(2 ** 3)
    9
    >>> g(n=True)
    2
    '''
    return n + 1
"""
)


def test_contracts_are_tests_over_parameters_and_result() -> None:
    """Clauses are of type bool; examples are values; `OLD.n` is the argument n."""
    program = parse_program(module_of(CONTRACTED))
    known = program.functions["g"]
    kinds = [clause.test.type for clause in (*known.requires, *known.ensures)]
    samples = [(sample.arguments, sample.expected) for sample in known.examples]
    assert (kinds, samples) == ([BOOL, BOOL, BOOL], [((8,), 9), ((True,), 2)])


VALUES: list[tuple[str, object, Value]] = [
    ("-3", INT, -3),
    ("None", OptionalType(INT), None),
    ("'a' + 'b'", STR, "ab"),
    ("2 ** 10 - 1", INT, 1023),
]


@pytest.mark.parametrize(("text", "kind", "expected"), VALUES)
def test_constants_of_examples(text: str, kind: object, expected: Value) -> None:
    """A constant of a doctest is the value that Python computes."""
    assert parse_value(module_of(HEADER), text, kind, 1) == expected  # type: ignore[arg-type]


def test_values_of_the_files_own_classes() -> None:
    """Enum members by canonical name, records with their defaults, nested."""
    module = module_of(HEADER)
    color = parse_value(module, "Color.ROT", module.types["Color"], 1)
    named = parse_value(module, "Named(word='w', point=Point(1))", module.types["Named"], 1)
    expected = RecordValue("Named", ("word", "point"), ("w", point(1, 7)))
    assert (color, named) == (RED, expected)
