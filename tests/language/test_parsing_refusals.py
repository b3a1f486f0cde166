"""What is outside the language is refused by construct and line, with a remedy."""

import pytest

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import INT, STR, DictType, ListType, SetType, Type, optional
from lemmata.contracts.values import DictValue, ListValue, SetValue, Value
from lemmata.language.parsing import parse_program, parse_value
from tests.language.building import HEADER, function_of, module_of, refusal_of

REFUSED: list[tuple[str, str, str, str, int]] = [
    # statements
    ("a: int", "int", "try:\n    return a\nexcept ValueError:\n    return 1", "try", 1),
    ("a: int", "int", "with a:\n    pass", "with", 1),
    ("a: int", "int", "del a", "del", 1),
    ("a: int", "int", "global b\nreturn a", "global", 1),
    ("a: int", "int", "def g(): pass\nreturn a", "a nested function", 1),
    ("a: int", "int", "import enum\nreturn a", "an import inside a function", 1),
    ("a: int", "int", "anchor(a)\nreturn a", "an expression as a statement", 1),
    ("a: int", "int", "assert a, 1 // a\nreturn a", "an assert message that may raise", 1),
    ("a: int", "int", "b: int\nreturn a", "an annotation without a value", 1),
    ("a: int", "int", "b: float = a\nreturn a", "the annotation `float`", 1),
    ("a: int", "int", "b: int = a\nb: bool = True\nreturn a", "a second annotation of `b`", 2),
    ("a: Point", "int", "a.x = 1\nreturn 1", "an assignment to an attribute", 1),
    ("a: tuple[int]", "int", "a[0] = 1\nreturn 1", "an assignment to an item", 1),
    ("a: int", "int", "b, *c = (a, 1)\nreturn b", "a starred target", 1),
    ("a: int", "int", "b, c = (a, 1, 2)\nreturn b", "into 2 names", 1),
    ("a: int", "int", "b, b = (a, 1)\nreturn b", "an assignment to one name twice", 1),
    # expressions
    ("a: int", "int", "return (lambda: a)()", "a call of a computed function", 1),
    ("a: int", "int", "b = lambda: a\nreturn a", "a lambda", 1),
    ("a: int", "int", "b = 1.5\nreturn a", "a float", 1),
    ("a: int", "int", "b = b'x'\nreturn a", "a constant of type bytes", 1),
    ("a: int", "int", "return (b := a)", "an assignment expression", 1),
    ("a: int", "int", "return a & 1", "the bitwise operation `&`", 1),
    ("a: int", "int", "return a << 1", "the bitwise operation `<<`", 1),
    ("a: int", "int", "return ~a", "the bitwise operation `~`", 1),
    ("a: int", "int", "a |= 1\nreturn a", "the bitwise operation `|`", 1),
    ("a: int", "int", "return a / 2", "`/` of two ints", 1),
    ("a: int", "int", "return a ** -1", "`**` by -1", 1),
    ("a: int", "int", "return a ** 65", "`**` by 65", 1),
    ("a: int", "int", "return 2 ** a", "`**` by an exponent that is not a constant", 1),
    ("a: int", "int", "return a + None", "None as an operand", 1),
    ("a: Color", "bool", "return a < Color.RED", "`<` between Color and Color", 1),
    ("a: int", "bool", "return (a,) < (1,)", "`<` between tuple[int] and tuple[int]", 1),
    ("a: int", "bool", "return a == 'a'", "a comparison of int and str", 1),
    ("a: int", "bool", "return a in ('a', 1)", "`in` of int and str", 1),
    ("a: int", "bool", "return a in ()", "`in` over an empty display", 1),
    ("a: int", "bool", "return a is 1", "`is` between int and int", 1),
    ("a: int", "bool", "return a is True", "`is` between int and bool", 1),
    ("a: str", "str", "return a % 2", "`%` formatting", 1),
    ("a: str", "str", "return a + 1", "`+` of str and int", 1),
    ("a: str", "bool", "return a.startswith('a', 1)", "startswith() with 2 arguments", 1),
    ("a: str", "str", "return a[::2]", "a slice with a step", 1),
    ("a: tuple[int]", "int", "return (a * 2)[0]", "repetition of a tuple", 1),
    ("a: int", "int", "return min(a)", "iteration over int", 1),
    ("a: int", "int", "return min(a, 1, key=abs)", "min() with `key=`", 1),
    ("a: str", "str", "return a + '\U00030000'", "a str with the code point U+30000", 1),
    ("a: tuple[int, int]", "int", "return a[2]", "item 2 of a tuple of 2", 1),
    ("a: tuple[int, int]", "int", "return a[-3]", "item -3 of a tuple of 2", 1),
    ("a: int", "int", "return round(a)", "a call of `round`", 1),
    ("a: Fraction", "int", "return int(a)", "int() of Fraction", 1),
    ("a: str", "Fraction", "return Fraction(a)", "Fraction() of such a str", 1),
    ("a: int", "int", "return missing", "the unknown name `missing`", 1),
    ("a: int", "int", "return b\nb = 1", "`b` read where nothing assigned it", 1),
    ("a: int", "int", "return anchor(a, 1)", "anchor() with 2 positional arguments", 1),
    ("a: int", "int", "return anchor()", "anchor() without the argument `n`", 1),
    ("a: int", "int", "return anchor(*(a,))", "a starred argument", 1),
    ("a: int", "Named", "return Named('w')", "Named() with 1 positional arguments", 1),
    ("a: int", "Point", "return Point(y=1 // a, x=1 % a)", "keyword arguments out of order", 1),
    ("a: int", "Color", "return Color(a)", "Color(value)", 1),
    ("a: Color", "Color", "return Color.BLUE", "Color.BLUE, which is no member", 1),
    ("a: Mixed", "int", "return a.value", ".value of Mixed", 1),
    ("a: Point", "int", "return a.z", "`z`, which is no field of Point", 1),
    ("a: Fraction", "int", "return a.numerator", "the attribute `numerator`", 1),
    ("a: int | None", "bool", "return (+a) is None", "unary `+` of int | None", 1),
    ("a: int | None", "bool", "return int(a) == None", "int() of int | None", 1),
    ("a: int | None", "Fraction", "return Fraction(3, a)", "Fraction() of int | None", 1),
    ("a: int", "int", "if a:\n    b = 1\nb: int | None = b\nreturn 1", "`b` widened", 3),
    # containers, comprehensions and loops
    ("a: list[int]", "list[int]", "return [1, *a]", "a starred expression", 1),
    ("a: list[int]", "list[int]", "return a[::2]", "a slice with a step", 1),
    ("a: list[int], b: int", "list[int]", "return a[::b]", "a slice with a computed step", 1),
    (
        "a: list[int], b: int | None",
        "list[int]",
        "return a[b:]",
        "a slice bound that may be None",
        1,
    ),
    ("a: tuple[int, int], b: int", "int", "return a[b]", "a subscript of a tuple that is not", 1),
    ("a: list[int]", "list[int]", "return sorted(a, key=abs)", "sorted() with `key=`", 1),
    ("a: list[tuple[int]]", "int", "return len(sorted(a))", "sorting values of tuple[int]", 1),
    ("a: list[int]", "int", "return max(a, default=1 // 0)", "max() with a default that", 1),
    ("a: list[bool]", "bool", "return max(a)", "max() of bool", 1),
    ("a: list[Fraction]", "Fraction", "return sum(a)", "sum() of Fractions", 1),
    ("a: list[int], b: list[int]", "int", "return len(list(zip(a, b, strict=True)))", "zip()", 1),
    ("a: list[int]", "int", "b = range(3)\nreturn len(a)", "range() as a value", 1),
    ("a: list[int]", "int", "b = (x for x in a)\nreturn 1", "a generator expression as a value", 1),
    ("a: list[int]", "list[int]", "return list(map(abs, a))", "a call of `map`", 1),
    ("a: list[int]", "int", "return len(tuple(a))", "a call of `tuple`", 1),
    ("a: list[int]", "list[int]", "return [y for x in a for y in a]", "with several `for`s", 1),
    ("a: list[int]", "int", "return min(y for x in a for y in a)", "min() with several `for`s", 1),
    ("a: int", "int", "for i in range(0, 9, a):\n    pass\nreturn a", "a range whose step", 1),
    ("a: int", "int", "for i in range(0, 9, 0):\n    pass\nreturn a", "a range whose step", 1),
    ("a: set[int]", "int", "for i in a:\n    pass\nreturn 1", "a loop over a set", 1),
    (
        "a: set[int]",
        "list[int]",
        "return [x for x in a]",
        "a set in an order that nothing tells",
        1,
    ),
    ("a: set[int]", "list[int]", "return list(a)", "a set in an order that nothing tells", 1),
    ("a: set[int]", "bool", "return all(1 // x for x in a)", "a test of a set's items that may", 1),
    ("a: dict[str, int]", "int", "b = a.items()\nreturn 1", "`.items()` as a value", 1),
    ("a: dict[str, int]", "bool", "return ('a', 1) in a.items()", "`in` over pairs", 1),
    ("a: list[int]", "bool", "return a < [1]", "`<` between list[int] and list[int]", 1),
    ("a: list[int]", "bool", "return a is a", "`is` between list[int] and list[int]", 1),
    ("a: list[int]", "bool", "return a == (1,)", "a comparison of list[int] and tuple[int]", 1),
    ("a: list[int]", "bool", "return 'x' in a", "`in` of str among int", 1),
    ("a: list[bool]", "list[int]", "return a", "list[bool] where list[int] is declared", 1),
    ("a: list[int]", "int", "b, c = a\nreturn b", "unpacking of a list", 1),
    ("a: list[int]", "set[list[int]]", "return {1}", "a key of type list[int]", 0),
    ("a: list[int]", "int", "b = {a}\nreturn 1", "list[int] as a key or an item of a set", 1),
    ("a: int", "list[int]", "return [a, 'x']", "a list of int and str", 1),
    ("a: int", "int", "return a\nwhile a:\n    a = 'x'", "`a`, which is int and str", 2),
    ("a: Callable[[int], int]", "int", "b = a\nreturn 1", "the function `a` as a value", 1),
    ("a: Callable[[int], int]", "int", "return a('x')", "str where int is declared", 1),
    ("a: Callable[[int], int]", "int", "return a(1, 2)", "a() with such arguments", 1),
    ("a: int", "int", "invariant(a > 0)\nreturn a", "invariant() in this place", 1),
    (
        "a: int",
        "int",
        "while a > 0:\n    decreases(a)\n    invariant(a > 0)\n    a -= 1\nreturn a",
        "an invariant below a measure",
        3,
    ),
    (
        "a: int",
        "int",
        "while a:\n    decreases('x')\n    a -= 1\nreturn a",
        "decreases() of str",
        2,
    ),
    # strings and exceptions
    ("a: int", "str", "return f'{a!r}'", "an f-string with a conversion", 1),
    ("a: int", "str", "return f'{a:>5}'", "an f-string with a format", 1),
    ("a: int | None", "str", "return f'{a}'", "an f-string of int | None", 1),
    ("a: Fraction", "str", "return str(a)", "str() of Fraction", 1),
    ("a: str", "int", "return int(a, 2)", "int() with 2 arguments", 1),
    ("a: str", "list[str]", "return a.split(a)", "`split` at what is no constant str", 1),
    ("a: str", "list[str]", "return a.split(',', 1)", "split() with 2 arguments", 1),
    ("a: str", "str", "return a.title()", "the method `title` of str", 1),
    ("a: str", "int", "return ord(a)", "a call of `ord`", 1),
    ("a: int", "int", "raise a", "`raise a`", 1),
    ("a: int", "int", "raise KeyboardInterrupt", "`raise KeyboardInterrupt`", 1),
    ("a: int", "int", "raise ValueError(1 // a)", "a message that may raise", 1),
    ("a: int", "int", "raise ValueError from None or a", "a raise with a cause", 1),
    ("a: bool", "str", "b: int = a\nreturn str(b)", "a bool as an int, in a file that writes", 1),
    # types
    ("a: int", "Fraction", "return a", "int where Fraction is declared", 1),
    ("a: bool", "Fraction", "return Fraction(1, 2) if a else 1", "int where Fraction", 1),
    ("a: bool", "bool", "b = Fraction(1) if a else 1\nreturn a", "Fraction and int", 1),
    ("a: bool", "bool", "b = Fraction(1)\nif a:\n    b = 1\nreturn a", "int and Fraction", 2),
    ("a: bool", "bool", "b = min(Fraction(1), 2)\nreturn a", "min of int and Fraction", 1),
    ("a: int", "str", "return a", "int where str is declared", 1),
    ("a: int", "bool", "return a", "int where bool is declared", 1),
    ("a: int", "int", "b = 1\nif a:\n    b = 'x'\nreturn a", "on different paths", 2),
    ("a: int | None", "int", "return a + 1 // 0", "an optional operand beside one that may", 1),
]


@pytest.mark.parametrize(("parameters", "returns", "body", "construct", "line"), REFUSED)
def test_what_is_outside_is_named_with_its_line(
    parameters: str, returns: str, body: str, construct: str, line: int
) -> None:
    """The refusal holds the construct's name, and the line of the body where it stands."""
    message, actual = refusal_of(parameters, returns, body)
    assert (construct in message, actual, message) == (True, line, message)


CALLS = (
    HEADER
    + """
def even(n: int) -> bool:
    return True if n == 0 else odd(n - 1)

def odd(n: int) -> bool:
    return False if n == 0 else even(n - 1)

def tries(n: int) -> int:
    try:
        return n
    finally:
        n = 1

def calls_tries(n: int) -> int:
    return tries(n) + 1

def calls_the_caller(n: int) -> int:
    return calls_tries(n)
"""
)


def test_recursion_is_read() -> None:
    """Functions that call each other in a circle are in the language; proofs need measures."""
    program = parse_program(module_of(CALLS))
    assert {"even", "odd"} <= set(program.functions)


def test_callers_of_unsupported_functions_say_which_and_why() -> None:
    """Unsupported spreads to callers, whose message holds the callee and its reason."""
    program = parse_program(module_of(CALLS))
    direct = program.unsupported["calls_tries"].message
    far = program.unsupported["calls_the_caller"].message
    assert ("`tries`" in direct, "try" in direct) == (True, True)
    assert ("`calls_tries`" in far, "try" in far) == (True, True)
    assert set(program.functions) == {"anchor", "even", "odd"}


def test_deep_nesting_is_refused() -> None:
    """Code nested deeper than the limit is refused before Python's stack ends."""
    with pytest.raises(UnsupportedError, match="nested deeper than 100"):
        function_of("a: int", "int", "return " + "a + " * 104 + "a")


def test_doubling_is_bounded() -> None:
    """A chained comparison repeats its middle: chains inside chains are cut off."""
    text = "a"
    for _ in range(12):
        text = f"(0 < {text} < 2)"
    with pytest.raises(UnsupportedError, match="over so large an expression"):
        function_of("a: int", "bool", f"return {text}")


def test_a_clause_that_cannot_be_modelled_is_shown() -> None:
    """The refusal names the part that is outside, the clause, and what to write instead."""
    text = 'def f(a: list[int]) -> int:\n    """post: sorted(a, key=abs) == a"""\n    return 1\n'
    error = parse_program(module_of(HEADER + text)).unsupported["f"]
    assert "sorted() with `key=`" in error.message
    assert "(in the clause `sorted(a, key=abs) == a`)" in error.message
    assert "write the comparison as a loop" in error.remedy


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("[1, -2]", ListType(INT), ListValue((1, -2))),
        ("[]", ListType(INT), ListValue(())),
        ("[[], [1]]", ListType(ListType(INT)), ListValue((ListValue(()), ListValue((1,))))),
        ("{'a': 1, 'b': 2, 'a': 3}", DictType(STR, INT), DictValue((("a", 3), ("b", 2)))),
        ("{}", DictType(STR, INT), DictValue(())),
        ("set()", SetType(INT), SetValue(frozenset())),
        ("{2, 1, 2}", SetType(INT), SetValue(frozenset((1, 2)))),
        ("[1, None]", ListType(optional(INT)), ListValue((1, None))),
    ],
)
def test_containers_in_examples(text: str, kind: Type, value: Value) -> None:
    """Displays are constants; of equal keys the first keeps its place and has the last value."""
    assert parse_value(module_of(HEADER), text, kind, 3) == value


def test_an_example_must_be_a_constant() -> None:
    """A call is no constant of an example."""
    with pytest.raises(UnsupportedError, match="no constant"):
        parse_value(module_of(HEADER), "anchor(1)", INT, 3)
