"""Remainders go by a name with laws only where a proof speaks of divisors."""

import pytest

from lemmata.contracts.reading import read_source
from lemmata.language.parsing import parse_program
from lemmata.obligations import derive

LOOP = '''
def f(a: int, b: int) -> int:
    """Doc.

    pre: a > 0 and b != 0
    post: CLAUSE
    """
    x = a
    while x > b > 0:
        x = x % b
    return x
'''


def named(source: str) -> bool:
    """Whether an obligation names the remainder."""
    program = parse_program(read_source(source, "task.py"))
    return any("mod.Int" in known.smt for known in derive(program, "f"))


@pytest.mark.parametrize(
    ("clause", "is_named"),
    [
        ("a % __return__ == 0", True),
        ("all(a % d != 0 for d in range(2, __return__))", True),
        ("a % b == __return__", False),
        ("__return__ % 2 == 0", False),
        ("all(d % b != 0 for d in range(1, __return__))", False),
    ],
)
def test_only_divisors_that_vary_are_named(clause: str, is_named: bool) -> None:
    """By the result of a loop, or by what a clause binds: other proofs keep their models."""
    assert named(LOOP.replace("CLAUSE", clause)) is is_named


def test_without_a_loop_a_result_is_no_reason() -> None:
    """There a model may be an input, and a script with laws has none."""
    source = LOOP.replace("    while x > b > 0:\n        x = x % b\n", "")
    assert not named(source.replace("CLAUSE", "a % __return__ == 0"))


def test_a_helpers_clause_counts() -> None:
    """What is assumed of a callee is read with the laws, so it is written with the name."""
    plain = LOOP.replace("CLAUSE", "True")
    helper = LOOP.replace("def f", "def g").replace("CLAUSE", "a % __return__ == 0")
    assert not named(plain)
    assert named(helper + plain.replace("x = x % b", "x = x % g(x, b)"))
