"""What a name means: scopes, shadows, Unicode, declarations that Python reads otherwise."""

from tests.soundness.traps.building import UNSUPPORTED, bodies, claims, files

_INT = "(n: int) -> int"
_SAME = """

@ensure(lambda n, result: result == {value})
def f(n: int) -> int:
    return {body}
"""


def _same(value: str = "n", body: str = "n") -> str:
    return _SAME.format(value=value, body=body)


TRAPS = (
    bodies(
        "a name assigned on one path only",
        _INT,
        "post: True",
        "if n > 0:\n    x = n\nreturn x",
        "x = 0\nif n > 0:\n    x = n\nreturn x",
    ),
    bodies(
        "a name assigned in dead code only",
        _INT,
        "post: __return__ == n",
        "return x\nx = n",
        "x = n\nreturn x\nx = 1",
        told=UNSUPPORTED,
    ),
    files(
        "a local hides a constant everywhere in the function",
        "LIMIT = 5\n"
        + """
@ensure(lambda n, result: result == 5)
def f(n: int) -> int:
    if n > 0:
        LIMIT = 6
    return LIMIT
""",
        "LIMIT = 5" + _same("5", "LIMIT"),
        told="ContractError",
    ),
    claims(
        "a parameter rebound is not the argument",
        _INT,
        "n = n + 1\nreturn n",
        "post: __return__ == n",
        "post: __return__ == n + 1",
    ),
    claims(
        "OLD is the argument too",
        _INT,
        "n = 2 * n\nreturn n",
        "post: __return__ == __old__.n",
        "post: __return__ == 2 * __old__.n",
    ),
    claims(
        "a local named result is not the result",
        _INT,
        "result = n + 1\nreturn result - 1",
        "post: __return__ == n + 1",
        "post: __return__ == n",
    ),
    claims(
        "a swap reads before it writes",
        "(a: int, b: int) -> tuple[int, int]",
        "a, b = b, a\nreturn a, b",
        "post: __return__ == (b, b)",
        "post: __return__ == (b, a)",
    ),
    claims(
        "a chained assignment goes from left to right",
        _INT,
        "x = y = n\nx += 1\nreturn y",
        "post: __return__ == n + 1",
        "post: __return__ == n",
    ),
    claims(
        "identifiers are normalised",
        "(n: int) -> int",
        "ﬁ = n\nfi = n + 1\nreturn ﬁ",
        "post: __return__ == n",
        "post: __return__ == n + 1",
    ),
    claims(
        "a superscript-free letter is another name",
        "(a: int, а: int) -> int",
        "return а",
        "post: __return__ == a",
        "post: __return__ == а",
    ),
    files(
        "members are normalised too",
        """
class E(Enum):
    fi = 1
    ﬁ = 2


@ensure(lambda n, result: result == n)
def f(n: int) -> int:
    return n
""",
        """
class E(Enum):
    fi = 1


@ensure(lambda e, result: result)
def f(e: E) -> bool:
    return e == E.ﬁ
""",
        told="SourceError",
    ),
    files(
        "a builtin may not be hidden",
        "len = 5" + _same(),
        "LEN = 5" + _same(),
        told="ContractError",
    ),
    files(
        "a parameter may not hide a builtin",
        """
@ensure(lambda abs, result: result >= 0)
def f(abs: int) -> int:
    return abs
""",
        """
@ensure(lambda n, result: result >= 0)
def f(n: int) -> int:
    return abs(n)
""",
        told="ContractError",
    ),
    files(
        "a function may not hide an import",
        """
def Fraction(n: int) -> int:
    return n
"""
        + _same(),
        """
def fraction(n: int) -> int:
    return n
"""
        + _same(body="fraction(n)"),
        told="ContractError",
    ),
    files(
        "a name may not be bound twice",
        "K = 1\nK = 2" + _same("1", "K"),
        "K = 2" + _same("2", "K"),
        told="SourceError",
    ),
    files(
        "a constant under a condition",
        "if True:\n    K = 1" + _same("1", "K"),
        "K = 1" + _same("1", "K"),
        told="SourceError",
    ),
    files(
        "the builtins of a module can be taken away",
        "__builtins__ = 0" + _same("abs(n)", "abs(n)"),
        _same("abs(n)", "abs(n)"),
        told="ContractError",
    ),
    files(
        "a name that Python reads on import",
        "__annotations__ = 0\nX: int = 3" + _same(),
        "annotations = 0\nX: int = 3" + _same(),
        told="ContractError",
    ),
    files(
        "one parameter named twice",
        """
@ensure(lambda n, result: result == n)
def f(n: int, n: int) -> int:
    return n
""",
        """
@ensure(lambda n, result: result == n)
def f(n: int, m: int) -> int:
    return n
""",
        told="SourceError",
    ),
    files(
        "a late __future__",
        "from __future__ import annotations" + _same(),
        _same(),
        told="SourceError",
    ),
    files(
        "an import that fails",
        "from enum import Nope" + _same(),
        "from enum import IntEnum" + _same(),
        told="SourceError",
    ),
    files(
        "a type that raises on import",
        """
@ensure(lambda n, result: result == n)
def f(n: int, m: None | None) -> int:
    return n
""",
        """
@ensure(lambda n, result: result == n)
def f(n: int, m: int | None) -> int:
    return n
""",
        told=UNSUPPORTED,
    ),
    files(
        "Optional takes one type, not a tuple of one",
        """
@ensure(lambda n, result: result == n)
def f(n: int, m: Optional[int,]) -> int:
    return n
""",
        """
@ensure(lambda n, result: result == n)
def f(n: int, m: Optional[int]) -> int:
    return n
""",
        told=UNSUPPORTED,
    ),
    files(
        "a quoted alias of an enum is a str",
        """
Alias: TypeAlias = "Color"


@ensure(lambda n, result: result == Color.RED)
def f(n: int) -> Color:
    return Alias.RED
""",
        """
Alias: TypeAlias = Color


@ensure(lambda n, result: result == Color.RED)
def f(n: int) -> Color:
    return Alias.RED
""",
        told=UNSUPPORTED,
    ),
    files(
        "a quoted alias of a record cannot be called",
        """
Alias: TypeAlias = "Span"


@ensure(lambda n, result: result.low == n)
def f(n: int) -> Span:
    return Alias(n, n)
""",
        """
Alias: TypeAlias = Span


@ensure(lambda n, result: result.low == n)
def f(n: int) -> Span:
    return Alias(n, n)
""",
        told=UNSUPPORTED,
    ),
    files(
        "a union of one quoted class cannot be called",
        """
Alias = Union["Span"]


@ensure(lambda n, result: result.low == n)
def f(n: int) -> Span:
    return Alias(n, n)
""",
        """
Alias = Optional["Span"]


@ensure(lambda n, result: result is not None and result.low == n)
def f(n: int) -> Alias:
    return Span(n, n)
""",
        told=UNSUPPORTED,
    ),
    files(
        "a str constant is no alias",
        """
Alias = "Color"


@ensure(lambda n, result: result == Color.RED)
def f(n: int) -> Color:
    return Alias.RED
""",
        """
Alias = "Color"


@ensure(lambda n, result: result == "Color")
def f(n: int) -> str:
    return Alias
""",
        told=UNSUPPORTED,
    ),
    files(
        "a constant keyword given twice",
        "K = Span(low=1, low=2, high=3)" + _same(),
        "K = Span(low=1, high=3)" + _same("1", "K.low"),
        told="SourceError",
    ),
    claims(
        "True as a constant stays a bool",
        _INT,
        "return YES + YES + n",
        "post: __return__ == n + 1",
        "post: __return__ == n + 2",
        before="YES: Final[int] = True",
    ),
    claims(
        "minus True is an int",
        _INT,
        "return NO",
        "post: __return__ == 1",
        "post: __return__ == -1",
        before="NO = -True",
    ),
    bodies(
        "an assignment expression",
        _INT,
        "post: __return__ == n",
        "return (m := n)",
        "m = n\nreturn m",
        told=UNSUPPORTED,
    ),
    bodies(
        "a comprehension has a scope of its own",
        _INT,
        "post: __return__ == n",
        "m = 0\nk = max([m for m in [n]])\nreturn m",
        "m = 0\nk = max([m for m in [n]])\nreturn k",
    ),
    bodies(
        "del",
        _INT,
        "post: __return__ == n",
        "m = n\ndel m\nreturn n",
        "m = n\nreturn n",
        told=UNSUPPORTED,
    ),
    bodies(
        "global",
        _INT,
        "post: __return__ == n",
        "global g\nreturn n",
        "g = n\nreturn g",
        told=UNSUPPORTED,
    ),
)
