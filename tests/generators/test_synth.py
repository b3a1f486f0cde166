"""The synthesizer: contracts in, right and readable bodies out; honest where there is none."""

import pytest

from lemmata.contracts.attempts import (
    Attempt,
    Budget,
    Distance,
    Exhausted,
    Proposal,
    Requirement,
    RequirementKind,
    Unrealizable,
)
from lemmata.contracts.bodies import with_body
from lemmata.contracts.reading import read_source
from lemmata.contracts.verdicts import Candidate, Judgement, Verdict
from lemmata.generators import Request, generator
from lemmata.generators.problem import problem
from lemmata.generators.samples import Sampler
from lemmata.language.interpreter import violation
from lemmata.language.parsing import parse_program

HEADER = """
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Literal, Optional
from icontract import ensure, require
"""

SHORT = {
    "return b - a": """
@ensure(lambda a, b, result: a + result == b)
def f(a: int, b: int) -> int:
    ...
""",
    "return -a": """
@ensure(lambda a, result: a + result == 0)
def f(a: int) -> int:
    ...
""",
    "return a / b": """
@require(lambda a, b: a != 0 and b != 0)
@ensure(lambda a, b, result: result != 0 and a / result == b)
def f(a: Fraction, b: Fraction) -> Fraction:
    ...
""",
    "return ((x1 + x2) / 2, (y1 + y2) / 2)": """
def d(x1: Fraction, y1: Fraction, x2: Fraction, y2: Fraction) -> Fraction:
    return (x1 - x2) ** 2 + (y1 - y2) ** 2

@ensure(lambda x1, y1, x2, y2, result: d(result[0], result[1], x1, y1)
        == d(result[0], result[1], x2, y2))
@ensure(lambda x1, y1, x2, y2, result: 4 * d(result[0], result[1], x1, y1)
        == d(x1, y1, x2, y2))
def f(x1: Fraction, y1: Fraction, x2: Fraction, y2: Fraction) -> tuple[Fraction, Fraction]:
    ...
""",
    "return max(a, b, c)": """
@ensure(lambda a, b, c, result: result >= a and result >= b and result >= c)
@ensure(lambda a, b, c, result: result in (a, b, c))
def f(a: int, b: int, c: int) -> int:
    ...
""",
    "return y % 4 == 0 and (y % 100 != 0 or y % 400 == 0)": """
@ensure(lambda y, result: result or y % 4 != 0 or y % 100 == 0)
@ensure(lambda y, result: result or y % 400 != 0)
@ensure(lambda y, result: not result or y % 4 == 0)
@ensure(lambda y, result: not result or y % 100 != 0 or y % 400 == 0)
def f(y: int) -> bool:
    ...
""",
    "return (b, a)": """
@ensure(lambda a, b, result: result[0] == b and result[1] == a)
def f(a: int, b: str) -> tuple[str, int]:
    ...
""",
    "return (a + b) / 3": """
@ensure(lambda a, b, result: 2 * result == a + b - result)
def f(a: Fraction, b: Fraction) -> Fraction:
    ...
""",
    "return x // 2": """
@ensure(lambda x, result: result * 2 <= x < (result + 1) * 2)
def f(x: int) -> int:
    ...
""",
    "return day in ('sat', 'sun')": """
@ensure(lambda day, result: result == (day in ("sat", "sun")))
def f(day: Literal["fri", "sat", "sun"]) -> bool:
    ...
""",
    "if x < 0:\n    return -1\nif x > 0:\n    return 1\nreturn 0": """
@ensure(lambda x, result: (result == 1) == (x > 0))
@ensure(lambda x, result: (result == -1) == (x < 0))
@ensure(lambda x, result: result in (-1, 0, 1))
def f(x: int) -> int:
    ...
""",
    "if a != 0:\n    return b / a\nif b == 0:\n    return Fraction(0)\nreturn None": """
@ensure(lambda a, b, result: a == 0 or (result is not None and a * result == b))
@ensure(lambda a, b, result: a != 0 or b == 0 or result is None)
@ensure(lambda a, b, result: a != 0 or b != 0 or result is not None)
def f(a: Fraction, b: Fraction) -> Optional[Fraction]:
    ...
""",
    "if a == '':\n    return 'hi you'\nreturn 'hi ' + a": """
@ensure(lambda a, result: (result == "hi " + a) if a != "" else (result == "hi you"))
def f(a: str) -> str:
    ...
""",
}

RIGHT = {
    "two branching fields": """
class Size(Enum):
    SMALL = 1
    LARGE = 2

@dataclass(frozen=True)
class Facts:
    sign: int
    size: Size
    even: bool
    negative: bool

@ensure(lambda x, size, result: (result.sign == 1) == (x > 0))
@ensure(lambda x, size, result: (result.sign == -1) == (x < 0))
@ensure(lambda x, size, result: result.sign in (-1, 0, 1))
@ensure(lambda x, size, result: (result.size == Size.LARGE) == (x >= size))
@ensure(lambda x, size, result: result.even == (x % 2 == 0))
@ensure(lambda x, size, result: result.negative or x >= 0)
@ensure(lambda x, size, result: not result.negative or x < 0)
def f(x: int, size: int) -> Facts:
    ...
""",
    "two branching items": """
@ensure(lambda a, b, result: result[0] == (a if a > 3 else b))
@ensure(lambda a, b, result: (result[1] is None) == (b == 0))
@ensure(lambda a, b, result: result[1] is None or result[1] * b == a)
def f(a: Fraction, b: Fraction) -> tuple[Fraction, Optional[Fraction]]:
    ...
""",
    "components apart": """
@ensure(lambda a, b, result: result[0] + result[1] + result[2] == a)
@ensure(lambda a, b, result: result[0] - result[1] == b)
@ensure(lambda a, b, result: result[2] * 2 == result[0] + result[1] + b * b)
def f(a: Fraction, b: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    ...
""",
    "a grown term": """
@require(lambda a, b: a > 0 and b > 0)
@ensure(lambda a, b, result: result * a * b == a + b)
def f(a: Fraction, b: Fraction) -> Fraction:
    ...
""",
    "divide": """
@require(lambda a, b: b != 0)
@ensure(lambda a, b, result: a == result[0] * b + result[1])
@ensure(lambda a, b, result: (0 <= result[1] < b) or (b < result[1] <= 0))
def f(a: int, b: int) -> tuple[int, int]:
    ...
""",
    "clamp": """
@require(lambda x, lo, hi: lo <= hi)
@ensure(lambda x, lo, hi, result: lo <= result <= hi)
@ensure(lambda x, lo, hi, result: result == x or x < lo or x > hi)
@ensure(lambda x, lo, hi, result: result in (x, lo, hi))
def f(x: int, lo: int, hi: int) -> int:
    ...
""",
    "median": """
@ensure(lambda a, b, c, result: result in (a, b, c))
@ensure(lambda a, b, c, result: (a <= result and b <= result) or (a <= result and c <= result)
        or (b <= result and c <= result))
@ensure(lambda a, b, c, result: (a >= result and b >= result) or (a >= result and c >= result)
        or (b >= result and c >= result))
def f(a: int, b: int, c: int) -> int:
    ...
""",
    "tax": """
@require(lambda income: income >= 0)
@ensure(lambda income, result: income > 10000 or result == income * 10 // 100)
@ensure(lambda income, result: income <= 10000 or income > 40000
        or result == 1000 + (income - 10000) * 20 // 100)
@ensure(lambda income, result: income <= 40000 or result == 7000 + (income - 40000) * 40 // 100)
def f(income: int) -> int:
    ...
""",
    "record": """
@dataclass(frozen=True)
class Quote:
    net: int
    tax: int
    free: bool

@require(lambda amount: amount >= 0)
@ensure(lambda amount, result: result.net + result.tax == amount)
@ensure(lambda amount, result: result.free == (amount < 100))
@ensure(lambda amount, result: not result.free or result.tax == 0)
@ensure(lambda amount, result: result.free
        or result.tax * 5 <= amount < (result.tax + 1) * 5)
def f(amount: int) -> Quote:
    ...
""",
    "decision": """
class Decision(Enum):
    APPROVE = 1
    DENY = 2
    REVIEW = 3

@dataclass(frozen=True)
class History:
    weeks: int
    intolerant: bool

@dataclass(frozen=True)
class Claim:
    diagnosis: Literal["M06", "L40", "other"]
    history: History
    age: int
    cost: int
    in_network: bool

@require(lambda claim: claim.age >= 0 and claim.cost >= 0)
@ensure(lambda claim, result: claim.diagnosis != "other" or result == Decision.DENY)
@ensure(lambda claim, result: claim.age >= 18 or result == Decision.DENY)
@ensure(lambda claim, result: claim.diagnosis == "other" or claim.age < 18
        or claim.in_network or result == Decision.REVIEW)
@ensure(lambda claim, result: result != Decision.APPROVE or claim.cost <= 25000)
@ensure(lambda claim, result: result != Decision.APPROVE or claim.history.intolerant
        or claim.history.weeks >= 12)
@ensure(lambda claim, result: result != Decision.DENY or claim.diagnosis == "other"
        or claim.age < 18)
@ensure(lambda claim, result: result != Decision.REVIEW or not claim.in_network
        or claim.cost > 25000 or (not claim.history.intolerant and claim.history.weeks < 12))
def f(claim: Claim) -> Decision:
    ...
""",
}

IMPOSSIBLE = {
    "a finite result, each value tried": """
@ensure(lambda x, result: result != (x > 3))
@ensure(lambda x, result: result or x != 10)
def f(x: int) -> bool:
    ...
""",
    "an infinite result, both solvers asked": """
@ensure(lambda x, result: result * result == x)
def f(x: int) -> int:
    ...
""",
    "a conjunct that does not speak of the result": """
@ensure(lambda x, result: result == x)
@ensure(lambda x: x != 1)
def f(x: int) -> int:
    ...
""",
}


def broken_inputs(source: str, candidate: Candidate) -> list[object]:
    """Inputs, of 600 fresh admitted ones, on which the candidate breaks the contract."""
    module = read_source(HEADER + source)
    points = Sampler(problem(parse_program(module), "f"), 999).points(600)
    assert points
    program = parse_program(read_source(with_body(module, "f", candidate.body)))
    return [point for point in points if violation(program, "f", point) is not None]


def solved(source: str) -> str:
    """The body proposed for ``f``, checked on fresh inputs."""
    found = ask(source)
    assert isinstance(found, Candidate), found
    assert broken_inputs(source, found) == []
    return found.body


def ask(source: str, requirements: tuple[Requirement, ...] = (), *attempts: str) -> Proposal:
    """What is proposed after some bodies were refuted."""
    judged = tuple(
        Attempt(n, Candidate(b, "synth"), Judgement("f", Verdict.REFUTED), Distance(2, 1, 1, 1))
        for n, b in enumerate(attempts, 1)
    )
    request = Request(read_source(HEADER + source), "f", requirements, judged)
    return generator("synth").propose(request, Budget())


@pytest.mark.parametrize("expected", SHORT)
def test_short_bodies(expected: str) -> None:
    """Where one body is plainly the shortest, it is the one proposed, word for word."""
    assert solved(SHORT[expected]) == expected


@pytest.mark.parametrize("name", RIGHT)
def test_right_bodies(name: str) -> None:
    """Branching bodies meet the contract on inputs that the synthesizer did not see."""
    assert solved(RIGHT[name]).count("\n") <= 12


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_impossible_contract_names_an_input(name: str) -> None:
    """A contract that no output meets on some admitted input is unrealizable there."""
    found = ask(IMPOSSIBLE[name])
    assert isinstance(found, Unrealizable)
    ((parameter, value),) = found.arguments
    assert parameter == "x"
    assert isinstance(value, int)


def test_callee_s_contract_refutes_nothing() -> None:
    """A helper's false contract is no reason to call a task impossible."""
    source = """
@ensure(lambda x, result: result == x + 1)
def g(x: int) -> int:
    return x

@ensure(lambda x, result: result * result == (g(x) - x) * 2)
def f(x: int) -> int:
    ...
"""
    assert not isinstance(ask(source), Unrealizable)


UNSEARCHED = {
    "list[int]": "xs: list[int]",
    "tuple[int, set[int]]": "pair: tuple[int, set[int]]",
    "dict[str, int]": "known: dict[str, int]",
    "Callable": "step: Callable[[int], int]",
}


@pytest.mark.parametrize("kind", UNSEARCHED)
def test_a_type_without_a_search_space_is_named(kind: str) -> None:
    """No body over such a parameter is looked for: that is said, with what to do."""
    source = f"""
from collections.abc import Callable

@ensure(lambda result: result == 3)
def f({UNSEARCHED[kind]}) -> int:
    ...
"""
    found = ask(source)
    assert isinstance(found, Exhausted)
    assert "no search space is known for parameters" in found.reason
    assert "a sketch of it with holes" in found.reason


def test_a_list_is_given_back() -> None:
    """Results may be lists, where the contract says what they are."""
    source = """
@ensure(lambda a, b, result: result == [a, b])
def f(a: int, b: int) -> list[int]:
    ...
"""
    assert solved(source) == "return [a, b]"


def test_cost_is_reported() -> None:
    """A proposal costs CPU time and no tokens."""
    found = ask(SHORT["return x // 2"])
    assert found.cost.tokens == 0
    assert 0 < found.cost.cpu_seconds < 5


def test_judged_body_is_not_repeated() -> None:
    """A body that was judged does not come again."""
    source = RIGHT["clamp"]
    first = ask(source)
    assert isinstance(first, Candidate)
    second = ask(source, (), first.body)
    assert not isinstance(second, Candidate) or second.body != first.body


def test_learned_input_is_met() -> None:
    """A counterexample that sampling would hardly meet changes the body."""
    source = """
@ensure(lambda x, result: result == x or x == 123456789 * 1000)
@ensure(lambda x, result: x != 123456789 * 1000 or result == 5)
def f(x: int) -> int:
    ...
"""
    arguments = (("x", 123456789000),)
    learned = Requirement(RequirementKind.EXAMPLE, "", arguments, "x != 123456789 * 1000")
    found = ask(source, (learned,))
    assert isinstance(found, Candidate)
    assert "return 5" in found.body


def test_examples_are_demands() -> None:
    """A doctest example decides where the conjuncts leave it open."""
    source = """
@ensure(lambda x, result: result == x or result == -x)
def f(x: int) -> int:
    '''Either sign.

    >>> f(3)
    -3
    >>> f(4)
    -4
    '''
    ...
"""
    found = ask(source)
    assert isinstance(found, Candidate)
    assert found.body == "return -x"


def test_open_callee_is_named() -> None:
    """A contract that needs a function without a body ends with that function's name."""
    source = """
@ensure(lambda x, result: result > x)
def g(x: int) -> int:
    ...

@ensure(lambda x, result: result == g(x))
def f(x: int) -> int:
    ...
"""
    found = ask(source)
    assert isinstance(found, Exhausted)
    assert "g" in found.reason


def test_empty_precondition_is_said() -> None:
    """Without any admitted input nothing is proposed."""
    source = """
@require(lambda x: x > 3 and x < 2)
@ensure(lambda x, result: result == x)
def f(x: int) -> int:
    ...
"""
    found = ask(source)
    assert isinstance(found, Exhausted)
    assert "no admitted input" in found.reason


def test_rare_input_is_found_by_the_solver() -> None:
    """A precondition that sampling misses still gives a starting point."""
    found = ask("""
@require(lambda x: x * 7 == 700000007)
@ensure(lambda x, result: result == x + 1)
def f(x: int) -> int:
    ...
""")
    assert isinstance(found, Candidate)
    assert found.body == "return x + 1"
