"""Quantifiers and functions as parameters: what is bound, what is defined, what may differ."""

from tests.soundness.traps.building import bodies, claims

_TEST = "(xs: list[int]) -> bool"
_NUMBER = "(xs: list[int]) -> int"
_TWO = "(xs: list[int], ys: list[int]) -> bool"
_CALLABLE = "from collections.abc import Callable\n"

TRAPS = (
    claims(
        "for each a larger one is not one larger than each",
        _TWO,
        "return all(any(x < y for y in ys) for x in xs)",
        "post: __return__ == any(all(x < y for x in xs) for y in ys)",
        "post: __return__ or len(xs) > 0",
    ),
    claims(
        "the name that a quantifier binds is its own",
        "(i: int) -> int",
        "return i",
        "post: all(i >= 0 for i in range(3)) and __return__ >= 0",
        "post: all(i >= 0 for i in range(3)) and __return__ == i",
    ),
    claims(
        "a helper's bound name is not its caller's",
        _TEST,
        "return all(above(j, xs) for j in range(3))",
        "pre: len(xs) == 3\npost: __return__ == all(xs[j] >= j for j in range(3))",
        "pre: len(xs) == 3\n"
        "post: __return__ == all(all(xs[k] >= j for k in range(len(xs))) for j in range(3))",
        before="def above(low: int, xs: list[int]) -> bool:\n"
        "    return all(xs[j] >= low for j in range(len(xs)))\n",
    ),
    claims(
        "a bound name may be that of a parameter of the helper",
        "(n: int) -> bool",
        "return all(same(n, m) for m in range(2))",
        "post: __return__ == (n == 0)",
        "post: __return__ == all(n == m for m in range(2))",
        before="def same(m: int, n: int) -> bool:\n    return m == n\n",
    ),
    bodies(
        "all looks until the first false one",
        "(xs: list[int], n: int) -> bool",
        "post: True",
        "return all(xs[i] > 0 for i in range(n))",
        "return all(xs[i] > 0 for i in range(min(n, len(xs))))",
    ),
    claims(
        "a precondition that stops early admits what comes later",
        _NUMBER,
        "return len(xs)",
        "pre: any(10 // x > 5 for x in xs)\npost: 0 not in xs",
        "pre: any(10 // x > 5 for x in xs)\npost: __return__ > 0",
    ),
    claims(
        "a precondition that stops at a false one admits what comes later",
        _NUMBER,
        "return len(xs)",
        "pre: not all(10 // x > 5 for x in xs)\npost: 0 not in xs",
        "pre: not all(10 // x > 5 for x in xs)\npost: __return__ > 0",
    ),
    claims(
        "a precondition that raises admits nothing",
        _NUMBER,
        "return max(xs)",
        "pre: max(xs) > 0\npost: __return__ > 1",
        "pre: max(xs) > 0\npost: __return__ > 0",
    ),
    claims(
        "a postcondition with an index past the end is broken",
        _NUMBER,
        "return sum(xs[:1])",
        "post: __return__ == xs[0]",
        "post: len(xs) == 0 or __return__ == xs[0]",
    ),
    bodies(
        "a test comes before the item",
        "(xs: list[int]) -> list[int]",
        "post: len(__return__) <= len(xs)",
        "return [10 // x for x in xs]",
        "return [10 // x for x in xs if x != 0]",
    ),
    bodies(
        "tests go from left to right",
        "(xs: list[int]) -> list[int]",
        "post: len(__return__) <= len(xs)",
        "return [x for x in xs if 10 // x > 1 if x != 0]",
        "return [x for x in xs if x != 0 if 10 // x > 1]",
    ),
    claims(
        "a quantifier over no places says nothing of the list",
        _TEST,
        "return all(xs[i] < xs[i + 1] for i in range(len(xs) - 1))",
        "post: not __return__ or len(xs) >= 2",
        "post: __return__ or len(xs) >= 2",
    ),
    claims(
        "neighbours that differ are not all different",
        _TEST,
        "return all(xs[i] != xs[i + 1] for i in range(len(xs) - 1))",
        "post: not __return__ or len(xs) < 3 or xs[0] != xs[2]",
        "post: not __return__ or len(xs) < 3 or xs[1] != xs[2]",
    ),
    claims(
        "every second number of a range",
        "(x: int) -> bool",
        "return x in range(10, 0, -2)",
        "post: __return__ == (0 < x <= 10)",
        "post: __return__ == (0 < x <= 10 and x % 2 == 0)",
    ),
    claims(
        "a function gives one answer for one input, and any for another",
        "(p: Callable[[int], bool], x: int, y: int) -> bool",
        "return p(x) == p(y)",
        "post: __return__ == (x == y)",
        "post: __return__ or x != y",
        before=_CALLABLE,
    ),
    claims(
        "a test that is given may be always false",
        "(p: Callable[[int], bool], xs: list[int]) -> bool",
        "return any(p(x) for x in xs)",
        "post: __return__ == (len(xs) > 0)",
        "post: not __return__ or len(xs) > 0",
        before=_CALLABLE,
    ),
    claims(
        "what passes a test is not all",
        "(p: Callable[[int], bool], xs: list[int]) -> list[int]",
        "return [x for x in xs if p(x)]",
        "post: len(__return__) == len(xs)",
        "post: all(p(x) for x in __return__)",
        before=_CALLABLE,
    ),
    claims(
        "a function is not its own inverse",
        "(g: Callable[[int], int], x: int) -> int",
        "return g(g(x))",
        "post: __return__ == x",
        "post: __return__ == g(g(x))",
        before=_CALLABLE,
    ),
)
