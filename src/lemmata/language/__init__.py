"""The provable Python: parser to a typed tree, reference interpreter, printer and digest."""

from lemmata.language.digest import digest_function
from lemmata.language.interpreter import Outcome, Raised, Returned, admits, call, holds, violation
from lemmata.language.parsing import parse_program, parse_value
from lemmata.language.patterns import pattern_bindings, pattern_test
from lemmata.language.printer import print_body, print_expression
from lemmata.language.tree import Function, Program

__all__ = [
    "Function",
    "Outcome",
    "Program",
    "Raised",
    "Returned",
    "admits",
    "call",
    "digest_function",
    "holds",
    "parse_program",
    "parse_value",
    "pattern_bindings",
    "pattern_test",
    "print_body",
    "print_expression",
    "violation",
]
