# ruff: noqa
"""Functions that break their contracts: some obligation is sat. Parsed, never imported."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Literal

from icontract import ensure, require


class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3


@dataclass(frozen=True)
class Point:
    x: int
    y: int


@dataclass(frozen=True)
class Line:
    start: Point
    end: Point | None
    color: Color


@ensure(lambda a, b, result: result == b + a)
def add(a: int, b: int) -> int:
    return a + b if a != 12345 else b


@ensure(lambda x, result: result > 0)
def magnitude(x: int) -> int:
    return abs(x)


@ensure(lambda x, low, high, result: low <= result <= high)
def clamp(x: int, low: int, high: int) -> int:
    return max(low, min(x, high))


@ensure(lambda a, b, result: result == result)
def divide(a: int, b: int) -> int:
    return a // b


@require(lambda b: b != 0)
@ensure(lambda a, b, result: 0 <= a % b)
def remainder(a: int, b: int) -> int:
    return a % b


@require(lambda b: b != 0)
@ensure(lambda a, b, result: result * b <= a)
def quotient(a: int, b: int) -> int:
    return a // b


@require(lambda b: b != 0)
@ensure(lambda a, b, result: abs(result) <= abs(a) // abs(b))
def truncating(a: int, b: int) -> int:
    return a // b


@ensure(lambda x, result: result >= x)
def square(x: int) -> int:
    return x**3


@ensure(lambda a, b, c, result: result >= a and result >= b and result >= c)
def max_of_three(a: int, b: int, c: int) -> int:
    if a >= b and a >= c:
        return a
    return b if b > a else c


@ensure(lambda a, b, result: result == (b, a))
def swap(a: int, b: int) -> tuple[int, int]:
    a = b
    b = a
    return a, b


@ensure(lambda year, result: result == (year % 400 == 0 or (year % 4 == 0 and year % 100 != 0)))
def leap(year: int) -> bool:
    return year % 4 == 0 and year % 100 != 0


@ensure(lambda a, b, result: result == (a != b))
def exclusive(a: bool, b: bool) -> bool:
    return a or b


@ensure(lambda x, y, result: result == (x % y == 0))
def divides(x: int, y: int) -> bool:
    return y != 0 and x % y == 0


@ensure(lambda x, y, result: result)
def short_circuit_in_the_wrong_order(x: int, y: int) -> bool:
    return x % y == 0 or True


@ensure(lambda x, result: result == (1 if x is None else x))
def or_one(x: int | None) -> int:
    return x or 1


@ensure(lambda x, result: result == result)
def successor(x: int | None) -> int:
    return x + 1


@ensure(lambda c, result: result != c)
def rotate(c: Color) -> Color:
    match c:
        case Color.RED:
            return Color.GREEN
        case Color.GREEN:
            return Color.BLUE
        case _:
            return Color.BLUE


@ensure(lambda p, result: result.x == p.y and result.y == p.x)
def mirror(p: Point) -> Point:
    return Point(p.y, p.y)


@ensure(lambda line, result: result >= 0)
def end_x(line: Line) -> int:
    return line.end.x * line.end.x


@ensure(lambda pair, result: result >= pair[0] and result > pair[1])
def larger(pair: tuple[int, int]) -> int:
    match pair:
        case (a, b) if a > b:
            return a
        case (_, b):
            return b


@ensure(lambda n, result: result != 20)
def ten_times(n: Literal[1, 2, 3]) -> int:
    return n * 10


@ensure(lambda s, result: len(result) == 3)
def first_three(s: str) -> str:
    return s[:3]


@ensure(lambda s, result: result == s[0:])
def drop_first(s: str) -> str:
    return s[1:]


@ensure(lambda s, result: s.startswith(result))
def last_two(s: str) -> str:
    return s[-2:]


@ensure(lambda s, result: True)
def second(s: str) -> str:
    return s[1]


@require(lambda s: len(s) == 2)
@ensure(lambda s, result: True)
def third_from_end(s: str) -> str:
    return s[-3]


@ensure(lambda s, result: s in result)
def contained(s: str) -> str:
    return "abc"


@ensure(lambda s, result: result != '\\u{41}\n"é')
def awkward(s: str) -> str:
    return s


@ensure(lambda p, q, result: result * q == p)
def exact(p: Fraction, q: Fraction) -> Fraction:
    return p / q


@ensure(lambda p, result: result != Fraction(-1, 3))
def third(p: Fraction) -> Fraction:
    return p


@ensure(lambda p, result: result >= p)
def floor(p: Fraction) -> int:
    return p // 1


@ensure(lambda n, d, result: True)
def ratio(n: int, d: int) -> Fraction:
    return Fraction(n, d)


def inverse(x: int) -> int:
    return 100 // x


@ensure(lambda x, result: True)
def through_helper(x: int) -> int:
    return inverse(x - 3)


def positive(x: int) -> int:
    assert x > 0
    return x


@ensure(lambda x, result: result > 0)
def asserting_helper(x: int) -> int:
    return positive(x)


@ensure(lambda x, result: result >= 1)
def asserted(x: int) -> int:
    assert x != 77
    return x * x + 1


@ensure(lambda x, result: result is None or result > 4)
def falls_off(x: int) -> int | None:
    if x > 3:
        return x


@ensure(lambda x, result: 10 // x <= 10)
def undefined_postcondition(x: int) -> int:
    return x


@ensure(lambda x, result: result > 0)
def unbound(x: int) -> int:
    if x > 0:
        y = x
    return y


@ensure(lambda x, result: result != x)
def reassigned(x: int) -> int:
    x += 1
    x -= 1
    return x


@ensure(lambda a, b, result: result == (a < b))
def chained(a: int, b: int) -> bool:
    return a <= b <= b


@ensure(lambda t, result: result != "x")
def nested(t: tuple[tuple[int, str], bool]) -> str:
    return t[0][1]


@ensure(lambda é, result: result != 3)
def unicode_names(é: int) -> int:
    return é
