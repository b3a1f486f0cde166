"""Regions of functions: they divide the inputs, and say what CPython does in each."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lemmata.analyses.bench import Bench
from lemmata.analyses.cases import cases, missing
from lemmata.analyses.explaining import Admitted, Explained, Explanation, explain_module
from lemmata.contracts.errors import ChoiceError
from lemmata.contracts.reading import read_source
from lemmata.language.interpreter import Raised, Returned
from tests.analyses.regions_fuzzing import trials

HEAD = """from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from icontract import ensure, require


class Rank(Enum):
    LOW = 1
    HIGH = 2


@dataclass(frozen=True)
class Pair:
    left: int
    right: int | None


"""


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """Warm processes."""
    with Bench() as made:
        yield made


def told(bench: Bench, text: str, name: str | None = "f") -> Explanation:
    """What is told of one function of a text."""
    (found,) = explain_module(bench, read_source(HEAD + text, needs_contract=False), name)
    return found


def regions(bench: Bench, body: str, signature: str) -> list[tuple[str, str | None]]:
    """Condition and outcome of each region of a function ``f``."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    found = told(bench, f"def f{signature}:\n{lines}")
    assert found.reason == ""
    return [(region.condition, region.returns or region.raises) for region in found.regions]


@pytest.mark.parametrize(
    ("signature", "body", "expected"),
    [
        ("(n: int) -> int", "return n + 1", [("True", "n + 1")]),
        (
            "(n: int) -> int",
            "if n > 9:\n    return 1\nreturn 2 if n > 3 else n",
            [("n > 9", "1"), ("3 < n <= 9", "2"), ("n <= 3", "n")],
        ),
        (
            "(n: int, d: int) -> int",
            "q = n // d\nreturn q if q else n",
            [
                ("d == 0", "ZeroDivisionError"),
                ("d != 0 and n // d != 0", "n // d"),
                ("d != 0 and n // d == 0", "n"),
            ],
        ),
        (
            "(n: int) -> int",
            "assert n != 4\nx = n if n > 0 else -n\nreturn x",
            [("n == 4", "AssertionError"), ("n != 4 and n > 0", "n"), ("n <= 0", "-n")],
        ),
        (
            "(s: str) -> str",
            "return s[0]",
            [("len(s) > 0", "s[0]"), ("len(s) == 0", "IndexError")],
        ),
        (
            "(r: Rank) -> int",
            "match r:\n    case Rank.LOW:\n        return 1\nreturn 2",
            [("r == Rank.LOW", "1"), ("r != Rank.LOW", "2")],
        ),
        (
            "(p: Pair) -> int",
            "return p.left if p.right is None else p.left + p.right",
            [("p.right is None", "p.left"), ("p.right is not None", "p.left + p.right")],
        ),
    ],
)
def test_regions_in_words(
    bench: Bench, signature: str, body: str, expected: list[tuple[str, str]]
) -> None:
    """Conditions and outcomes are Python over the parameters, and say no more than they must."""
    assert sorted(regions(bench, body, signature)) == sorted(expected)


def test_what_no_input_takes_is_left_out(bench: Bench) -> None:
    """A way that both solvers exclude is no region."""
    body = "if n > 3:\n    return 1 if n > 2 else 5\nreturn 0 if n * n >= 0 else 7"
    found = regions(bench, body, "(n: int) -> int")
    assert [outcome for _, outcome in found] == ["1", "0"]


def test_a_rare_region_has_a_witness(bench: Bench) -> None:
    """Solvers find the input that small values miss."""
    found = told(bench, "def f(n: int) -> int:\n    return 1 if n * 7 == 8641969 else 0\n")
    (rare,) = [region for region in found.regions if region.returns == "1"]
    assert rare.witness is not None
    assert dict(rare.witness.arguments) == {"n": 1234567}


def test_helpers_count_with_their_bodies(bench: Bench) -> None:
    """The regions of a callee are regions of its caller."""
    text = "def half(n: int) -> int:\n    assert n >= 0\n    return n // 2\n"
    found = told(bench, text + "def f(n: int) -> int:\n    return half(n) + 1\n")
    assert {(r.condition, r.returns or r.raises) for r in found.regions} == {
        ("n >= 0", "n // 2 + 1"),
        ("n < 0", "AssertionError"),
    }


def by_outcome(found: Explanation) -> dict[str | None, Explained]:
    """The regions by what they return or raise."""
    return {region.returns or region.raises: region for region in found.regions}


def test_what_the_contract_says(bench: Bench) -> None:
    """Each region knows whether it is admitted, what binds it there, and what is broken."""
    text = (
        "@require(lambda n: n < 8)\n@ensure(lambda n, result: n > 0 or result == 0)\n"
        "def f(n: int) -> int:\n    if n > 9:\n        return 3\n    if n == 2:\n"
        "        return 1 // (n - 2)\n    return 4 if n > 0 else 5\n"
    )
    found = by_outcome(told(bench, text))
    assert found["3"].admitted is Admitted.NONE
    assert not found["3"].speaks
    assert found["4"].admitted is Admitted.SOME
    assert not found["4"].speaks
    assert found["5"].constrained_by == ("n > 0 or result == 0",)
    assert found["5"].witness is not None
    assert found["5"].witness.broken == "n > 0 or result == 0"
    assert found["ZeroDivisionError"].speaks
    assert found["ZeroDivisionError"].admitted is Admitted.ALL


def test_an_example_speaks(bench: Bench) -> None:
    """A doctest binds the region that it is in, and no other."""
    text = 'def f(n: int) -> int:\n    """\n    >>> f(7)\n    1\n    """\n'
    found = by_outcome(told(bench, text + "    return 1 if n > 3 else 0\n"))
    assert (found["1"].has_examples, found["0"].has_examples) == (True, False)


def test_witnesses_were_run(bench: Bench) -> None:
    """A witness comes with what CPython did: a value, or an exception."""
    found = by_outcome(told(bench, "def f(n: int) -> int:\n    return 6 // n\n"))
    outcomes = [known.witness.outcome for known in found.values() if known.witness]
    assert Returned(6) in outcomes
    assert any(isinstance(o, Raised) and o.error == "ZeroDivisionError" for o in outcomes)


@pytest.mark.parametrize(
    "body", ["return n ** n", "return [n for _ in open('x')][0]", "return float(n)"]
)
def test_what_is_unsupported_is_named(bench: Bench, body: str) -> None:
    """No regions, and the reason."""
    found = told(bench, f"def f(n: int) -> int:\n    {body}\n")
    assert found.regions == ()
    assert found.reason


def test_too_many_ways_are_refused(bench: Bench) -> None:
    """Ten tests in a row have a thousand ways: that is no explanation."""
    tests = (f"    if n % {d} == 0:\n        t += 1\n" for d in (2, 3, 5, 7, 11, 13, 17, 19, 23))
    body = "".join(tests)
    found = told(bench, f"def f(n: int) -> int:\n    t = 0\n{body}    return t\n")
    assert "256 regions" in found.reason


def test_an_unknown_name_is_refused(bench: Bench) -> None:
    """The functions of the file are named."""
    with pytest.raises(ChoiceError, match="no function 'g'"):
        told(bench, "def f(n: int) -> int:\n    return n\n", "g")


def test_generated_cases_pass_and_need_nothing_of_ours(bench: Bench, tmp_path: Path) -> None:
    """One case a region, run by pytest beside the file; what the contract excludes has none."""
    text = HEAD + (
        "@require(lambda n: n != 5)\ndef f(n: int, r: Rank) -> bool | None:\n"
        "    if n == 5:\n        return None\n    assert n > 0\n    return r is Rank.LOW\n\n\n"
        "def g(p: Pair) -> Fraction:\n    return Fraction(p.left, p.right or 2)\n"
    )
    (tmp_path / "task.py").write_text(text)
    found = list(explain_module(bench, read_source(text)))
    shown = cases(Path("task.py"), "task.py", found)
    assert "lemmata" not in shown.split("\n", 1)[1]
    (tmp_path / "test_task.py").write_text(shown)
    command = [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, str(tmp_path / "test_task.py")], capture_output=True, text=True, check=False
    )
    made = sum(not missing(region) for known in found for region in known.regions)
    # The body of `f` raises on admitted inputs, which its contract forbids.
    assert made == sum(len(known.regions) for known in found) - 2
    assert f"{made} passed" in done.stdout, done.stdout


@pytest.mark.parametrize(
    ("signature", "body", "expected"),
    [
        (
            "(xs: list[int]) -> int",
            "for x in xs:\n    if x > 3:\n        return x\nreturn 0",
            [
                ("len(xs) > 0 and xs[0] > 3", "xs[0]"),
                ("len(xs) >= 2 and xs[0] <= 3 and xs[1] > 3", "xs[1]"),
                ("len(xs) == 2 and xs[0] <= 3 and xs[1] <= 3", "0"),
                ("len(xs) == 1 and xs[0] <= 3", "0"),
                ("len(xs) == 0", "0"),
                ("len(xs) >= 3 and xs[0] <= 3 and xs[1] <= 3", None),
            ],
        ),
        (
            "(n: int) -> list[int]",
            "out: list[int] = []\nfor i in range(1, n, 2):\n    out.append(i * n)\nreturn out",
            [
                ("3 < n <= 5", "[1 * n, 3 * n]"),
                ("1 < n <= 3", "[1 * n]"),
                ("n <= 1", "[]"),
                ("n > 5", None),
            ],
        ),
        (
            "(n: int) -> int",
            "while n > 9:\n    n -= 5\n    if n == 7:\n        break\n"
            "else:\n    return 1\nreturn 2",
            [
                ("n == 12", "2"),
                ("n == 17", "2"),
                ("9 < n <= 14 and n != 12", "1"),
                ("14 < n <= 19 and n != 17", "1"),
                ("n <= 9", "1"),
                ("n > 19", None),
            ],
        ),
        (
            "(d: dict[str, int], k: str) -> int",
            "if k == '':\n    raise ValueError('no')\nreturn d[k]",
            [
                ("k == ''", "ValueError"),
                ("k != '' and k in d", "d[k]"),
                ("k != '' and k not in d", "KeyError"),
            ],
        ),
        (
            "(xs: list[int]) -> bool",
            "return all(any(x == y for y in xs) for x in xs)",
            [("True", "all((any((x == y for y in xs)) for x in xs))")],
        ),
        (
            "(xs: list[int]) -> list[int]",
            "return sorted([x for x in xs if x % 2 == 0])",
            [("True", "sorted([x for x in xs if x % 2 == 0])")],
        ),
    ],
)
def test_loops_and_containers(
    bench: Bench, signature: str, body: str, expected: list[tuple[str, str | None]]
) -> None:
    """Two rounds of a loop are told, what goes on stands last; lists are built up in words."""
    found = regions(bench, body, signature)
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_recursion_goes_on(bench: Bench) -> None:
    """A function that calls itself is followed for two calls."""
    found = regions(bench, "return f(n - 1) + 1 if n > 0 else 0", "(n: int) -> int")
    assert {condition for condition, _ in found} == {
        "n <= 0",
        "n == 1",
        "n == 2",
        "n == 3",
        "n > 3",
    }
    assert found[-1] == ("n > 3", None)


def test_what_never_ends_is_not_run(bench: Bench) -> None:
    """No example is shown where no run ends, and the inputs that do end have theirs."""
    found = told(bench, "def f(n: int) -> int:\n    while n > 0:\n        pass\n    return n\n")
    assert [(r.returns, r.witness is None) for r in found.regions] == [("n", False), (None, True)]


def test_a_change_without_an_expression(bench: Bench) -> None:
    """The region is there, and says that no expression says what it returns."""
    body = "    e = dict(d)\n    e['a'] = 1\n    return e\n"
    (region,) = told(bench, f"def f(d: dict[str, int]) -> dict[str, int]:\n{body}").regions
    assert region.is_unsaid
    assert region.witness is not None


@pytest.mark.slow
def test_regions_divide_the_inputs_of_random_functions_with_loops() -> None:
    """As without them: one region for each input, and CPython does there what it says."""
    counts, wrong = trials(range(8), has_loops=True)
    assert wrong == []
    assert counts["told"] > 12


@pytest.mark.slow
def test_regions_divide_the_inputs_of_random_functions() -> None:
    """Each random input is in exactly one region, and CPython does there what it says."""
    counts, wrong = trials(range(80))
    assert wrong == []
    assert counts["told"] > 100
    assert counts["witnessed"] > 0.95 * counts["regions"]
