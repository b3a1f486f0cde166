"""Small builders: source text to programs, and the same text run by CPython."""

import sys
import types
from collections.abc import Sequence
from typing import Any

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.reading import read_source
from lemmata.contracts.tasks import Module
from lemmata.contracts.values import Value, to_python
from lemmata.language.interpreter import Outcome, Returned, call
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Function, Program

HEADER = '''\
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Literal, Optional

from lemmata import decreases, invariant

LIMIT = 10
WORDS = ("a", "b")


class Color(Enum):
    RED = 1
    GREEN = 2
    ROT = 1


class Mixed(Enum):
    ONE = 1
    TWO = "two"


@dataclass(frozen=True)
class Point:
    x: int
    y: int = 7


@dataclass(frozen=True, kw_only=True)
class Named:
    word: str
    point: Point | None = None


def anchor(n: int) -> int:
    """Keeps the file a task file.

    >>> anchor(1)
    1
    """
    return n


'''
HEADER_LINES = HEADER.count("\n")


def indented(text: str) -> str:
    """Statements as the body of a function."""
    return "".join(f"    {line}\n" for line in text.splitlines())


def function_text(parameters: str, returns: str, body: str) -> str:
    """A file with the function ``f``; its ``def`` stands in line `HEADER_LINES` + 1."""
    return f"{HEADER}def f({parameters}) -> {returns}:\n{indented(body)}"


def module_of(source: str) -> Module:
    """Source text, as it stands, as a module."""
    return read_source(source)


def program_of(parameters: str, returns: str, body: str) -> Program:
    """The program of a file with the function ``f``."""
    return parse_program(read_source(function_text(parameters, returns, body)))


def function_of(parameters: str, returns: str, body: str) -> Function:
    """The function ``f``; the refusal is raised if there is one."""
    program = program_of(parameters, returns, body)
    if "f" in program.unsupported:
        raise program.unsupported["f"]
    return program.functions["f"]


def refusal_of(parameters: str, returns: str, body: str) -> tuple[str, int]:
    """The refusal's message and the line of the body (from 1) that it names."""
    error = program_of(parameters, returns, body).unsupported.get("f")
    if not isinstance(error, UnsupportedError) or error.place is None:
        return "accepted", 0
    assert error.remedy, f"no remedy: {error}"
    return error.message, error.place.line - HEADER_LINES - 1


def run_python(source: str, name: str, arguments: Sequence[Value]) -> tuple[str, str]:
    """CPython's outcome as kind ("returned" or an exception's name) and the value's source."""
    module = types.ModuleType("built_for_a_test")
    sys.modules["built_for_a_test"] = module
    namespace: dict[str, Any] = module.__dict__
    exec(compile(source, "<test>", "exec"), namespace)
    given = [eval(to_python(argument), namespace) for argument in arguments]
    try:
        return "returned", shown(namespace[name](*given))
    except Exception as error:  # noqa: BLE001 - the exception is the outcome
        return type(error).__name__, ""


def run_tree(program: Program, name: str, arguments: Sequence[Value]) -> tuple[str, str]:
    """The reference interpreter's outcome in the same form."""
    outcome: Outcome = call(program, name, arguments)
    if isinstance(outcome, Returned):
        return "returned", to_python(outcome.value)
    return outcome.error, ""


def shown(value: Any) -> str:
    """A Python value as `to_python` shows its stand-in."""
    if isinstance(value, tuple):
        inner = ", ".join(map(shown, value))
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, set):
        return f"{{{', '.join(sorted(map(shown, value)))}}}" if value else "set()"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{shown(k)}: {shown(v)}' for k, v in value.items())}}}"
    if hasattr(value, "__dataclass_fields__"):
        fields = ", ".join(f"{n}={shown(getattr(value, n))}" for n in value.__dataclass_fields__)
        return f"{type(value).__name__}({fields})"
    if hasattr(type(value), "__members__"):
        return f"{type(value).__name__}.{value.name}"
    if type(value).__name__ == "Fraction":
        return f"Fraction({value.numerator}, {value.denominator})"
    return repr(value)
