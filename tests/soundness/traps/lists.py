"""Lists: places, slices, and what builtins make of them."""

from tests.soundness.traps.building import UNSUPPORTED, bodies, claims, files

_LIST = "(xs: list[int]) -> list[int]"
_NUMBER = "(xs: list[int]) -> int"
_TEST = "(xs: list[int]) -> bool"
_TWO = "(xs: list[int], ys: list[int]) -> list[int]"
_PLACE = "(xs: list[int], i: int) -> list[int]"
_COUNT = "(n: int) -> list[int]"
_SOME = "pre: len(xs) > 0\n"

TRAPS = (
    claims(
        "xs[-1] is the last item",
        _NUMBER,
        "return xs[-1]",
        _SOME + "post: __return__ == xs[0]",
        _SOME + "post: __return__ == xs[len(xs) - 1]",
    ),
    bodies(
        "an empty list has no first item",
        _NUMBER,
        "post: True",
        "return xs[0]",
        "return xs[0] if len(xs) > 0 else 0",
    ),
    bodies(
        "a list of one has no item before the last",
        _NUMBER,
        "post: True",
        "return xs[-2]",
        "return xs[-2] if len(xs) >= 2 else 0",
    ),
    claims(
        "item -0 is the first",
        _NUMBER,
        "return xs[-0]",
        _SOME + "post: __return__ == xs[-1]",
        _SOME + "post: __return__ == xs[0]",
    ),
    bodies(
        "an index may be negative, not too negative",
        "(xs: list[int], i: int) -> int",
        "pre: i < len(xs)\npost: True",
        "return xs[i]",
        "return xs[i] if i >= 0 else 0",
    ),
    claims(
        "a bool is an index",
        "(xs: list[int], b: bool) -> int",
        "return xs[b]",
        "pre: len(xs) >= 2\npost: __return__ == xs[0]",
        "pre: len(xs) >= 2\npost: __return__ == (xs[1] if b else xs[0])",
    ),
    claims(
        "a slice of a list never raises",
        _LIST,
        "return xs[2:4]",
        "post: len(__return__) == 2",
        "post: len(__return__) <= 2",
    ),
    claims(
        "a slice of a list that crosses is empty",
        _LIST,
        "return xs[3:1]",
        "post: len(xs) < 4 or len(__return__) > 0",
        "post: len(__return__) == 0",
    ),
    claims(
        "a slice from before the beginning is the whole list",
        _LIST,
        "return xs[-3:]",
        "post: len(__return__) == 3",
        "post: len(xs) > 3 or __return__ == xs",
    ),
    claims(
        "an empty list stays empty without its last",
        _LIST,
        "return xs[:-1]",
        "post: len(__return__) == len(xs) - 1",
        "post: len(__return__) == max(len(xs) - 1, 0)",
    ),
    claims(
        "a list up to -0 is empty",
        _LIST,
        "return xs[:-0]",
        "post: __return__ == xs",
        "post: len(__return__) == 0",
    ),
    claims(
        "a stop may be negative",
        _PLACE,
        "return xs[:i]",
        "post: len(__return__) <= max(i, 0)",
        "pre: i >= 0\npost: len(__return__) <= i",
    ),
    bodies(
        "both parts at any place give the whole",
        _PLACE,
        "post: __return__ == xs",
        "return xs[i:] + xs[:i]",
        "return xs[:i] + xs[i:]",
    ),
    bodies(
        "the item at a place and the rest after it",
        _PLACE,
        "pre: -len(xs) <= i < len(xs)\npost: __return__ == xs",
        "return xs[:i] + [xs[i]] + xs[i + 1 :]",
        "k = i if i >= 0 else i + len(xs)\nreturn xs[:k] + [xs[k]] + xs[k + 1 :]",
    ),
    claims(
        "a reversed slice begins with the last",
        _LIST,
        "return xs[::-1]",
        _SOME + "post: __return__[0] == xs[0]",
        _SOME + "post: __return__[0] == xs[-1]",
    ),
    bodies(
        "a stride of two is not modelled",
        _LIST,
        "post: len(__return__) <= len(xs)",
        "return xs[::2]",
        "return xs[::-1]",
        told=UNSUPPORTED,
    ),
    claims(
        "a list times less than one is empty",
        _COUNT,
        "return [0] * n",
        "pre: -9 <= n <= 9\npost: len(__return__) == n",
        "pre: -9 <= n <= 9\npost: len(__return__) == max(n, 0)",
    ),
    claims(
        "what is repeated is what was there",
        _COUNT,
        "return [7] * n",
        "pre: 0 < n < 9\npost: sum(__return__) == 7",
        "pre: 0 < n < 9\npost: __return__[n - 1] == 7",
    ),
    claims(
        "joined lists keep their order",
        _TWO,
        "return xs + ys",
        "post: __return__ == ys + xs",
        "post: __return__[: len(xs)] == xs",
    ),
    claims(
        "the sum of nothing is zero",
        _NUMBER,
        "return sum(xs)",
        "pre: all(x > 0 for x in xs)\npost: __return__ > 0",
        "pre: len(xs) == 0\npost: __return__ == 0",
    ),
    claims(
        "the sum of bools counts them",
        "(a: bool, b: bool) -> int",
        "return sum([a, b])",
        "post: __return__ <= 1",
        "post: __return__ <= 2 and (__return__ == 2) == (a and b)",
    ),
    bodies(
        "nothing has no largest",
        _NUMBER,
        "post: True",
        "return max(xs)",
        "return max(xs) if len(xs) > 0 else 0",
    ),
    bodies(
        "nothing has no smallest",
        _NUMBER,
        "post: True",
        "return min(xs)",
        "return min(xs) if len(xs) > 0 else 0",
    ),
    claims(
        "the largest may stand anywhere",
        _NUMBER,
        "return max(xs)",
        _SOME + "post: __return__ == xs[-1]",
        _SOME + "post: all(x <= __return__ for x in xs)",
    ),
    claims(
        "largest and smallest may be one",
        _NUMBER,
        "return max(xs) - min(xs)",
        _SOME + "post: __return__ > 0",
        _SOME + "post: __return__ >= 0",
    ),
    claims(
        "sorted makes a new list",
        _LIST,
        "ys = sorted(xs)\nreturn xs if len(ys) == len(xs) else ys",
        "post: all(__return__[i] <= __return__[i + 1] for i in range(len(xs) - 1))",
        "post: __return__ == xs",
    ),
    claims(
        "sorted keeps what was there, not where",
        _LIST,
        "return sorted(xs)",
        "post: __return__ == xs",
        "post: len(__return__) == len(xs)",
    ),
    claims(
        "equal neighbours are in order",
        _LIST,
        "return sorted(xs)",
        "post: all(__return__[i] < __return__[i + 1] for i in range(len(xs) - 1))",
        "post: all(__return__[i] <= __return__[i + 1] for i in range(len(xs) - 1))",
    ),
    claims(
        "the last of the sorted is not the last",
        _NUMBER,
        "return sorted(xs)[-1]",
        _SOME + "post: __return__ == xs[-1]",
        _SOME + "post: __return__ in xs",
    ),
    claims(
        "membership compares, it does not look for an index",
        _TEST,
        "return 0 in xs",
        "post: __return__ == (len(xs) > 0)",
        "post: __return__ == any(x == 0 for x in xs)",
    ),
    claims(
        "a list with a zero is true",
        _NUMBER,
        "return 1 if xs else 0",
        "post: (__return__ == 1) == any(x != 0 for x in xs)",
        "post: __return__ == min(len(xs), 1)",
    ),
    claims(
        "all of nothing is true",
        _TEST,
        "return all(x > 0 for x in xs)",
        "post: not __return__ or len(xs) > 0",
        "post: __return__ or len(xs) > 0",
    ),
    claims(
        "any of nothing is false",
        _TEST,
        "return any(x > 0 for x in xs)",
        "post: __return__ or len(xs) > 0",
        "post: not __return__ or len(xs) > 0",
    ),
    claims(
        "not all is not none",
        _TEST,
        "return not all(x > 0 for x in xs)",
        "post: __return__ == all(x <= 0 for x in xs)",
        "post: __return__ == any(x <= 0 for x in xs)",
    ),
    bodies(
        "any stops at the first true one, all at the first false one",
        _TEST,
        "post: True",
        "return any(10 // x > 3 for x in xs)",
        "return any(x != 0 and 10 // x > 3 for x in xs)",
    ),
    claims(
        "a count may be more than one",
        _NUMBER,
        "return xs.count(1)",
        "post: __return__ == (1 if 1 in xs else 0)",
        "post: (__return__ > 0) == (1 in xs)",
    ),
    bodies(
        "index of what is not there raises",
        _NUMBER,
        "post: True",
        "return xs.index(1)",
        "return xs.index(1) if 1 in xs else -1",
    ),
    claims(
        "index is the first place",
        _NUMBER,
        "return xs.index(1)",
        "pre: 1 in xs\npost: all(xs[i] != 1 for i in range(__return__ + 1, len(xs)))",
        "pre: 1 in xs\npost: all(xs[i] != 1 for i in range(__return__))",
    ),
    claims(
        "lists compare item by item, the first that differs decides",
        "(xs: list[int], ys: list[int]) -> bool",
        "return xs == ys",
        "post: __return__ == (len(xs) == len(ys) and xs[:1] == ys[:1])",
        "post: not __return__ or len(xs) == len(ys)",
    ),
    claims(
        "zip ends with the shorter",
        "(xs: list[int], ys: list[int]) -> int",
        "return len([x + y for x, y in zip(xs, ys)])",
        "post: __return__ == len(xs)",
        "post: __return__ == min(len(xs), len(ys))",
    ),
    claims(
        "enumerate counts from zero",
        _LIST,
        "return [i for i, x in enumerate(xs)]",
        _SOME + "post: __return__[0] == 1",
        _SOME + "post: __return__[0] == 0",
    ),
    claims(
        "a test drops items",
        _LIST,
        "return [x for x in xs if x > 0]",
        "post: len(__return__) == len(xs)",
        "post: all(x > 0 for x in __return__)",
    ),
    claims(
        "the name of a comprehension is its own",
        _NUMBER,
        "x = 1\nys = [x for x in xs]\nreturn x if len(ys) == len(xs) else 0",
        _SOME + "post: __return__ == xs[-1]",
        _SOME + "post: __return__ == 1",
    ),
    claims(
        "range of less than nothing is empty",
        _COUNT,
        "return list(range(n))",
        "pre: n < 9\npost: len(__return__) == n",
        "pre: n < 9\npost: len(__return__) == max(n, 0)",
    ),
    claims(
        "range leaves its stop out",
        "(a: int, b: int) -> list[int]",
        "return list(range(a, b))",
        "pre: a < b < a + 9\npost: __return__[-1] == b",
        "pre: a < b < a + 9\npost: __return__[-1] == b - 1",
    ),
    claims(
        "reversed keeps all",
        _LIST,
        "return list(reversed(xs))",
        "post: __return__ == xs",
        "post: __return__ == xs[::-1]",
    ),
    bodies(
        "a row may be empty",
        "(grid: list[list[int]]) -> int",
        "pre: len(grid) > 0\npost: True",
        "return grid[0][0]",
        "return grid[0][0] if len(grid[0]) > 0 else 0",
    ),
    claims(
        "rows have lengths of their own",
        "(grid: list[list[int]]) -> int",
        "return len(grid[0])",
        "pre: len(grid) > 1\npost: __return__ == len(grid[1])",
        "pre: len(grid) > 1\npost: __return__ >= 0",
    ),
    bodies(
        "a list unpacks into as many names as it has items",
        _NUMBER,
        "pre: len(xs) >= 2\npost: __return__ == xs[0] + xs[1]",
        "a, b = xs\nreturn a + b",
        "a, b = xs[0], xs[1]\nreturn a + b",
        told=UNSUPPORTED,
    ),
    bodies(
        "which list it is, is not modelled",
        "(xs: list[int], ys: list[int]) -> bool",
        "post: not __return__ or xs == ys",
        "return xs is ys",
        "return xs == ys",
        told=UNSUPPORTED,
    ),
    bodies(
        "a number of copies fits the machine",
        _COUNT,
        "pre: -(2**64) <= n <= 3\npost: len(__return__) <= 3",
        "return [0] * n",
        "return [0] * n if n > 0 else []",
    ),
    bodies(
        "the sum of no fractions is no fraction",
        "(xs: list[Fraction]) -> Fraction",
        "post: len(xs) != 1 or __return__ == xs[0]",
        "return sum(xs)",
        "return Fraction(0) if len(xs) != 1 else xs[0]",
        told=UNSUPPORTED,
    ),
    files(
        "a file's own function goes before the builtin of its name",
        """
def sorted(xs: list[int]) -> list[int]:
    return xs


def f(xs: list[int]) -> list[int]:
    \"\"\"Doc.

    post: all(__return__[i] <= __return__[i + 1] for i in range(len(__return__) - 1))
    \"\"\"
    return sorted(xs)
""",
        """
def ordered(xs: list[int]) -> list[int]:
    return sorted(xs)


def f(xs: list[int]) -> list[int]:
    \"\"\"Doc.

    post: all(__return__[i] <= __return__[i + 1] for i in range(len(__return__) - 1))
    \"\"\"
    return ordered(xs)
""",
        told="ContractError",
    ),
    claims(
        "equal lists may have equal parts at other places",
        "(xs: list[int], ys: list[int]) -> bool",
        "return xs + ys == ys + xs",
        "post: not __return__ or xs == ys",
        "post: __return__ or xs != ys",
    ),
    claims(
        "a list within a list is one item",
        "(xs: list[int]) -> list[list[int]]",
        "return [xs, xs]",
        "post: len(__return__) == 2 * len(xs)",
        "post: len(__return__) == 2 and __return__[1] == xs",
    ),
    claims(
        "of a list of words the first is a word",
        "(words: list[str]) -> int",
        "return len(words[0])",
        "pre: len(words) > 0\npost: __return__ == len(words)",
        "pre: len(words) > 0\npost: __return__ >= 0",
    ),
)
