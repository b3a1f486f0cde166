"""Loops, comprehensions, changes in place and recursion: CPython's outcome, within bounds."""

import pytest

from lemmata.contracts.errors import LimitError
from lemmata.contracts.values import DictValue, FunctionValue, ListValue, SetValue, Value
from lemmata.language.interpreter import (
    Raised,
    Returned,
    ViolationKind,
    call,
    compiled,
    violation,
)
from lemmata.language.parsing import parse_program
from tests.language.building import function_text, module_of, program_of, run_python, run_tree

XS = ListValue((3, 1, 2, 3))
GRID = ListValue((ListValue((1, 2)), ListValue(()), ListValue((3,))))
DICT = DictValue((("b", 2), ("a", 1)))

BODIES: tuple[tuple[str, str, str, tuple[Value, ...]], ...] = (
    ("xs: list[int]", "int", "t = 0\nfor x in xs:\n    t += x\nreturn t", (XS,)),
    ("xs: list[int]", "int", "for x in xs:\n    pass\nreturn x", (XS,)),
    ("xs: list[int]", "int", "for x in xs:\n    pass\nreturn x", (ListValue(()),)),
    (
        "xs: list[int]",
        "int",
        "for i, x in enumerate(xs, 1):\n    if x == 2:\n        break\n"
        "else:\n    return -1\nreturn i",
        (XS,),
    ),
    (
        "n: int",
        "int",
        "t = 0\nwhile n > 0:\n    n -= 1\n    if n % 2:\n        continue\n    t += n\n"
        "else:\n    t += 100\nreturn t",
        (9,),
    ),
    (
        "n: int",
        "int",
        "while True:\n    n += 1\n    if n > 5:\n        return n\n"
        "    while n < 3:\n        n += 2\n        break",
        (0,),
    ),
    ("n: int", "list[int]", "return [n for n in range(n) if n % 2 if n > 1]", (8,)),
    ("n: int", "int", "xs = [n for n in range(3)]\nreturn n + len(xs)", (8,)),
    ("n: int", "list[int]", "return [sum(j for j in range(i)) for i in range(n, 0, -1)]", (4,)),
    ("xs: list[int]", "bool", "return all(1 // x > 0 for x in xs)", (ListValue((2, 0)),)),
    ("xs: list[int]", "bool", "return any(1 // x > 0 for x in xs)", (ListValue((1, 0)),)),
    ("xs: list[int]", "int", "return min(x for x in xs if x > 9)", (XS,)),
    ("xs: list[int]", "int", "return max(x * x for x in xs)", (XS,)),
    (
        "d: dict[str, int]",
        "str",
        "out = ''\nfor k, v in d.items():\n    out += k * v\nreturn out",
        (DICT,),
    ),
    ("d: dict[str, int]", "list[str]", "return [k for k in d]", (DICT,)),
    (
        "d: dict[str, int]",
        "dict[str, int]",
        "e = dict(d)\ndel e['b']\ne['b'] = 5\nreturn e",
        (DICT,),
    ),
    ("d: dict[str, int]", "int", "return d['z']", (DICT,)),
    (
        "s: str",
        "dict[str, int]",
        "d: dict[str, int] = {}\nfor c in s:\n    d[c] = d.get(c, 0) + 1\nreturn d",
        ("abca",),
    ),
    ("s: str", "set[str]", "return {c.upper() for c in s}", ("abca",)),
    (
        "xs: list[int]",
        "list[int]",
        "ys = list(xs)\nys.sort()\nys.insert(1, 9)\ndel ys[0]\nys.reverse()\nreturn ys",
        (XS,),
    ),
    ("xs: list[int]", "int", "ys = xs[:]\nx = ys.pop()\nreturn x * 10 + len(ys)", (XS,)),
    (
        "xs: list[int]",
        "list[int]",
        "ys = xs[:]\nys[0], ys[-1] = ys[-1], ys[0] + 1\nreturn ys",
        (XS,),
    ),
    ("grid: list[list[int]]", "int", "return sum(x for row in grid for x in row)", (GRID,)),
    ("grid: list[list[int]]", "list[int]", "return [len(row) for row in grid]", (GRID,)),
    (
        "xs: list[int]",
        "list[tuple[int, int]]",
        "return [(a, b) for a, b in zip(xs, reversed(xs))]",
        (XS,),
    ),
    ("xs: list[int]", "int", "return len(xs or [1, 2])", (ListValue(()),)),
    ("xs: list[int]", "bool", "return not xs", (ListValue(()),)),
    ("xs: list[int]", "int", "if xs[0] > 2:\n    raise ValueError('large')\nreturn 0", (XS,)),
    (
        "s: set[int]",
        "list[int]",
        "t = set(s)\nt.add(7)\nt.discard(1)\nreturn sorted(t)",
        (SetValue(frozenset({1, 2})),),
    ),
    ("s: str", "int", "return int(s) + 1", (" 4_1 ",)),
    ("s: str", "int", "return int(s) + 1", ("4_",)),
    ("s: str", "list[str]", "return s.split()", (" a  b ",)),
)


@pytest.mark.parametrize(("parameters", "returns", "body", "arguments"), BODIES)
def test_a_body_does_what_python_does(
    parameters: str, returns: str, body: str, arguments: tuple[Value, ...]
) -> None:
    """The value as Python shows it, or the exception's name."""
    source = function_text(parameters, returns, body)
    program = parse_program(module_of(source))
    assert "f" in program.functions, program.unsupported
    assert run_tree(program, "f", arguments) == run_python(source, "f", arguments)


def test_a_function_parameter_is_its_table() -> None:
    """And what it gives otherwise."""
    source = "from collections.abc import Callable\n" + function_text(
        "p: Callable[[int], bool], xs: list[int]", "list[int]", "return [x for x in xs if p(x)]"
    )
    predicate = FunctionValue((((3,), True),), False)
    said = call(parse_program(module_of(source)), "f", (predicate, XS))
    assert said == Returned(ListValue((3, 3)))


RECURSIVE = '''\
from lemmata import invariant, decreases
from icontract import ensure, require


@require(lambda n: n >= 0)
@ensure(lambda n, result: result == n * (n + 1) // 2)
def total(n: int) -> int:
    return 0 if n <= 0 else n + total(n - 1)


@ensure(lambda result: result in (0, 1))
def even(n: int) -> int:
    return 1 if n == 0 else odd(n - 1)


@ensure(lambda result: result in (0, 1))
def odd(n: int) -> int:
    return 0 if n == 0 else even(n - 1)


@ensure(lambda result: result >= 0)
def endless(n: int) -> int:
    while n >= 0:
        n += 1
    return n


@ensure(lambda n, result: result == n)
def claims(n: int) -> int:
    i = 0
    while i < n:
        invariant(i != 3)
        decreases(10 // (i - 7))
        i += 1
    return n


def strict(n: int) -> int:
    """Declares what it raises.

    raises: LookupError
    post: __return__ == n
    """
    if n == 1:
        raise KeyError("one")
    if n == 2:
        raise ValueError("two")
    return n
'''


def test_recursion_runs_as_deep_as_cpythons() -> None:
    """Direct and mutual; beyond the bound it is a limit, never an outcome."""
    program = parse_program(module_of(RECURSIVE))
    assert call(program, "total", (500,)) == Returned(125_250)
    assert call(program, "even", (301,)) == Returned(0)
    with pytest.raises(LimitError):
        call(program, "even", (-1,))
    with pytest.raises(LimitError):
        violation(program, "total", (10**6,))


def test_a_run_without_end_is_a_limit() -> None:
    """However it is asked, and with as many steps as it is given."""
    checker = compiled(parse_program(module_of(RECURSIVE)), "endless")
    for steps in (10, 10_000):
        with pytest.raises(LimitError):
            checker.call((0,), steps)
    assert checker.call((-1,), 10) == Returned(-1)


def test_a_step_is_an_item_or_a_call() -> None:
    """Small bounds stop comprehensions and calls too, large ones do not."""
    program = program_of("n: int", "int", "return sum(x for x in range(n))")
    checker = compiled(program, "f")
    assert checker.call((50,), 60) == Returned(1225)
    with pytest.raises(LimitError):
        checker.call((50,), 40)


@pytest.mark.parametrize(("n", "error"), [(2, None), (4, "AssertionError"), (9, "AssertionError")])
def test_an_invariant_runs_at_the_start_of_each_iteration(n: int, error: str | None) -> None:
    """What it says is asserted."""
    said = call(parse_program(module_of(RECURSIVE)), "claims", (n,))
    assert (said.error if isinstance(said, Raised) else None) == error


def test_a_measure_is_evaluated() -> None:
    """An exception in it is the program's."""
    source = RECURSIVE.replace("i != 3", "i >= 0")
    said = call(parse_program(module_of(source)), "claims", (9,))
    assert isinstance(said, Raised)
    assert said.error == "ZeroDivisionError"


def test_a_declared_exception_breaks_nothing() -> None:
    """Nor does one of its subclasses; another does."""
    program = parse_program(module_of(RECURSIVE))
    assert [violation(program, "strict", (n,)) is None for n in (0, 1, 2)] == [True, True, False]
    found = violation(program, "strict", (2,))
    assert found is not None
    assert found.kind is ViolationKind.EXCEPTION


@pytest.mark.parametrize(
    "body",
    [
        "xs = [0] * n\nwhile True:\n    xs = xs + xs",
        "s = 'a'\nwhile True:\n    s = s + s",
        "xs = [0]\nfor i in range(n):\n    xs.append(i)\nreturn len(xs)",
    ],
)
def test_what_grows_without_bound_is_a_limit(body: str) -> None:
    """In little time and memory."""
    if "return" not in body:
        body += "\nreturn 0"
    with pytest.raises(LimitError):
        call(program_of("n: int", "int", body), "f", (10**6,))
