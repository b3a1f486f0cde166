"""Changes in place: accepted only where no other name can see them."""

from random import Random

import pytest

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.values import ListValue
from lemmata.language.parsing import parse_program
from tests.language.building import (
    function_of,
    function_text,
    module_of,
    program_of,
    run_python,
    run_tree,
)

PARAMETERS = "xs: list[int], g: list[list[int]], m: dict[str, list[int]], n: int"

REFUSED = [
    ("xs.append(1)", "a change of `xs`, which another name may hold"),
    ("xs[0] = 1", "a change of `xs`, which another name may hold"),
    ("xs += [1]", "a change of `xs`, which another name may hold"),
    ("del xs[0]", "a change of `xs`, which another name may hold"),
    ("y = xs.pop()", "a change of `xs`, which another name may hold"),
    ("xs.sort()", "a change of `xs`, which another name may hold"),
    ("g[0].append(1)", "a change of `g`, which another name may hold"),
    ("m['a'] = [1]", "a change of `m`, which another name may hold"),
    ("a = xs\na.append(1)", "a change of `a`, which another name may hold"),
    ("a = [1]\nb = a\na.append(1)", "a change of `a`, which another name may hold"),
    ("a = b = [1]\nb.append(1)", "a change of `b`, which another name may hold"),
    ("a = [1]\nb = (a, 1)\na.append(1)", "a change of `a`, which another name may hold"),
    ("a = [1]\nb = [a]\na.append(1)", "a change of `a`, which another name may hold"),
    ("a = [1]\nb = [a for _ in xs]\na.append(1)", "a change of `a`, which another name may"),
    ("a = [1]\nb = {'k': a}\na.append(1)", "a change of `a`, which another name may hold"),
    ("a = [1]\nb = a if n else xs\na.append(1)", "a change of `a`, which another name may hold"),
    ("a = [1]\nb = a or xs\na.append(1)", "a change of `a`, which another name may hold"),
    ("a = [1]\nb = a if n else [2]\nb.append(1)", "a change of `b`, which another name may hold"),
    ("a = [1]\nif n:\n    b = a\na.append(1)", "a change of `a`, which another name may hold"),
    ("a = [1]\nfor i in xs:\n    a.append(1)\n    b = a", "a change of `a`, which another name"),
    ("a = [1]\nwhile n:\n    a.append(1)\n    if n:\n        b = a\n        continue", "of `a`"),
    ("a = [1]\nb = [xs, a][n]\na.append(1)", "a change of `a`, which another name may hold"),
    ("a = [1]\nb = g + [a]\na.append(1)", "a change of `a`, which another name may hold"),
    ("a = [1]\nmatch a:\n    case b:\n        a.append(1)", "a change of `a`, which another"),
    ("a = [1]\nb = {'k': [2]}.get('j', a)\na.append(1)", "a change of `a`, which another name"),
    ("a = [[1]]\nb = a[0]\nb.append(1)", "a change of `b`, which another name may hold"),
    ("a = [[1]]\nb = a[0]\na[0].append(1)", "a change inside `a`, whose items another name"),
    ("a = [[1]]\nfor b in a:\n    b.append(1)", "a change of `b`, which another name may hold"),
    ("a = [[1]]\nfor b in a:\n    pass\na[0].append(1)", "a change inside `a`, whose items"),
    ("a = g[:]\na[0][0] = 1", "a change inside `a`, whose items another name may hold"),
    ("a = [[0] * n] * n\na[0][0] = 1", "a change inside `a`, whose items another name may hold"),
    ("a = [r for r in g]\na[0][0] = 1", "a change inside `a`, whose items another name may hold"),
    ("a = []\nr = [1]\na.append(r)\na[0][0] = 2", "a change inside `a`, whose items another"),
    ("a = []\nr = [1]\na.append(r)\nr.append(2)", "a change of `r`, which another name may hold"),
    ("a = {}\nfor x in xs:\n    a[x] = xs\na[0].append(1)", "a change inside `a`, whose items"),
    ("a = dict(m)\na['k'].append(1)", "a change inside `a`, whose items another name may hold"),
    ("a = [1]\nfor x in a:\n    a.append(x)", "a change of `a` while a loop goes through it"),
    ("a = [1]\nfor i, x in enumerate(a):\n    a[i] = 1", "a change of `a` while a loop goes"),
    ("a = [1]\nfor x, y in zip(xs, a):\n    a.pop()", "a change of `a` while a loop goes"),
    ("a = [[1]]\nfor x in a[0]:\n    a[0].append(1)", "a change of `a` while a loop goes"),
    ("a = {1: 2}\nfor k in a:\n    a[k] = 3", "a change of `a` while a loop goes through it"),
    ("a = {1: 2}\nfor k, v in a.items():\n    del a[k]", "a change of `a` while a loop goes"),
    ("a = same(xs)\na.append(1)", "a change of `a`, which another name may hold"),
    ("a = [1]\nb = same(a)\na.append(1)", "a change of `a`, which another name may hold"),
    ("a = [1, 2]\na[a[0]], a[0] = a[0], 1", "an index that reads `a` while its items are"),
    ("a = [1]\nb = [2]\na[0], b[0] = 1, 2", "an assignment to items of several variables"),
    ("a = [1]\na[0], n = 1, 2", "an item and a name in one target"),
    ("a = [[1]]\na[1 // n] = [int('x')]", "a change with two parts that may raise"),
    ("a = [1]\na = a.pop()", "an assignment to one name twice"),
    ("a = [1]\nb = a[0] + a.pop()", "`.pop()` inside an expression"),
    ("a = [1]\nwhile a.pop():\n    pass", "`.pop()` inside an expression"),
    ("a = [1]\nb = [a.pop() for x in xs]", "`.pop()` inside an expression"),
    ("a = [1]\nif n and 1 // n > a.pop():\n    pass", "`.pop()` inside an expression"),
    ("a = [1]\na[0:1] = [2]", "an assignment to a slice"),
    ("a = [1]\ndel a[0:1]", "del of a slice"),
    ("a = (1, 2)\na[0] = 1", "an assignment to an item of tuple[int, int]"),
    ("a = {1}\na.pop()", "pop() with such arguments"),
    ("m.setdefault('a', []).append(1)", "a change of `m`, which another name may hold"),
    ("a = [1]\na.setdefault(5, 1)", "the statement `.setdefault()` of list[int]"),
    ("a = {1: 2}\na.setdefault(1, 1 // n)", "the statement `.setdefault()`"),
    ("a = {1: 2}\na.popitem()", "the statement `.popitem()`"),
    ("a = {1: 2}\na.update({2: 3})", "the statement `.update()`"),
]


def body_of(text: str) -> str:
    """The statements, with an end."""
    return f"{text}\nreturn 0"


@pytest.mark.parametrize(("text", "construct"), REFUSED)
def test_what_another_name_may_see_is_refused(text: str, construct: str) -> None:
    """The refusal names the variable and why."""
    helper = "def same(ys: list[int]) -> list[int]:\n    return ys\n\n\n"
    source = function_text(PARAMETERS, "int", body_of(text))
    program = parse_program(module_of(source.replace("def f(", f"{helper}def f(")))
    assert construct in str(program.unsupported.get("f", "accepted"))


_NAMES = ("a", "b", "c")
_ROWS = ("r", "t")


def _statement(random: Random) -> str:
    one, other = random.choice(_NAMES), random.choice(_NAMES)
    row, rows = random.choice(_ROWS), random.choice(_ROWS)
    return random.choice(
        [
            f"{one} = {other}",
            f"{one} = {other}[:]",
            f"{one} = [n]",
            f"{one}.append(n)",
            f"{one} += [5]",
            f"{one}[0] = {other}[-1]",
            f"{one}[0], {one}[-1] = {one}[-1], {one}[0]",
            f"{one} = {row}[0]",
            f"{row} = [{one}, {other}]",
            f"{row} = [{one}[:], [1]]",
            f"{row} = {rows}[:]",
            f"{row} = [list(x) for x in {rows}]",
            f"{row} = [x for x in {rows}]",
            f"{row} = {rows}",
            f"{row} = [{one}] * 2",
            f"{row}[0][0] = 7",
            f"{row}[-1].append(8)",
            f"{row}.append({one})",
            f"{row}[0] = {one}",
            f"{one} = {row}.pop()",
            f"if n > 1:\n    {one} = {other}",
            f"for {one} in {row}:\n    n += len({one})",
            f"for x in {one}:\n    {other} = {other} + [x]",
            f"{one}, {other} = {other}, [3]",
            f"{row} = {rows} + [{one}]",
            f"{row} = {row} + [[6]]",
            f"{row} = {row}[::-1]",
            f"{row} = {row} + {rows}",
            f"{one} = {other} if n else [4]",
        ]
    )


def test_what_is_accepted_does_what_python_does() -> None:
    """Random aliases and changes: refused, or the same lists in the end as in CPython."""
    random = Random(5)
    accepted = 0
    for _ in range(600):
        statements = "\n".join(_statement(random) for _ in range(random.randrange(2, 7)))
        start = "a = [1, 2]\nb = [n]\nc = list(xs)\nr = [[1], [2, 3]]\nt = [[n] for _ in xs]\n"
        body = f"{start}{statements}\nreturn (a, b, c, r, t, n)"
        returns = "tuple[list[int], list[int], list[int], list[list[int]], list[list[int]], int]"
        program = program_of("xs: list[int], n: int", returns, body)
        if "f" in program.unsupported:
            continue
        accepted += 1
        text = function_text("xs: list[int], n: int", returns, body)
        for arguments in ((ListValue((4,)), 2), (ListValue((6, 7)), 0)):
            assert run_tree(program, "f", arguments) == run_python(text, "f", arguments), body
    assert accepted > 100


def test_types_of_items_are_told_later_or_asked_for() -> None:
    """An empty display takes the type of what comes into it; where nothing does, it is refused."""
    function_of("n: int", "int", "a = []\nfor i in range(n):\n    a.append([i])\nreturn len(a)")
    with pytest.raises(UnsupportedError, match="`a`, an empty display whose items nothing tells"):
        function_of("n: int", "int", "a = []\nreturn len(a)")
