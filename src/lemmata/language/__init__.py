"""The provable Python: parser to a typed tree, reference interpreter, printer and digest."""

from lemmata.language.digest import digest_function
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
from lemmata.language.printer import print_body, print_expression
from lemmata.language.tree import Function, Program

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
