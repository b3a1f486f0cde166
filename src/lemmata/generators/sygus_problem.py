"""A contract as a SyGuS problem, made of the encoder's own text.

The precondition and the postcondition are read off admission scripts: what an admission script
asserts of its parameters is exactly that the clauses are defined and true.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.tasks import Parameter
from lemmata.contracts.types import BOOL
from lemmata.generators.problem import Problem
from lemmata.language.tree import Condition, Expr, Function
from lemmata.obligations import admission

_DATATYPES = re.compile(r"\(declare-datatypes? .*\)")
_ARGUMENT = re.compile(r"\(declare-const (arg\.\S+) (.+)\)")
_DEFINITION = re.compile(r"\(define-fun (tmp\.\S+) \(\) (\S+) (.*)\)")
_ASSERTION = re.compile(r"\(assert (.*)\)")
_SILENT = ("", "(check-sat)", "(set-logic ALL)")
STATED = "stated"
FUNCTION = "f"


@dataclass(frozen=True, slots=True)
class _Formula:
    """What a script asserts, as one term, with the declarations that it needs."""

    datatypes: tuple[str, ...]
    arguments: tuple[tuple[str, str], ...]
    term: str


def sygus_text(task: Problem, grammar: str = "") -> str:
    """The problem: a function of the inputs that satisfies the contract on every admitted one.

    ``grammar`` says what the function may be made of; without it cvc5's default is taken.

    Raises:
        UnsupportedError: the contract has no exact counterpart, or needs more than one term.
    """
    parameters = task.function.parameters
    result = Parameter("result", task.returns)
    before = _formula(task, parameters, tuple(c.test for c in task.function.requires))
    after = _formula(task, (*parameters, result), task.ensures)
    *given, (wanted, sort) = after.arguments
    declared = dict.fromkeys((*before.datatypes, *after.datatypes))
    signature = " ".join(f"({name} {kind})" for name, kind in given)
    names = " ".join(name for name, _ in given)
    applied = f"({FUNCTION} {names})" if names else FUNCTION
    constraint = f"(=> {before.term} (let (({wanted} {applied})) {after.term}))"
    lines = [
        "(set-logic ALL)",
        *declared,
        f"(synth-fun {FUNCTION} ({signature}) {sort}{grammar and ' '}{grammar})",
        *(f"(declare-var {name} {kind})" for name, kind in given),
        f"(constraint {constraint})",
        "(check-synth)",
    ]
    return "\n".join(lines) + "\n"


def input_test_text(task: Problem, test: Expr) -> str:
    """A test over the inputs as a term: defined, and true.

    Raises:
        UnsupportedError: as `sygus_text`.
    """
    return _formula(task, task.function.parameters, (test,)).term


def _formula(task: Problem, parameters: Sequence[Parameter], tests: Sequence[Expr]) -> _Formula:
    requires = tuple(Condition("", test, 0) for test in tests)
    function = Function(STATED, tuple(parameters), BOOL, requires, (), (), None, 0)
    program = replace(task.program, functions={**task.program.functions, STATED: function})
    return _read(admission(program, STATED).smt)


def _read(script: str) -> _Formula:
    datatypes: list[str] = []
    arguments: list[tuple[str, str]] = []
    definitions: list[tuple[str, str]] = []
    asserted: list[str] = ["true", "true"]
    for line in script.splitlines():
        if found := _ASSERTION.fullmatch(line):
            asserted.append(found[1])
        elif found := _DEFINITION.fullmatch(line):
            definitions.append((found[1], found[3]))
        elif found := _ARGUMENT.fullmatch(line):
            arguments.append((found[1], found[2]))
        elif _DATATYPES.fullmatch(line):
            datatypes.append(line)
        elif line not in _SILENT and not line.startswith(";"):
            raise UnsupportedError(
                "the contract needs more than one term", remedy="inline the helper that it calls"
            )
    term = f"(and {' '.join(asserted)})"
    for name, body in reversed(definitions):
        term = f"(let (({name} {body})) {term})"
    return _Formula(tuple(datatypes), tuple(arguments), term)
