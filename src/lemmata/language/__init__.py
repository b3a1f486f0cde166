"""The provable Python: parser to a typed tree, reference interpreter, printer and digest.

Printer and digest come when they are asked for: a proof alone needs neither.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lemmata.language.interpreter import (
    Checker,
    Outcome,
    Raised,
    Returned,
    Violation,
    ViolationKind,
    admits,
    call,
    compiled,
    example_violation,
    holds,
    violation,
)
from lemmata.language.parsing import parse_program, parse_value
from lemmata.language.patterns import pattern_bindings, pattern_test
from lemmata.language.tree import Function, Program

if TYPE_CHECKING:
    from lemmata.language.digest import digest_function
    from lemmata.language.printer import print_body, print_expression

__all__ = [
    "Checker",
    "Function",
    "Outcome",
    "Program",
    "Raised",
    "Returned",
    "Violation",
    "ViolationKind",
    "admits",
    "call",
    "compiled",
    "digest_function",
    "example_violation",
    "holds",
    "parse_program",
    "parse_value",
    "pattern_bindings",
    "pattern_test",
    "print_body",
    "print_expression",
    "violation",
]

_PLACES = {"digest_function": "digest", "print_body": "printer", "print_expression": "printer"}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"lemmata.language.{_PLACES[name]}"), name)
