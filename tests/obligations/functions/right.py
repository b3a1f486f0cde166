# ruff: noqa
"""Functions that meet their contracts: every obligation is unsat. Parsed, never imported."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Literal

from icontract import ensure, require, snapshot


class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3


class Size(Enum):
    RED = "small"
    some = "odd name"


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
    return a + b


@ensure(lambda x, result: result >= 0)
@ensure(lambda x, result: result == x or result == -x)
def magnitude(x: int) -> int:
    if x < 0:
        x = -x
    return x


@ensure(lambda x, result: result == abs(x))
def magnitude_by_max(x: int) -> int:
    return max(x, -x)


@require(lambda low, high: low <= high)
@ensure(lambda low, high, result: low <= result <= high)
@ensure(lambda x, low, high, result: result == x if low <= x <= high else True)
def clamp(x: int, low: int, high: int) -> int:
    return max(low, min(x, high))


@require(lambda b: b != 0)
@ensure(lambda a, b, result: result * b + a % b == a)
def floor_divide(a: int, b: int) -> int:
    return a // b


@require(lambda b: b < 0)
@ensure(lambda b, result: b < result <= 0)
def remainder_of_negative(a: int, b: int) -> int:
    return a % b


@ensure(lambda a, result: result * 2 <= a < result * 2 + 2)
def half(a: int) -> int:
    return a // 2


@ensure(lambda a, result: result * -3 >= a > result * -3 - 3)
def third(a: int) -> int:
    return a // -3


@require(lambda b: b != 0)
@ensure(lambda a, b, result: result[0] == a // b and result[1] == a % b)
def both(a: int, b: int) -> tuple[int, int]:
    q, r = divmod(a, b)
    return q, r


@ensure(lambda x, result: result >= 0)
def square(x: int) -> int:
    return x**2


@ensure(lambda x, result: result == 1)
def nothing_power(x: int) -> int:
    return x**0


@ensure(lambda a, b, c, result: result >= a and result >= b and result >= c)
@ensure(lambda a, b, c, result: result in (a, b, c))
def max_of_three(a: int, b: int, c: int) -> int:
    best = a
    if b > best:
        best = b
    if c > best:
        best = c
    return best


@ensure(lambda a, b, result: result == (b, a))
def swap(a: int, b: int) -> tuple[int, int]:
    a, b = b, a
    return a, b


@ensure(lambda year, result: result == (year % 400 == 0 or (year % 4 == 0 and year % 100 != 0)))
def leap(year: int) -> bool:
    if year % 400 == 0:
        return True
    if year % 100 == 0:
        return False
    return year % 4 == 0


@ensure(lambda a, b, result: result == (a != b))
def exclusive(a: bool, b: bool) -> bool:
    return (a or b) and not (a and b)


@ensure(lambda a, b, result: result == a * 1 + b)
def count(a: bool, b: bool) -> int:
    return a + b


@ensure(lambda x, result: result >= 0)
def guarded_division(x: int) -> int:
    return 10 // x if x > 0 else 0


@ensure(lambda x, y, result: result == (y != 0 and x % y == 0))
def divides(x: int, y: int) -> bool:
    return y != 0 and x % y == 0


@ensure(lambda x, result: result == (0 if x is None else x))
def or_zero(x: int | None) -> int:
    return x or 0


@ensure(lambda x, result: (result is None) == (x is None))
@ensure(lambda x, result: result is None or x is None or result == x + 1)
def successor(x: int | None) -> int | None:
    if x is None:
        return None
    return x + 1


@ensure(lambda x, y, result: x is None or y is None or result == x + y)
def sum_of_both(x: int | None, y: int | None) -> int:
    if x is None or y is None:
        return 0
    return x + y


@ensure(lambda c, result: result != c)
def rotate(c: Color) -> Color:
    match c:
        case Color.RED:
            return Color.GREEN
        case Color.GREEN:
            return Color.BLUE
        case Color.BLUE:
            return Color.RED


@ensure(lambda s, result: result == (1 if s == Size.RED else 2))
def rank(s: Size) -> int:
    return 1 if s is Size.RED else 2


@ensure(lambda p, result: result.x == p.y and result.y == p.x)
def mirror(p: Point) -> Point:
    return Point(p.y, p.x)


@ensure(lambda p, result: result == p)
def rebuild(p: Point) -> Point:
    return Point(x=p.x, y=p.y)


@ensure(lambda line, result: line.end is not None or result == line.start)
@ensure(lambda line, result: line.end is None or result == line.end)
def last_point(line: Line) -> Point:
    match line:
        case Line(start=start, end=None):
            return start
        case Line(end=Point(x=x, y=y)):
            return Point(x, y)
    return line.start


@ensure(lambda pair, result: result == pair[0] or result == pair[1])
@ensure(lambda pair, result: result >= pair[0])
def larger(pair: tuple[int, int]) -> int:
    match pair:
        case (a, b) if a > b:
            return a
        case (_, b):
            return b


@ensure(lambda n, result: result == n * 10)
def ten_times(n: Literal[1, 2, 3]) -> int:
    match n:
        case 1:
            return 10
        case 2:
            return 20
        case _:
            return 30


@ensure(lambda n, result: result == (n == 1))
def to_literal(n: Literal[1, 2]) -> Literal[True, False]:
    if n == 2:
        return False
    return True


@ensure(lambda n, result: result in (1, 2))
def literal_within(n: tuple[Literal[1, 2], int | None]) -> int:
    return n[0]


@ensure(lambda n, result: result == n or n is None and result == 1)
def literal_or_none(n: Literal[1, 2] | None) -> Literal[1, 2]:
    return 1 if n is None else n


@ensure(lambda s, result: len(result) == len(s) + 1)
def exclaim(s: str) -> str:
    return s + "!"


@ensure(lambda s, result: result == s or result.startswith("a"))
def strip_prefix(s: str) -> str:
    return s[1:] if s.startswith("ba") else s


@ensure(lambda s, result: len(result) <= 3)
@ensure(lambda s, result: s.startswith(result))
def first_three(s: str) -> str:
    return s[:3]


@ensure(lambda s, result: s.endswith(result))
def last_two(s: str) -> str:
    return s[-2:]


@ensure(lambda s, result: "x" in result)
def with_x(s: str) -> str:
    if "x" in s:
        return s
    return s + "x"


@require(lambda s: len(s) >= 2)
@ensure(lambda s, result: len(result) == 1)
def second(s: str) -> str:
    return s[1]


@ensure(lambda s, result: result == (s != "" and s[-1] == "z"))
def ends_in_z(s: str) -> bool:
    return s.endswith("z")


@ensure(lambda s, result: result == (s == 'a"b\\' or s == "é\n"))
def awkward(s: str) -> bool:
    return s in ('a"b\\', "é\n")


@require(lambda q: q != 0)
@ensure(lambda p, q, result: result * q == p)
def exact(p: Fraction, q: Fraction) -> Fraction:
    return p / q


@ensure(lambda p, result: result <= p < result + 1)
def floor(p: Fraction) -> int:
    return p // Fraction(1)


@ensure(lambda p, result: 0 <= result < 1)
def fractional_part(p: Fraction) -> Fraction:
    return p % Fraction(1)


@require(lambda d: d > 0)
@ensure(lambda n, d, result: (result >= 1) == (n >= d))
def ratio(n: int, d: int) -> Fraction:
    return Fraction(n, d)


@ensure(lambda p, result: result == p + 1)
def mixed(p: Fraction) -> Fraction:
    return 1 + p


def doubled(x: int) -> int:
    if x > 0:
        return x + x
    return 2 * x


@ensure(lambda x, result: result == 4 * x)
def fourfold(x: int) -> int:
    return doubled(doubled(x))


def safe_divide(a: int, b: int) -> int:
    if b == 0:
        return 0
    return a // b


@require(lambda b: b > 0)
@ensure(lambda a, b, result: result * b <= a)
def through_helper(a: int, b: int) -> int:
    return safe_divide(a, b)


@require(lambda x: x >= 0)
@ensure(lambda x, result: result > x)
def bigger(x: int) -> int:
    return x + 7


@ensure(lambda x, result: result >= x * x + 2)
def twice_bigger(x: int) -> int:
    return bigger(bigger(x * x))


@ensure(lambda x, result: result == 0)
def same_call(x: int) -> int:
    return bigger(abs(x)) - bigger(abs(x))


@require(lambda x: x >= 0)
@ensure(lambda x, result: result == bigger(x))
def specified_by_call(x: int) -> int:
    y = bigger(x)
    return y


@ensure(lambda x, result: result >= 1)
def asserted(x: int) -> int:
    y = x * x
    assert y >= 0
    return y + 1


@ensure(lambda result: result is None)
def nothing() -> None:
    return


@ensure(lambda x, result: result is None or result > 3)
def falls_off(x: int) -> int | None:
    if x > 3:
        return x


@require(lambda x: x // 1 == x and 10 // x > 0)
@ensure(lambda x, result: x > 0)
def partial_precondition(x: int) -> int:
    return x


@snapshot(lambda x: x)
@ensure(lambda x, OLD, result: result == OLD.x + 1 and OLD.x == x)
def reassigned(x: int) -> int:
    x += 1
    return x


@ensure(lambda a, b, result: result == (a < b or a == b))
def chained(a: int, b: int) -> bool:
    return a <= b <= b


@ensure(lambda x, y, result: result == ((x, y) == (y, x)))
def tuple_equality(x: int, y: int) -> bool:
    return x == y


@ensure(lambda t, result: result == t[0][1])
def nested(t: tuple[tuple[int, str], bool]) -> str:
    (_, text), flag = t
    return text


@ensure(lambda é, abs_, result: result == é + abs_)
def unicode_names(é: int, abs_: int) -> int:
    ñ = é
    return ñ + abs_
