"""The text: the same bytes every time, linear in size, and no name can clash."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from lemmata.contracts.errors import UnsupportedError
from lemmata.language.tree import Program
from lemmata.obligations import derivation, derive
from lemmata.obligations.smtlib import comment, conjuncts, operands, string, symbol, unescape
from lemmata.obligations.solvers import Reply, Script, Solver

Ask = Callable[[Sequence[Script], Solver], tuple[Reply, ...]]
Read = Callable[[str], Program]
ROOT = Path(__file__).parents[2]
DERIVE = """
import sys
from pathlib import Path
from lemmata.contracts.reading import read_module
from lemmata.language.parsing import parse_program
from lemmata.obligations import derive
program = parse_program(read_module(Path(sys.argv[1])))
for name in sorted(program.functions):
    if program.functions[name].has_contract:
        for made in derive(program, name):
            sys.stdout.write(made.name + made.smt)
"""


def test_two_processes_write_the_same_bytes() -> None:
    """Neither the hash seed nor the process shows in the text, and no path does."""
    file = Path(__file__).parent / "functions" / "right.py"
    texts = [
        subprocess.run(
            [sys.executable, "-c", DERIVE, str(file)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    ]
    assert texts[0] == texts[1]
    assert len(texts[0]) > 10_000
    assert b"right.py" not in texts[0]


def test_lines_and_comments_do_not_show(program_of: Read) -> None:
    """Moving a function or commenting it changes no script."""
    source = """
@ensure(lambda x, result: result >= 0)
def f(x: int) -> int:
    assert x * x >= 0
    return x * x
"""
    moved = "\n\n# moved\n" + source.replace("    return", "    # a remark\n\n    return")
    first, second = (derive(program_of(text), "f") for text in (source, moved))
    assert [one.smt for one in first] == [one.smt for one in second]
    assert [one.name for one in first] == [one.name for one in second]
    assert [one.line for one in first] != [one.line for one in second]


CLASHES = """
class Enum1(Enum):
    true = 1
    some = 2
    div = 3

class Enum2(Enum):
    true = 1
    none = 2
    x = 3

@dataclass(frozen=True)
class Int:
    x: int
    ite: Enum1
    let: Enum2 | None

@dataclass(frozen=True)
class String:
    x: str
    int1: Int

@ensure(lambda abs1, div, ite, tmp, var, String1, result: result == abs1 + div)
def mod(abs1: int, div: int, ite: Enum1, tmp: Enum2 | None, var: String, String1: Int) -> int:
    let, define = abs1 + 0, div * 1
    exists = (ite, tmp, var.int1, String1.let)
    forall = exists
    if forall[0] == Enum1.true and tmp == Enum2.true and var.x == "tmp.1":
        return let + define
    x = let
    x = x + define
    return x
"""


@pytest.mark.parametrize("solver", list(Solver))
def test_names_never_clash(solver: Solver, program_of: Read, ask: Ask) -> None:
    """Names of SMT-LIB, of the encoder and of each other may all be used."""
    made = derive(program_of(CLASHES), "mod")
    replies = ask([Script(one.smt) for one in made], solver)
    assert {reply.status for reply in replies} == {"unsat"}


def test_symbols_are_injective() -> None:
    """Different identifiers stay different, in plain ASCII."""
    identifiers = ["é", "e9", "_e9_", "è", "ａ", "a", "aé", "éa", "𝔘"]
    encoded = [symbol(one) for one in identifiers]
    assert len(set(encoded)) == len(identifiers)
    assert all(one.isascii() for one in encoded)


def test_a_comment_stays_a_comment() -> None:
    """No clause text can end its line and speak to the solver."""
    shown = comment("x\n(assert false)\r\u2028(exit)\x00é")
    assert shown.isascii()
    assert shown.splitlines() == [shown]


def test_strings_survive_their_escapes() -> None:
    """Escaping is undone by reading, for awkward characters and lone surrogates alike."""
    texts = ['"', '""', "\\u{41}", "\\u0041", "é\n\x00", "\ud800", "\U0002ffff", "a;b|c(d)"]
    assert [unescape(string(text)) for text in texts] == texts
    with pytest.raises(UnsupportedError):
        string("\U00030000")


def test_terms_are_taken_apart() -> None:
    """Operands and conjuncts are whole s-expressions, strings included."""
    assert operands('(f (g "(" b) "a ""b" c)') == ['(g "(" b)', '"a ""b"', "c"]
    assert list(conjuncts("(and a (not (or b (not c))))"))[1:] == [
        "a",
        "(not (or b (not c)))",
        "(not b)",
        "c",
    ]


def test_text_grows_linearly(program_of: Read) -> None:
    """Repeated doubling of a value, by assignment or inlined helper, does not double the text."""

    def size(steps: int) -> int:
        lines = "".join("    x = twice(x) if x // 2 > 0 else max(x + x, x)\n" for _ in range(steps))
        source = f"""
def twice(x: int) -> int:
    if x % 7 == 0:
        return x + x + x
    return x + x

@ensure(lambda x, result: result > 0)
def f(x: int) -> int:
{lines}    return x
"""
        (made,) = derive(program_of(source), "f")
        return len(made.smt)

    assert size(40) < 4.5 * size(10)


def test_too_many_paths_are_refused(program_of: Read) -> None:
    """More than 2,000 paths are unsupported, with what to do."""

    def source(forks: int) -> str:
        lines = "".join(f"    if x > {n}:\n        y = y + 1\n" for n in range(forks))
        head = "@ensure(lambda x, result: result >= 0)\ndef f(x: int) -> int:\n    y = 0\n"
        return f"{head}{lines}    return y\n"

    assert derivation(program_of(source(8)), "f").paths == 256
    with pytest.raises(UnsupportedError, match="2,000 paths"):
        derive(program_of(source(11)), "f")


def test_dead_paths_are_dropped(program_of: Read) -> None:
    """A test that repeats what the path already knows does not fork it."""
    source = """
@ensure(lambda x, result: result is not None)
def f(x: int | None) -> int | None:
    if x is None:
        return 0
    if x is None:
        return None
    return x
"""
    assert derivation(program_of(source), "f").paths == 2


def test_a_path_ends_where_it_always_raises(program_of: Read, ask: Ask) -> None:
    """After a sure exception nothing more is claimed of the path; the exception is."""
    source = """
@require(lambda x: x > 0)
@ensure(lambda x, result: result == 5)
def f(x: int) -> int:
    if x < 1:
        assert False
    return 5
"""
    made = derive(program_of(source), "f")
    replies = ask([Script(one.smt) for one in made], Solver.Z3)
    assert [one.name for one in made] == ["AssertionError-1", "postcondition-1-path-2"]
    assert [reply.status for reply in replies] == ["unsat", "unsat"]


def test_only_what_is_used_is_declared(program_of: Read) -> None:
    """A script holds the datatypes, prelude functions and definitions that it mentions."""
    source = """
class Color(Enum):
    RED = 1
    BLUE = 2

@ensure(lambda x, result: result >= 0)
@ensure(lambda x, y, result: result >= y if y is not None else True)
def f(x: int, y: int | None) -> int:
    unused = (x % 3 == 0, Color.RED)
    kept = abs(x)
    return kept + (abs(y) if y is not None else 0)
"""
    first, second = derive(program_of(source), "f")
    for made in (first, second):
        assert "option.Int" in made.smt
        assert "(define-fun py.abs " in made.smt
        for absent in ("Color", "tuple2", "var.unused", "py.mod", "py.max"):
            assert absent not in made.smt


def test_long_tables_are_no_recursion(program_of: Read) -> None:
    """Hundreds of tests in a row, each with its return, are that many paths."""
    rules = "".join(f"    if x == {n}:\n        return {n + 1}\n" for n in range(300))
    head = "@ensure(lambda x, result: result == x + 1)\ndef f(x: int) -> int:\n"
    assert derivation(program_of(f"{head}{rules}    return x + 1\n"), "f").paths == 301
