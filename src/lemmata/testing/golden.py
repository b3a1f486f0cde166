"""Small functions whose truth is known: right ones, wrong ones, and ones outside the language.

Each is a trap where a solver's meaning and Python's part, or where provers tend to be careless.
"""

from dataclasses import dataclass
from enum import Enum

_HEAD = """from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Literal


class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3


@dataclass(frozen=True)
class Span:
    low: int
    high: int


def unchecked(n: int) -> int:
    return n - 1


"""


class Truth(Enum):
    """What is true of a golden function."""

    RIGHT = "right"
    WRONG = "wrong"
    OUTSIDE = "outside"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Golden:
    """A function ``f`` with what is true of it; ``trap`` says what it tests."""

    trap: str
    truth: Truth
    signature: str
    contract: str
    body: str

    @property
    def source(self) -> str:
        """The task file."""
        lines = [f"def f{self.signature}:", '    """What is promised.', ""]
        lines += [f"    {line}" for line in self.contract.splitlines()]
        lines += ['    """', *(f"    {line}" for line in self.body.splitlines())]
        return _HEAD + "\n".join(lines) + "\n"


def _pair(trap: str, signature: str, contract: str, right: str, wrong: str) -> tuple[Golden, ...]:
    return (
        Golden(trap, Truth.RIGHT, signature, contract, right),
        Golden(trap, Truth.WRONG, signature, contract, wrong),
    )


GOLDEN = (
    *_pair(
        "floor division rounds down, not toward zero",
        "(n: int) -> int",
        "post: 2 * __return__ <= n and n < 2 * __return__ + 2",
        "return n // 2",
        "return n // 2 if n >= 0 else -(-n // 2)",
    ),
    *_pair(
        "the remainder has the divisor's sign",
        "(n: int) -> int",
        "post: -3 < __return__ and __return__ <= 0",
        "return n % -3",
        "return n % 3",
    ),
    *_pair(
        "-7 // 2 is -4",
        "() -> int",
        "post: __return__ == -4",
        "return -7 // 2",
        "return -(7 // 2)",
    ),
    *_pair(
        "a bool is an int",
        "(a: bool, b: bool) -> int",
        "post: __return__ == (2 if a and b else 1 if a or b else 0)",
        "return a + b",
        "return int(a or b)",
    ),
    *_pair(
        "None is no operand",
        "(n: int | None) -> int",
        "post: True",
        "return 0 if n is None else n + 1",
        "return n + 1",
    ),
    *_pair(
        "0 is false, but it is not None",
        "(n: int | None) -> int",
        "post: __return__ == (7 if n is None else n)",
        "return 7 if n is None else n",
        "return n or 7",
    ),
    *_pair(
        "a name without a value",
        "(n: int) -> int",
        "post: True",
        "x = 1\nif n > 0:\n    x = n\nreturn x",
        "if n > 0:\n    x = n\nreturn x",
    ),
    *_pair(
        "division by zero is an outcome",
        "(n: int, d: int) -> int",
        "post: True",
        "return n // d if d != 0 else 0",
        "return n // d",
    ),
    *_pair(
        "`and` stops early",
        "(n: int, d: int) -> bool",
        "post: True",
        "return d != 0 and n // d > 1",
        "return n // d > 1 and d != 0",
    ),
    *_pair(
        "a chain compares neighbours",
        "(a: int, b: int, c: int) -> bool",
        "post: __return__ == (a < b and b < c)",
        "return a < b < c",
        "return a < b and a < c",
    ),
    *_pair(
        "ints have no largest",
        "(n: int) -> int",
        "post: __return__ > n",
        "return n + 1",
        "return min(n + 1, 1000)",
    ),
    *_pair(
        "an index past the end",
        "(s: str) -> str",
        "post: True",
        "return s[0] if s else s",
        "return s[0]",
    ),
    *_pair(
        "a slice past the end is shorter",
        "(s: str) -> str",
        "post: len(__return__) <= 3 and s.startswith(__return__)",
        "return s[:3]",
        'return s[:3] + "."',
    ),
    *_pair(
        "a failing assertion is an outcome",
        "(n: int) -> int",
        "post: True",
        "assert n >= 0 or n < 0\nreturn n",
        "assert n >= 0\nreturn n",
    ),
    *_pair(
        "falling off the end returns None",
        "(n: int) -> int | None",
        "post: __return__ is not None",
        "if n > 0:\n    return 1\nreturn 0",
        "if n > 0:\n    return 1",
    ),
    *_pair(
        "every member of an enum",
        "(c: Color) -> int",
        "post: __return__ > 0",
        "return 1 if c == Color.BLUE else 2",
        "return 0 if c == Color.BLUE else 2",
    ),
    *_pair(
        "records by field",
        "(s: Span) -> Span",
        "post: __return__.low <= __return__.high",
        "return s if s.low <= s.high else Span(s.high, s.low)",
        "return s if s.low <= s.high else Span(s.low, s.high)",
    ),
    *_pair(
        "fractions are exact",
        "(q: Fraction) -> Fraction",
        "post: __return__ + __return__ + __return__ == q",
        "return q / 3",
        "return q * Fraction(333, 1000)",
    ),
    *_pair(
        "a helper without a contract counts with its body",
        "(n: int) -> int",
        "post: __return__ < n",
        "return unchecked(n)",
        "return unchecked(n) + 1",
    ),
    *_pair(
        "a match tries its cases in order",
        "(n: int) -> int",
        "post: (__return__ == 1) == (n == 0)",
        "match n:\n    case 0:\n        return 1\n    case _:\n        return 2",
        "match n:\n    case _ if n >= 0:\n        return 1\n    case _:\n        return 2",
    ),
    *_pair(
        "a precondition limits what counts",
        "(n: int) -> int",
        "pre: n > 3\npost: __return__ > 1",
        "return n // 2",
        "return n // 3",
    ),
    Golden(
        "min of one int raises, or is outside the language",
        Truth.WRONG,
        "(n: int) -> int",
        "post: True",
        "return min(n)",
    ),
    Golden(
        "try",
        Truth.OUTSIDE,
        "(n: int) -> int",
        "post: True",
        "try:\n    return n\nexcept ValueError:\n    return 0",
    ),
    Golden(
        "a float",
        Truth.OUTSIDE,
        "(n: int) -> bool",
        "post: __return__",
        "return n * 0.1 * 10 == n",
    ),
    Golden("an open body", Truth.OPEN, "(n: int) -> int", "post: __return__ > n", "..."),
)
"""Every golden function; a prover may not know, but it may not be wrong about any."""
