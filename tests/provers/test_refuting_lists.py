"""Subtly wrong functions on lists, strings, dicts and sets: each is refuted after few inputs."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from lemmata.contracts.reading import read_source
from lemmata.contracts.verdicts import Verdict
from lemmata.language.interpreter import compiled
from lemmata.language.parsing import parse_program
from lemmata.obligations.solvers import Solvers
from lemmata.provers.constants import constants_of
from lemmata.provers.limits import Limits
from lemmata.provers.protocol import Question
from lemmata.provers.searching import Search
from lemmata.provers.small_scope import PROVER as SMALL_SCOPE
from lemmata.sandbox import Child, Sandbox

TRIES = 600


class Pair(NamedTuple):
    """A contract with a body that meets it, and the change that breaks it."""

    name: str
    signature: str
    contract: str
    body: str
    right: str
    wrong: str

    def source(self, *, is_right: bool) -> str:
        """The task file of one of the two."""
        assert self.right in self.body
        body = self.body if is_right else self.body.replace(self.right, self.wrong, 1)
        lines = [f"def f{self.signature}:", '    """What is promised.', ""]
        lines += [f"    {line}" for line in self.contract.splitlines()]
        lines += ['    """', *(f"    {line}" for line in body.splitlines())]
        return "from collections.abc import Callable\n\n\n" + "\n".join(lines) + "\n"


SORTED = "pre: all(xs[i] <= xs[i + 1] for i in range(len(xs) - 1))\n"
SCAN = "best = xs[0]\nfor x in xs:\n    if x > best:\n        best = x\nreturn best"
SEARCH = (
    "low = 0\nhigh = len(xs) - 1\nwhile low <= high:\n    mid = (low + high) // 2\n"
    "    if xs[mid] == t:\n        return mid\n    if xs[mid] < t:\n        low = mid + 1\n"
    "    else:\n        high = mid - 1\nreturn -1"
)
INSERT = (
    "out: list[int] = []\ndone = False\nfor x in xs:\n    if not done and v <= x:\n"
    "        out.append(v)\n        done = True\n    out.append(x)\n"
    "if not done:\n    out.append(v)\nreturn out"
)
IN_ORDER = "all(__return__[i] <= __return__[i + 1] for i in range(len(__return__) - 1))"
PAIRS = (
    Pair(
        "max scan",
        "(xs: list[int]) -> int",
        "pre: len(xs) > 0\npost: __return__ in xs and all(x <= __return__ for x in xs)",
        SCAN,
        "best = xs[0]",
        "best = 0",
    ),
    Pair(
        "max scan, the last item",
        "(xs: list[int]) -> int",
        "pre: len(xs) > 0\npost: __return__ in xs and all(x <= __return__ for x in xs)",
        SCAN,
        "for x in xs:",
        "for x in xs[:-1]:",
    ),
    Pair(
        "binary search, the last place",
        "(xs: list[int], t: int) -> int",
        SORTED + "post: (__return__ == -1 and t not in xs) or xs[__return__] == t",
        SEARCH,
        "low <= high",
        "low < high",
    ),
    Pair(
        "binary search, off by two",
        "(xs: list[int], t: int) -> int",
        SORTED + "post: (__return__ == -1 and t not in xs) or xs[__return__] == t",
        SEARCH,
        "mid + 1",
        "mid + 2",
    ),
    Pair(
        "insert sorted",
        "(xs: list[int], v: int) -> list[int]",
        SORTED + f"post: {IN_ORDER} and __return__.count(v) == xs.count(v) + 1",
        INSERT,
        "v <= x",
        "v > x",
    ),
    Pair(
        "insert sorted, at the end",
        "(xs: list[int], v: int) -> list[int]",
        SORTED + f"post: {IN_ORDER} and len(__return__) == len(xs) + 1",
        INSERT,
        "if not done:",
        "if not xs:",
    ),
    Pair(
        "count",
        "(xs: list[int], t: int) -> int",
        "post: __return__ == xs.count(t)",
        "n = 0\nfor i in range(len(xs)):\n    if xs[i] == t:\n        n += 1\nreturn n",
        "range(len(xs))",
        "range(1, len(xs))",
    ),
    Pair(
        "dedupe",
        "(xs: list[int]) -> list[int]",
        "post: set(__return__) == set(xs)\npost: all(__return__.count(x) == 1 for x in __return__)",
        "out: list[int] = []\nfor x in xs:\n    if x not in out:\n        out.append(x)\n"
        "return out",
        "x not in out",
        "not out or out[-1] != x",
    ),
    Pair(
        "reverse",
        "(xs: list[int]) -> list[int]",
        "post: __return__ == xs[::-1]",
        "out = list(xs)\nn = len(out)\nfor i in range(n // 2):\n"
        "    out[i], out[n - 1 - i] = out[n - 1 - i], out[i]\nreturn out",
        "range(n // 2)",
        "range((n - 1) // 2)",
    ),
    Pair(
        "partition",
        "(xs: list[int], p: int) -> tuple[list[int], list[int]]",
        "post: all(x < p for x in __return__[0]) and all(x >= p for x in __return__[1])\n"
        "post: len(__return__[0]) + len(__return__[1]) == len(xs)",
        "low: list[int] = []\nhigh: list[int] = []\nfor x in xs:\n    if x < p:\n"
        "        low.append(x)\n    else:\n        high.append(x)\nreturn low, high",
        "x < p",
        "x <= p",
    ),
    Pair(
        "two sum",
        "(xs: list[int], t: int) -> bool",
        "post: __return__ == any(xs[i] + xs[j] == t for i in range(len(xs)) for j in range(i))",
        "seen: set[int] = set()\nfor x in xs:\n    if t - x in seen:\n        return True\n"
        "    seen.add(x)\nreturn False",
        "    if t - x in seen:\n        return True\n    seen.add(x)",
        "    seen.add(x)\n    if t - x in seen:\n        return True",
    ),
    Pair(
        "is sorted",
        "(xs: list[int]) -> bool",
        "post: __return__ == (sorted(xs) == xs)",
        "for i in range(len(xs) - 1):\n    if xs[i] > xs[i + 1]:\n        return False\n"
        "return True",
        "xs[i] > xs[i + 1]",
        "xs[i] >= xs[i + 1]",
    ),
    Pair(
        "running sums",
        "(xs: list[int]) -> list[int]",
        "post: len(__return__) == len(xs)\n"
        "post: all(__return__[i] == sum(xs[: i + 1]) for i in range(len(xs)))",
        "out: list[int] = []\nt = 0\nfor x in xs:\n    t += x\n    out.append(t)\nreturn out",
        "    t += x\n    out.append(t)",
        "    out.append(t)\n    t += x",
    ),
    Pair(
        "merge",
        "(xs: list[int], ys: list[int]) -> list[int]",
        SORTED + "pre: all(ys[i] <= ys[i + 1] for i in range(len(ys) - 1))\n"
        "post: __return__ == sorted(xs + ys)",
        "out: list[int] = []\ni = 0\nj = 0\nwhile i < len(xs) and j < len(ys):\n"
        "    if xs[i] <= ys[j]:\n        out.append(xs[i])\n        i += 1\n    else:\n"
        "        out.append(ys[j])\n        j += 1\nreturn out + xs[i:] + ys[j:]",
        "out + xs[i:] + ys[j:]",
        "out + xs[i:]",
    ),
    Pair(
        "dot product of equal lengths",
        "(xs: list[int], ys: list[int]) -> int",
        "pre: len(xs) == len(ys)\npost: __return__ == sum(xs[i] * ys[i] for i in range(len(xs)))",
        "t = 0\nfor a, b in zip(xs, ys):\n    t += a * b\nreturn t",
        "zip(xs, ys)",
        "zip(xs[1:], ys[1:])",
    ),
    Pair(
        "an item at an index",
        "(xs: list[int], n: int) -> int",
        "pre: 0 <= n < len(xs)\npost: __return__ == xs[n]",
        "i = 0\nfor x in xs:\n    if i == n:\n        return x\n    i += 1\nreturn 0",
        "    i += 1",
        "    i += 2",
    ),
    Pair(
        "count of a given length",
        "(xs: list[int], n: int) -> int",
        "pre: n == len(xs)\npost: __return__ == sum(1 for x in xs if x > 0)",
        "c = 0\ni = 0\nwhile i < n:\n    if xs[i] > 0:\n        c += 1\n    i += 1\nreturn c",
        "xs[i] > 0",
        "xs[i] >= 0",
    ),
    Pair(
        "longest run",
        "(xs: list[int]) -> int",
        "post: any(xs[i : i + __return__] == [xs[i]] * __return__ for i in range(len(xs)))"
        " or __return__ == 0\n"
        "post: all(xs[i : i + __return__ + 1] != [xs[i]] * (__return__ + 1)"
        " for i in range(len(xs)))",
        "best = 0\nrun = 0\nfor i in range(len(xs)):\n"
        "    run = run + 1 if i > 0 and xs[i] == xs[i - 1] else 1\n"
        "    best = max(best, run)\nreturn best",
        "    best = max(best, run)\nreturn best",
        "    if run == 1:\n        best = max(best, run)\nreturn max(best, run)",
    ),
    Pair(
        "rows of a rectangle",
        "(grid: list[list[int]]) -> list[int]",
        "pre: all(len(row) == len(grid[0]) for row in grid)\n"
        "post: __return__ == [sum(row) for row in grid]",
        "out: list[int] = []\nfor row in grid:\n    t = 0\n    for x in row:\n        t += x\n"
        "    out.append(t)\nreturn out",
        "for x in row:",
        "for x in row[:2]:",
    ),
    Pair(
        "filter by a function",
        "(xs: list[int], p: Callable[[int], bool]) -> list[int]",
        "post: __return__ == [x for x in xs if p(x)]",
        "out: list[int] = []\nfor x in xs:\n    if p(x):\n        out.append(x)\nreturn out",
        "out.append(x)",
        "out.insert(0, x)",
    ),
    Pair(
        "find by a function",
        "(xs: list[int], p: Callable[[int], bool]) -> int | None",
        "post: __return__ is not None or not any(p(x) for x in xs)\n"
        "post: __return__ is None or p(__return__)",
        "for x in xs:\n    if p(x):\n        return x\nreturn None",
        "return x",
        "return abs(x)",
    ),
    Pair(
        "letters counted",
        "(s: str) -> dict[str, int]",
        "post: all(__return__.get(c, 0) == s.count(c) for c in s)",
        "d: dict[str, int] = {}\nfor c in s:\n    d[c] = d.get(c, 0) + 1\nreturn d",
        "d.get(c, 0) + 1",
        "1",
    ),
    Pair(
        "palindrome",
        "(s: str) -> bool",
        "post: __return__ == (s == s[::-1])",
        "for i in range(len(s) // 2):\n    if s[i] != s[len(s) - 1 - i]:\n        return False\n"
        "return True",
        "range(len(s) // 2)",
        "range(1, len(s) // 2)",
    ),
    Pair(
        "digits",
        "(s: str) -> int",
        "post: __return__ == sum(1 for c in s if c.isdigit())",
        "n = 0\nfor c in s:\n    if c.isdigit():\n        n += 1\nreturn n",
        "c.isdigit()",
        "'0' <= c <= '9'",
    ),
    Pair(
        "words",
        "(s: str) -> int",
        "post: __return__ == len(s.split())",
        "return len(s.split())",
        "s.split()",
        "s.split(' ')",
    ),
    Pair(
        "a number read",
        "(s: str) -> int",
        "raises: ValueError\npost: True",
        "if not s:\n    raise ValueError('empty')\nreturn 10 // (int(s) * 0 + 1)",
        "* 0 + 1",
        "+ 7",
    ),
    Pair(
        "common items",
        "(xs: set[int], ys: set[int]) -> set[int]",
        "post: __return__ == {x for x in xs if x in ys}",
        "return xs & ys",
        "xs & ys",
        "xs | ys",
    ),
)


def search(pair: Pair, *, is_right: bool) -> tuple[Search, object]:
    """The search over one of the two, and the first input that breaks the contract."""
    program = parse_program(read_source(pair.source(is_right=is_right)))
    assert "f" in program.functions, program.unsupported
    checker = compiled(program, "f")
    kinds = [parameter.type for parameter in checker.function.parameters]
    made = Search(checker, kinds, constants_of(program, "f"), TRIES)
    return made, next((found for found in made.admitted() if made.breaks(found)), None)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_the_wrong_one_breaks_within_a_few_hundred_inputs(pair: Pair) -> None:
    """And the right one never does; both meet many admitted inputs."""
    made, found = search(pair, is_right=False)
    assert found is not None
    assert made.tried <= TRIES // 2
    made, found = search(pair, is_right=True)
    assert found is None
    assert made.found >= TRIES // 4


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    """A warm process for all of them."""
    made = Child()
    yield made
    made.close()


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_the_refutation_replays_and_is_small(pair: Pair, child: Child, solvers: Solvers) -> None:
    """CPython itself breaks the contract, on an input of a few items."""
    module = read_source(pair.source(is_right=False))
    program = parse_program(module)
    with Sandbox(module, program, child=child) as sandbox:
        question = Question(module, program, "f", sandbox, solvers)
        said = SMALL_SCOPE.ask(question, Limits())
    assert said.verdict is Verdict.REFUTED, said.reason
    assert said.witness is not None
    assert len(str(said.witness)) < 160
