"""Reading task files: what they may hold, and what each refusal says."""

from pathlib import Path

import pytest

from lemmata.contracts import (
    Clause,
    ContractError,
    FileError,
    LemmataError,
    SourceError,
    UnsupportedError,
    read_module,
    read_source,
)
from lemmata.contracts.syntax import MAXIMUM_DEPTH
from lemmata.contracts.tasks import Constant, Module
from lemmata.contracts.types import BOOL, FRACTION, INT, STR, EnumType, TupleType, show
from lemmata.contracts.values import EnumValue, RecordValue

HEAD = """\
from icontract import require, ensure, snapshot
from dataclasses import dataclass, field
from enum import Enum, IntEnum, auto, unique
from fractions import Fraction
from typing import Final, Literal, Optional, Tuple, TypeAlias, Union
"""
TASK = """
def identity(x: int) -> int:
    \"\"\"post: __return__ == x\"\"\"
    return x
"""


def read(text: str) -> Module:
    """A module of the usual imports, ``text`` from line 6 on, and one task with a contract."""
    return read_source(HEAD + text + TASK, "tasks.py")


def refusal(text: str, kind: type[LemmataError]) -> str:
    """The message with which ``text`` is refused, by exactly the class ``kind``."""
    with pytest.raises(LemmataError) as caught:
        read(text)
    assert type(caught.value) is kind
    assert caught.value.place is not None
    assert caught.value.remedy
    return str(caught.value)


def unsupported(text: str, name: str = "f") -> str:
    """Why ``name`` is unsupported while the rest of the file is read."""
    module = read(text)
    assert list(module.tasks) == ["identity"]
    error = {**module.unsupported, **module.opaque}[name]
    assert type(error) is UnsupportedError
    assert error.place is not None
    assert error.place.line >= 6
    assert error.remedy
    return error.message


def test_a_missing_file_is_a_file_error(tmp_path: Path) -> None:
    """The message names the path and says that there is none."""
    with pytest.raises(FileError) as caught:
        read_module(tmp_path / "none.py")
    assert str(caught.value) == f"{tmp_path}/none.py: no such file (check the path)"


def test_a_directory_is_a_file_error(tmp_path: Path) -> None:
    """A directory is said to be one."""
    with pytest.raises(FileError, match="it is a directory"):
        read_module(tmp_path)


def test_a_path_with_a_null_byte_is_a_file_error() -> None:
    """Whatever `open` refuses is a FileError."""
    with pytest.raises(FileError, match="it cannot be read"):
        read_module(Path("a\0b.py"))


def test_a_file_of_ten_megabytes_is_refused_by_size(tmp_path: Path) -> None:
    """The size and the limit are said, and the file is not parsed."""
    path = tmp_path / "big.py"
    path.write_text("#" * 10_000_000)
    with pytest.raises(FileError, match=r"10,000,000 bytes or more; the limit is 1,048,576"):
        read_module(path)


def test_a_device_without_a_size_is_bounded() -> None:
    """A file that never ends is not read to its end."""
    device = Path("/dev/zero")
    if not device.exists():
        pytest.skip("this system has no /dev/zero")
    with pytest.raises(FileError, match="the limit is"):
        read_module(device)


def test_text_larger_than_the_limit_is_refused() -> None:
    """The limit holds for text as for files."""
    with pytest.raises(FileError, match="the limit is"):
        read_source("#" * 1_100_000)


def test_bytes_that_are_not_utf8_are_refused_with_their_line(tmp_path: Path) -> None:
    """The byte, its offset and its line are said."""
    path = tmp_path / "latin.py"
    path.write_bytes(b"# one\n# caf\xe9\n")
    with pytest.raises(FileError) as caught:
        read_module(path)
    assert str(caught.value) == f"{path}:2: byte 11 (0xe9) is not UTF-8 (save it as UTF-8)"


def test_another_declared_encoding_is_refused(tmp_path: Path) -> None:
    """Python would read the file in another way than we do."""
    path = tmp_path / "cookie.py"
    path.write_bytes(b"# -*- coding: latin-1 -*-\n")
    with pytest.raises(FileError, match="declares the encoding latin-1"):
        read_module(path)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    """A file with a mark reads like one without."""
    path = tmp_path / "bom.py"
    path.write_bytes(b"\xef\xbb\xbf# coding: utf-8" + TASK.encode())
    assert read_module(path).source == "# coding: utf-8" + TASK


def test_syntax_errors_have_their_line() -> None:
    """Python's message and the line are kept."""
    assert refusal("def f(:\n", SourceError).startswith("tasks.py:6: not valid Python: ")


def test_a_null_byte_is_a_source_error_with_its_line() -> None:
    """Null bytes never reach a parser."""
    assert refusal("# a\n# \0\n", SourceError).startswith("tasks.py:7: not valid Python: ")


@pytest.mark.parametrize(
    "bomb",
    [
        "(" * 5000 + ")" * 5000,
        "-" * 5000 + "1",
        "1" + " + 1" * 5000,
        "not " * 3000 + "True",
        "x" + ".x" * 3000,
    ],
)
def test_recursion_bombs_are_source_errors(bomb: str) -> None:
    """No depth of nesting escapes as RecursionError or MemoryError."""
    refusal(f"X = {bomb}\n", SourceError)


def test_nesting_below_the_limit_is_read() -> None:
    """The bound is on nesting, not on length."""
    depth = MAXIMUM_DEPTH - 10
    text = f"def f(x: int) -> int:\n    return {'-' * depth}x\n"
    assert "f" in read(text).tasks


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("print('hello')", "`print('hello')`"),
        ("if True:\n    pass", "`if True:`"),
        ("for x in ():\n    pass", "`for x in ():`"),
        ("X += 1", "`X += 1`"),
        ("X = Y = 1", "`X = Y = 1`"),
        ("a, b = 1, 2", "`a, b = (1, 2)`"),
        ("'a second docstring'", "`'a second docstring'`"),
        ("while True: pass", "`while True:`"),
        ("X.y = 1", "`X.y = 1`"),
    ],
)
def test_other_statements_are_refused_by_line(statement: str, shown: str) -> None:
    """The statement is shown."""
    message = refusal(f"\n{statement}\n", SourceError)
    assert message.startswith(f"tasks.py:7: a task file may not hold the statement {shown}")


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("import os", "an import of 'os'"),
        ("import os.path as p", "an import of 'os.path'"),
        ("from typing import *", "`from typing import *`"),
        ("from . import tasks", "a relative import"),
        ("from subprocess import run", "an import of 'subprocess'"),
    ],
)
def test_other_imports_are_refused(statement: str, shown: str) -> None:
    """Only modules that run no code of the user may be imported."""
    assert shown in refusal(statement, SourceError)


def test_a_name_bound_twice_is_refused_with_both_lines() -> None:
    """Functions, classes and constants share one namespace."""
    twice = "def f(x: int) -> int:\n    return x\n"
    assert "'f' is bound twice, in lines 6 and 8" in refusal(twice + twice, SourceError)
    assert "'X' is bound twice, in lines 6 and 7" in refusal("X = 1\nX = 1\n", SourceError)


def test_a_name_imported_twice_is_refused_unless_it_is_the_same() -> None:
    """Two meanings of one name are an error."""
    assert read("from enum import Enum\n").tasks
    assert "imported twice" in refusal("from typing import Any as Enum\n", SourceError)


def test_constants_are_values_with_their_types() -> None:
    """Literals, Fractions, members, records, tuples, and names of earlier constants."""
    module = read(
        "class Color(Enum):\n    RED = 1\n"
        "@dataclass(frozen=True)\nclass Point:\n    x: int\n    y: int = -1\n"
        "A = 3\nB: Final = -3\nC: Final[str] = 'c'\nD = Fraction(6, -4)\nE = Color.RED\n"
        "F = (A, (True,))\nG = Point(A)\nH: Optional[int] = None\nI = Point(y=1, x=2)\n"
    )
    assert module.constants["A"] == Constant(INT, 3)
    assert module.constants["B"] == Constant(INT, -3)
    assert module.constants["C"] == Constant(STR, "c")
    assert str(module.constants["D"].value) == "-3/2"
    assert module.constants["D"].type == FRACTION
    assert module.constants["E"].value == EnumValue("Color", "RED")
    assert module.constants["F"] == Constant(TupleType((INT, TupleType((BOOL,)))), (3, (True,)))
    assert module.constants["G"].value == RecordValue("Point", ("x", "y"), (3, -1))
    assert module.constants["I"].value == RecordValue("Point", ("x", "y"), (2, 1))
    assert list(module.constants) == list("ABCDEFGHI")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("X = identity(1)", "identity(1) is not a constant"),
        ("X = Fraction(1, 0)", "Fraction(1, 0) divides by zero"),
        ("X: int = 'a'", "X is 'a', which is not of its type int"),
        ("X: int", "'X' is declared without a value"),
        ("X = Y\nY = 1", "'Y' is used before it is defined in line 7"),
        ("class C(Enum):\n    A = 1\nX = C.B", "C has no member 'B'"),
        ("@dataclass(frozen=True)\nclass P:\n    x: int\nX = P()", "P() does not fit"),
        ("@dataclass(frozen=True)\nclass P:\n    x: int\nX = P(1, x=2)", "does not fit"),
        ("@dataclass(frozen=True)\nclass P:\n    x: int = 'a'", "the default of P.x is 'a'"),
        ("@dataclass(frozen=True)\nclass P:\n    x: int = 1\n    y: int", "follows one with"),
        ("@dataclass(frozen=True)\nclass P:\n    x: int\n    x: int", "P.x is declared twice"),
        ("class C(Enum):\n    A = 1\n    A = 2", "C.A is bound twice"),
        ("@unique\nclass C(Enum):\n    A = 1\n    B = True", "B has the value of A"),
        ("X = -'a'", "is not a constant"),
        ("def f(x: C) -> int:\n    return 1\nclass C(Enum):\n    A = 1", "'C' is used before"),
        ("X = 'int' | None", "TypeError when the file is imported"),
    ],
)
def test_declarations_that_fail_on_import_are_source_errors(text: str, message: str) -> None:
    """What Python would refuse on import is refused here, by name."""
    assert message in refusal(text + "\n", SourceError)


@pytest.mark.parametrize(
    ("text", "construct"),
    [
        ("f = 1.5", "the constant 1.5"),
        ("f = [1]", "the constant [1]"),
        ("f = b'a'", "the constant b'a'"),
        ("f = Fraction('1/2')", "the constant Fraction('1/2')"),
        ("f = list[float]", "the type float"),
        (
            "f = Union[int, str]",
            "a union of several types other than dataclasses",
        ),
        ("f = tuple[int, ...]", "a tuple of unknown length, tuple[int, ...],"),
        ("f = Literal[1, 'a']", "a Literal of mixed types, Literal[1, 'a'],"),
        ("f = Literal[1, True]", "a Literal of mixed types, Literal[1, True],"),
        ("f: TypeAlias = float", "the type float"),
        ("class f(IntEnum):\n    A = 1", "class f(IntEnum)"),
        ("class f(str, Enum):\n    A = 'a'", "class f(str, Enum)"),
        ("class f:\n    x: int", "the class f"),
        (
            "class f(Enum):\n    A = 1\n    def m(self) -> int: return 1",
            "the method m in the enum f",
        ),
        ("class f(Enum):\n    A = 1.5", "the value 1.5 of f.A"),
        ("class f(Enum):\n    A = 1 + 1", "the value 1 + 1 of f.A"),
        ("class f(Enum):\n    A = True\n    B = auto()", "auto() for f.B after values"),
        ("class f(Enum):\n    A = 5\n    B = 2\n    C = auto()", "auto() for f.C after values"),
        ("class f(Enum):\n    _ignore_ = 1", "the member f._ignore_"),
        ("class f(Enum):\n    name = 1", "the member f.name"),
        ("class f(Enum):\n    pass", "the enum f without members"),
        ("@dataclass\nclass f:\n    x: int", "the dataclass f, which is not frozen,"),
        ("@dataclass(frozen=False)\nclass f:\n    x: int", "dataclass(frozen=False) of f"),
        ("@dataclass(frozen=True, order=True)\nclass f:\n    x: int", "dataclass(order=True) of f"),
        ("@dataclass(frozen=True, eq=False)\nclass f:\n    x: int", "dataclass(eq=False) of f"),
        (
            "@dataclass(frozen=True)\nclass f:\n    def m(self) -> int: return 1",
            "the method m in the dataclass f",
        ),
        ("@dataclass(frozen=True)\nclass f:\n    x: int = field(default=1)", "field() for f.x"),
        ("@dataclass(frozen=True)\nclass f(tuple):\n    x: int", "inheritance of the dataclass f"),
        (
            "@dataclass(frozen=True)\nclass f:\n    x: 'f'",
            "the recursive type f",
        ),
        (
            "import icontract\n@icontract.invariant(lambda self: True)\n@dataclass(frozen=True)\n"
            "class f:\n    x: int",
            "the decorator @icontract.invariant(lambda self: True) of f",
        ),
        ("async def f(x: int) -> int: return x", "an async function (f)"),
        ("def f(*a: int) -> int: return 1", "*args (f)"),
        ("def f(**a: int) -> int: return 1", "**kwargs (f)"),
        ("def f(*, a: int) -> int: return a", "keyword-only parameters (f)"),
        ("def f(a: int, /) -> int: return a", "positional-only parameters (f)"),
        ("def f(a: int = 1) -> int: return a", "default arguments (f)"),
        ("def f(a: int) -> int:\n    yield a", "a generator (f)"),
        ("def f(a: float) -> int: return 1", "the type float"),
        ("def f(a: int) -> frozenset[int]: return a", "the type frozenset[int]"),
        ("@unique\ndef f(a: int) -> int: return a", "@unique of f"),
    ],
)
def test_what_is_outside_the_language_is_named_and_costs_only_itself(
    text: str, construct: str
) -> None:
    """The construct is named; the other functions of the file are still read."""
    assert construct in unsupported(text + "\n")


def test_users_of_an_unsupported_class_are_unsupported_for_its_reason() -> None:
    """The reason travels from a class to the functions that take it."""
    module = read("class C(IntEnum):\n    A = 1\ndef f(x: C) -> C:\n    return x\n")
    assert module.unsupported["f"].message == module.opaque["C"].message


def test_enum_aliases_follow_python_equality() -> None:
    """`1 == True`, so the second name is an alias; auto() counts on."""
    module = read("class C(Enum):\n    A = 1\n    B = True\n    D = 2\n    E = (1, 'x')\n")
    plain = module.types["C"]
    assert isinstance(plain, EnumType)
    assert plain.members == (("A", 1), ("D", 2), ("E", (1, "x")))
    assert plain.aliases == (("B", "A"),)
    counted = read("class C(Enum):\n    A = auto()\n    B = 7\n    D = auto()\n")
    assert counted.types["C"] == EnumType("C", (("A", 1), ("B", 7), ("D", 8)))


def test_annotations_of_every_form() -> None:
    """Names, strings, unions and generics of both spellings."""
    module = read(
        "class C(Enum):\n    A = 1\n"
        "T: TypeAlias = tuple[int, C]\nL = Literal['a', 'b', 'a']\n"
        "def f(a: T, b: 'L | None', c: Tuple[()], d: 'Union[None, P]') -> Literal[-1, None]:\n"
        "    return None\n"
        "@dataclass(frozen=True)\nclass P:\n    x: Fraction\n"
    )
    shown = [show(parameter.type) for parameter in module.tasks["f"].parameters]
    assert shown == ["tuple[int, C]", "Literal['a', 'b'] | None", "tuple[()]", "P | None"]
    assert show(module.tasks["f"].returns) == "Literal[-1] | None"


def test_future_annotations_may_name_what_stands_below() -> None:
    """With the import, annotations are never evaluated."""
    module = read_source(
        "from __future__ import annotations\nfrom enum import Enum\n"
        'def f(x: C) -> C:\n    """post: __return__ == x"""\n    return x\n'
        "class C(Enum):\n    A = 1\n"
    )
    assert module.tasks["f"].returns == module.types["C"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def f(x) -> int: return x", "the parameter 'x' of f has no annotation"),
        ("def f(x: int): return x", "the return value of f has no annotation"),
        ("def f(x: Strange) -> int: return x", "the annotation 'Strange' is not a type"),
        ("def f(x: 'a b') -> int: return x", "an annotation is not a Python expression"),
        ("def f(x: int) -> int: ...", "f has the body `...` but no contract"),
        ("def f(x: int) -> int:\n    'Doc.'\n    ...", "f has the body `...` but no contract"),
    ],
)
def test_bad_functions_are_contract_errors(text: str, message: str) -> None:
    """The parameter, annotation or function is named."""
    assert message in refusal(text + "\n", ContractError)


def test_pass_is_a_body() -> None:
    """Only `...` asks to be compiled."""
    assert not read("def f(x: int) -> None:\n    pass\n").tasks["f"].is_open


def test_a_file_without_any_contract_is_refused() -> None:
    """Nothing is demanded, so nothing can be proved."""
    with pytest.raises(ContractError, match="no function of this file has a contract"):
        read_source("def f(x: int) -> int:\n    return x\n")
    with pytest.raises(ContractError, match="no function of this file has a contract"):
        read_source("def f(*x: int) -> int:\n    return 1\n")
    with pytest.raises(ContractError, match="no function of this file has a contract"):
        read_source("")


def test_an_unsupported_function_with_a_contract_is_one() -> None:
    """Its verdict is unsupported, not bad input."""
    module = read_source('def f(*x: int) -> int:\n    """post: True"""\n    return 1\n')
    assert list(module.unsupported) == ["f"]


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("def max(x: int) -> int: return x", "'max' shadows a builtin"),
        ("class print(Enum):\n    A = 1", "'print' shadows a builtin"),
        ("sum = 1", "'sum' shadows a builtin"),
        ("X = (identity := 1)", "'identity' shadows the 'identity' of line"),
        ("class C:\n    global identity\n    identity = 1", "'identity' shadows the 'identity'"),
        ("def f(id: int) -> int: return id", "'id' shadows a builtin"),
        ("def f(x: int) -> int:\n    min = x\n    return min", "'min' shadows a builtin"),
        ("def f(x: int) -> int:\n    (a, len) = (x, x)\n    return a", "'len' shadows a builtin"),
        (
            "def f(x: int) -> int:\n    match x:\n        case abs: return abs",
            "'abs' shadows a builtin",
        ),
        ("def f(x: int) -> int: return len([y for set in [x]])", "'set' shadows a builtin"),
        ("from enum import Enum as open", "'open' shadows a builtin"),
        ("def f(x: int) -> int:\n    import os as any\n    return x", "'any' shadows a builtin"),
        ("def Fraction(x: int) -> int: return x", "shadows the import of fractions.Fraction"),
        ("def f(Enum: int) -> int: return Enum", "'Enum' shadows the import of enum.Enum"),
        ("def f(identity: int) -> int: return 1", "'identity' shadows the 'identity' of line"),
        ("X = 1\ndef f(a: int) -> int:\n    X = a\n    return X", "the 'X' of line 6"),
        ("def f(result: int) -> int: return 1", "the 'result' of postconditions"),
        ("def f(OLD: int) -> int: return 1", "'OLD' shadows the 'OLD' of postconditions"),
        ("result = 1", "'result' shadows the 'result' of postconditions"),
        (
            "@dataclass(frozen=True)\nclass P:\n    int: bool",
            "the field P.int shadows 'int'",
        ),
    ],
)
def test_shadowing_is_refused_by_name_and_line(text: str, hidden: str) -> None:
    """A reader would mistake the name; the remedy is to rename it."""
    message = refusal(text + "\n", ContractError)
    assert hidden in message
    assert "rename" in message


def test_a_local_named_result_is_no_shadow() -> None:
    """Postconditions do not see the locals of a body."""
    text = "def f(x: int) -> int:\n    result = x\n    return result\n"
    assert "f" in read(text).tasks


def test_what_a_task_knows() -> None:
    """Summary, line, openness and clauses come from the text."""
    module = read(
        "@require(lambda x: x > 0)\ndef f(x: int) -> int:\n    '''Say it.\n\n    More.\n    '''\n"
        "    ...\n"
    )
    task = module.tasks["f"]
    assert (task.summary, task.line, task.is_open) == ("Say it.", 7, True)
    assert task.requires == (Clause("x > 0", 6),)
