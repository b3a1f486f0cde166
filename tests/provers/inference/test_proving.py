"""Loops and recursion without a hint by hand: the truth is proved, its lie never."""

from dataclasses import replace
from itertools import pairwise

import pytest

from lemmata.contracts.verdicts import Verdict
from lemmata.language.tree import Program
from lemmata.obligations import Derivation, derivation
from lemmata.obligations.solvers import Solvers
from lemmata.provers.inference import houdini
from lemmata.provers.inference import prover as searching
from lemmata.provers.limits import limits_for
from lemmata.provers.registry import prover
from tests.provers.asking import question_about

TRUE = {
    "a sum": (
        "def f(xs: list[int]) -> int:\n"
        '    """Doc.\n\n    post: __return__ == sum(xs)\n    """\n'
        "    total = 0\n    for x in xs:\n        total += x\n    return total\n",
        [("total += x", "total += x + 1"), ("total = 0", "total = 1"), ("in xs:", "in xs[1:]:")],
    ),
    "a search that leaves early": (
        "def f(x: int, xs: list[int]) -> bool:\n"
        '    """Doc.\n\n    post: __return__ == (x in xs)\n    """\n'
        "    for y in xs:\n        if y == x:\n            return True\n    return False\n",
        [("y == x", "y >= x"), ("return False", "return len(xs) > 3"), ("y == x", "y == x + 1")],
    ),
    "a root": (
        "def f(t: int) -> int:\n"
        '    """Doc.\n\n    pre: t >= 0\n    post: __return__ * __return__ >= t\n'
        '    post: all(y * y < t for y in range(__return__))\n    """\n'
        "    n = 0\n    while n * n < t:\n        n += 1\n    return n\n",
        [("n += 1", "n += 2"), ("n = 0", "n = 1"), ("n * n < t", "n < t")],
    ),
    "a list that is built": (
        "def f(xs: list[int]) -> list[int]:\n"
        '    """Doc.\n\n    post: len(__return__) == len(xs)\n'
        '    post: all(__return__[i] == 2 * xs[i] for i in range(len(xs)))\n    """\n'
        "    out: list[int] = []\n    for x in xs:\n        out.append(2 * x)\n    return out\n",
        [
            ("2 * x)", "3 * x)"),
            ("in xs:", "in xs[:1]:"),
            ("out.append", "out.insert(0, 1); out.append"),
        ],
    ),
    "a parameter that shrinks": (
        "def f(a: int, b: int) -> int:\n"
        '    """Doc.\n\n    pre: a >= 0 and b > 0\n    post: 0 <= __return__ < b\n    """\n'
        "    while a >= b:\n        a -= b\n    return a\n",
        [("a -= b", "a -= b + 1"), ("a >= b:", "a > b:"), ("return a", "return a + 1")],
    ),
    "a common divisor": (
        "def f(a: int, b: int) -> int:\n"
        '    """Doc.\n\n    pre: a != 0 or b != 0\n    post: __return__ > 0\n'
        '    post: a % __return__ == 0 and b % __return__ == 0\n    """\n'
        "    while b:\n        a, b = b, a % b\n    return abs(a)\n",
        [("b, a % b", "b, a // b"), ("abs(a)", "abs(a) + 1"), ("b, a % b", "b, b % a")],
    ),
    "a divisor, by subtraction": (
        "def f(a: int, b: int) -> int:\n"
        '    """Doc.\n\n    pre: a > 0 and b > 0\n    post: __return__ >= 1\n'
        '    post: a % __return__ == 0 and b % __return__ == 0\n    """\n'
        "    x, y = a, b\n    while y:\n"
        "        if x < y:\n            x, y = y, x\n        x -= y\n    return x\n",
        [("x -= y", "x -= 1"), ("x, y = a, b", "x, y = a, a")],
    ),
    "recursion": (
        "def f(n: int) -> int:\n"
        '    """Doc.\n\n    pre: n >= 0\n    post: 2 * __return__ == n * (n + 1)\n    """\n'
        "    return 0 if n == 0 else n + f(n - 1)\n",
        [("n + f", "f"), ("0 if n == 0", "1 if n == 0"), ("n - 1)", "n)")],
    ),
    "recursion by two": (
        "def f(n: int) -> bool:\n"
        '    """Doc.\n\n    pre: n >= 0\n    post: __return__ == (n % 2 == 0)\n    """\n'
        "    return True if n == 0 else g(n - 1)\n\n\n"
        "def g(n: int) -> bool:\n"
        '    """Doc.\n\n    pre: n >= 0\n    post: __return__ == (n % 2 == 1)\n    """\n'
        "    return False if n == 0 else f(n - 1)\n",
        [("f(n - 1)", "not f(n - 1)"), ("True if n == 0", "n > 0 if n == 0"), ("g(n - 1)", "g(n)")],
    ),
}


@pytest.mark.parametrize("law", TRUE)
def test_the_truth_is_proved_and_no_lie_is(law: str, solvers: Solvers) -> None:
    """The obligations of the truth hold by hints that were found; of each lie one does not."""
    truth, lies = TRUE[law]
    sources = [truth, *(truth.replace(old, new, 1) for old, new in lies)]
    assert len(set(sources)) == len(lies) + 1
    said = []
    for source in sources:
        with question_about(source, solvers=solvers) as question:
            said.append(prover("invariants").ask(question, limits_for(5)).verdict)
    assert said[0] is Verdict.PROVED
    assert Verdict.PROVED not in said[1:]


@pytest.mark.parametrize(
    "body",
    [
        "    while True:\n        n += 1\n",
        "    while n < 10:\n        n -= 1\n    return n\n",
        "    while n != 10:\n        n += 2\n    return n\n",
        "    return f(n)\n",
        "    return f(n + 1) if n < 0 else f(n - 1)\n",
    ],
)
def test_what_may_not_end_is_never_proved(body: str, solvers: Solvers) -> None:
    """Total correctness: a contract that every value meets is not met by none."""
    source = f'def f(n: int) -> int:\n    """Doc.\n\n    post: True\n    """\n{body}'
    with question_about(source, solvers=solvers) as question:
        said = prover("invariants").ask(question, limits_for(5))
    assert said.verdict is Verdict.UNKNOWN
    assert "nothing shows that it ends" in said.reason


def test_a_function_without_loops_is_not_its_business(solvers: Solvers) -> None:
    """It says so, and the portfolio does not repeat it."""
    source = (
        'def f(n: int) -> int:\n    """Doc.\n\n    post: __return__ == n\n    """\n    return n\n'
    )
    with question_about(source, solvers=solvers) as question:
        said = prover("invariants").ask(question, limits_for(5))
    assert (said.verdict, said.applies) == (Verdict.UNKNOWN, False)


def test_only_what_is_needed_is_carried_along(solvers: Solvers) -> None:
    """The hints of the evidence are few, and its obligations show each of them."""
    with question_about(TRUE["a root"][0], solvers=solvers) as question:
        said = prover("invariants").ask(question, limits_for(5))
    assert said.evidence is not None
    ((name, hints),) = said.evidence.hints
    (loop,) = hints.loops
    assert name == "f"
    assert len(loop.invariants) <= 4
    assert loop.measures
    for at in range(1, len(loop.invariants) + 1):
        shown = [o for o in said.evidence.obligations if o.name.startswith(f"loop-1-hint-{at}-")]
        assert shown


FEW = 60_000  # units of z3, too few for the invariant of a rotation
ROTATION = (
    "def f(xs: list[int], n: int) -> list[int]:\n"
    '    """Doc.\n\n    post: len(__return__) == len(xs)\n'
    '    post: all(__return__[i] == xs[(i - n) % len(xs)] for i in range(len(xs)))\n    """\n'
    "    out: list[int] = []\n    for i in range(len(xs)):\n"
    "        out.append(xs[(i - n) % len(xs)])\n    return out\n"
)


def test_what_went_for_want_of_units_is_asked_again(
    solvers: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An invariant that z3 shows with more units than a search gives at first is found."""
    monkeypatch.setattr(houdini, "_QUICK", replace(houdini._QUICK, z3_rlimit=FEW))
    verdicts = []
    with question_about(ROTATION, solvers=solvers) as question:
        verdicts.append(prover("invariants").ask(question, limits_for(5)).verdict)
        monkeypatch.setattr(searching.Search, "again", lambda search: False)
        verdicts.append(prover("invariants").ask(question, limits_for(5)).verdict)
    assert verdicts == [Verdict.PROVED, Verdict.UNKNOWN]


def test_no_set_of_hints_is_derived_twice_in_a_row(
    solvers: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A derivation takes longer than most answers of solvers."""
    asked: list[Program] = []

    def counting(program: Program, name: str) -> Derivation:
        asked.append(program)
        return derivation(program, name)

    monkeypatch.setattr("lemmata.provers.inference.prover.derivation", counting)
    with question_about(TRUE["a root"][0], solvers=solvers) as question:
        assert prover("invariants").ask(question, limits_for(5)).verdict is Verdict.PROVED
    assert len(asked) > 2
    assert all(one != other for one, other in pairwise(asked[1:]))
