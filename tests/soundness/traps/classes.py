"""Enums and records."""

from tests.soundness.traps.building import UNSUPPORTED, bodies, claims, files


def _enum(members: str, test: str) -> str:
    return f"""
class E(Enum):
    {members}


@ensure(lambda e, result: result)
def f(e: E) -> bool:
    return {test}
"""


def _record(lines: str, claim: str, options: str = "frozen=True", body: str = "p") -> str:
    return f"""
@dataclass({options})
class P:
    {lines}


@ensure(lambda p, result: {claim})
def f(p: P) -> P:
    return {body}
"""


TRAPS = (
    claims(
        "an alias is the member it names",
        "(c: Color) -> bool",
        "return c == Color.ROT",
        "post: not __return__",
        "post: __return__ == (c == Color.RED)",
    ),
    claims(
        "the name of an alias is the member's",
        "() -> str",
        "return Color.ROT.name",
        'post: __return__ == "ROT"',
        'post: __return__ == "RED"',
    ),
    claims(
        "an alias of 1 has the value 1",
        "() -> int",
        "return Color.ROT.value + 1",
        "post: __return__ == 1",
        "post: __return__ == 2",
    ),
    files(
        "aliases add no member",
        _enum("A = 1\n    B = 1", "e == E.A and e != E.B"),
        _enum("A = 1\n    B = 1", "e == E.A and e == E.B"),
    ),
    files(
        "False is an alias of 0",
        _enum("A = 0\n    B = False", "e != E.B"),
        _enum("A = 0\n    B = False", "e == E.B"),
    ),
    files(
        "auto counts on from the last value",
        _enum("A = 5\n    B = auto()", "e.value != 6"),
        _enum("A = 5\n    B = auto()", "e.value in (5, 6)"),
    ),
    files(
        "auto starts at 1", _enum("A = auto()", "e.value == 0"), _enum("A = auto()", "e.value == 1")
    ),
    files(
        "a member named auto hides auto",
        _enum("auto = 1\n    B = auto()", "e == e"),
        _enum("first = 1\n    B = auto()", "e == e"),
        told=UNSUPPORTED,
    ),
    files(
        "a value of 1.0",
        _enum("A = 1\n    B = 1.0", "e == E.A"),
        _enum("A = 1\n    B = 1", "e == E.A"),
        told=UNSUPPORTED,
    ),
    files(
        "a member named name",
        _enum("name = 1", "e.name == 1"),
        _enum("nome = 1", "e.name == 'nome'"),
        told=UNSUPPORTED,
    ),
    files(
        "a member named value",
        _enum("value = 1", "e.value == 1"),
        _enum("valour = 1", "e.value == 1"),
        told=UNSUPPORTED,
    ),
    files(
        "a member named mro",
        _enum("mro = 1", "e.value == 1"),
        _enum("more = 1", "e.value == 1"),
        told=UNSUPPORTED,
    ),
    files(
        "_ignore_",
        _enum('_ignore_ = "B"\n    A = 1\n    B = 2', "e == E.A"),
        _enum("A = 1", "e == E.A"),
        told=UNSUPPORTED,
    ),
    files(
        "_missing_",
        _enum("A = 1\n    _missing_ = 2", "e == E.A"),
        _enum("A = 1", "e == E.A"),
        told=UNSUPPORTED,
    ),
    files(
        "a private name is no member",
        _enum("A = 1\n    __b = 2", "e == E.A"),
        _enum("A = 1", "e == E.A"),
        told=UNSUPPORTED,
    ),
    files(
        "an annotated name is no member",
        _enum("A = 1\n    b: int", "e == E.A"),
        _enum("A = 1", "e == E.A"),
        told=UNSUPPORTED,
    ),
    files(
        "an enum without members",
        "class E(Enum):\n    pass\n"
        + """
@ensure(lambda e, result: result == 1)
def f(e: E) -> int:
    return 2
""",
        _enum("A = 1", "e == E.A"),
        told=UNSUPPORTED,
    ),
    files(
        "@unique with an alias",
        "@unique" + _enum("A = 1\n    B = 1", "e == E.A"),
        "@unique" + _enum("A = 1\n    B = 2", "e in (E.A, E.B)"),
        told="SourceError",
    ),
    bodies(
        "a member is not its value",
        "(c: Color) -> bool",
        "post: not __return__ or c == Color.RED",
        "return c == 1",
        "return c.value == 1",
        told=UNSUPPORTED,
    ),
    bodies(
        "an IntEnum is its value",
        "(n: int) -> int",
        "post: __return__ == n",
        "return n if Level.LOW == 1 else 0",
        "return n",
        told=UNSUPPORTED,
        before="from enum import IntEnum\n\n\nclass Level(IntEnum):\n    LOW = 1",
    ),
    bodies(
        "calling an enum looks a value up",
        "(n: int) -> bool",
        "post: True",
        "return Color(n) == Color.RED",
        "return n == Color.RED.value",
        told=UNSUPPORTED,
    ),
    bodies(
        "every member counts",
        "(c: Color) -> int",
        "post: __return__ > 0",
        "match c:\n    case Color.RED:\n        return 1\n"
        "    case Color.ROT:\n        return 2\nreturn 0",
        "match c:\n    case Color.RED:\n        return 1\n    case Color.BLUE:\n        return 2",
    ),
    claims(
        "values may be strings that look like names",
        "(c: Names) -> bool",
        "return c.value == c.name",
        "post: __return__",
        "post: __return__ == (c == Names.B)",
        before='class Names(Enum):\n    A = "x"\n    B = "B"\n    C = "A"',
    ),
    files(
        "a field in parentheses is no field",
        _record("(x): int = 5\n    y: int = 0", "result.x == p.x"),
        _record("x: int = 5\n    y: int = 0", "result.x == p.x"),
        told=UNSUPPORTED,
    ),
    files(
        "a default is used",
        _record("x: int\n    y: int = 3", "result.y == 0", body="P(p.x)"),
        _record("x: int\n    y: int = 3", "result.y == 3", body="P(p.x)"),
    ),
    files(
        "keywords go by name",
        _record("x: int\n    y: int", "result.x == p.x", body="P(y=p.x, x=p.y)"),
        _record("x: int\n    y: int", "result.x == p.y", body="P(y=p.x, x=p.y)"),
    ),
    files(
        "equality goes by fields",
        _record("x: int\n    y: int", "(result == p) == (result.x == p.x)", body="P(p.x, 0)"),
        _record("x: int\n    y: int", "(result == p) == (p.y == 0)", body="P(p.x, 0)"),
    ),
    files(
        "a record without fields equals its like",
        _record("pass", "result != p", body="P()"),
        _record("pass", "result == p", body="P()"),
    ),
    files(
        "without eq, records are equal by identity",
        _record("x: int", "result == p", "frozen=True, eq=False", "P(p.x)"),
        _record("x: int", "result == p", body="P(p.x)"),
        told=UNSUPPORTED,
    ),
    files(
        "a record that is not frozen",
        _record("x: int", "result == p", "frozen=False"),
        _record("x: int", "result == p"),
        told=UNSUPPORTED,
    ),
    files(
        "kw_only records take no positions",
        _record("x: int", "result == p", "frozen=True, kw_only=True", "P(p.x)"),
        _record("x: int", "result == p", "frozen=True, kw_only=True", "P(x=p.x)"),
        told=UNSUPPORTED,
    ),
    files(
        "a field may not hide a type",
        _record("int: int\n    y: int", "result == p"),
        _record("ints: int\n    y: int", "result == p"),
        told="ContractError",
    ),
    files(
        "a field may not hide a constant of a default",
        "K = 5\n" + _record("K: int\n    y: int = K", "result == p"),
        "K = 5\n" + _record("k: int\n    y: int = K", "result.y == 5", body="P(0)"),
        told="ContractError",
    ),
    files(
        "a class variable is no field",
        "from typing import ClassVar\n"
        + _record("x: int\n    y: ClassVar[int] = 2", "result == p"),
        _record("x: int\n    y: int = 2", "result == p"),
        told=UNSUPPORTED,
    ),
    files(
        "a field() default",
        "from dataclasses import field\n"
        + _record("x: int = field(default=1, compare=False)", "result == p", body="P(2)"),
        _record("x: int = 1", "result == p", body="P(p.x)"),
        told=UNSUPPORTED,
    ),
    files(
        "__post_init__ runs",
        _record(
            "x: int\n    def __post_init__(self) -> None:\n        assert self.x > 0",
            "result == p",
            body="P(p.x)",
        ),
        _record("x: int", "result == p", body="P(p.x)"),
        told=UNSUPPORTED,
    ),
    files(
        "__eq__ may lie",
        _record(
            "x: int\n    def __eq__(self, other: object) -> bool:\n        return False",
            "result == p",
            body="P(p.x)",
        ),
        _record("x: int", "result == p", body="P(p.x)"),
        told=UNSUPPORTED,
    ),
    files(
        "a private field of a class",
        _record("__x: int", "result == p"),
        _record("_x: int", "result == p"),
        told=UNSUPPORTED,
    ),
    files(
        "a bool field is a bool",
        _record("x: bool", "result.x == p.x", body="P(1)"),
        _record("x: bool", "result.x", body="P(True)"),
        told=UNSUPPORTED,
    ),
    files(
        "a Literal field is a promise",
        """
@dataclass(frozen=True)
class P:
    x: Literal[1, 2]


@ensure(lambda n, result: True)
def f(n: int) -> P:
    return P(n)
""",
        """
@dataclass(frozen=True)
class P:
    x: Literal[1, 2]


@ensure(lambda n, result: True)
def f(n: int) -> P:
    return P(1 if n > 0 else 2)
""",
    ),
    bodies(
        "records of two classes are never equal",
        "(s: Span) -> bool",
        "post: __return__ == (s.low == 0 and s.high == 0)",
        "return s == Span2(0, 0)",
        "return s == Span(0, 0)",
        before="@dataclass(frozen=True)\nclass Span2:\n    low: int\n    high: int",
    ),
    bodies(
        "a tuple is no record",
        "(s: Span) -> bool",
        "post: not __return__ or s.low == 0",
        "return s == (0, 0)",
        "return (s.low, s.high) == (0, 0)",
        told=UNSUPPORTED,
    ),
    claims(
        "tuples are equal by their items",
        "(a: int, b: bool) -> bool",
        "return (a, b) == (1, 1)",
        "post: not __return__",
        "post: __return__ == (a == 1 and b)",
    ),
    claims(
        "a negative index counts from the end",
        "(t: tuple[int, int, int]) -> int",
        "return t[-1]",
        "post: __return__ == t[0]",
        "post: __return__ == t[2]",
    ),
)
