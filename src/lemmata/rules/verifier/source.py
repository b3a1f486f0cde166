"""A rule as its source says it: signature, precondition, and what each value of the fields means.

Of the passes that construct, none is used: the domain is that of the types and of the bounds in the
precondition, and the rule's meaning is the reference interpreter with every contract in force, or
the obligations of both solvers.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import TypeAlias

from lemmata.contracts.errors import (
    CertificateError,
    ChoiceError,
    FileError,
    LemmataError,
    Place,
    UnsupportedError,
)
from lemmata.contracts.reading import read_bytes
from lemmata.contracts.tasks import Module
from lemmata.contracts.values import Value, to_python
from lemmata.language.closures import Routine, Stop
from lemmata.language.compiling import compile_body, compile_test
from lemmata.language.digest import digest_function
from lemmata.language.interpreter import Checker, Returned
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Condition, Function, Program
from lemmata.rules.bounds import ranges
from lemmata.rules.domain import Domain, Kind
from lemmata.rules.layout import Slot, inputs, slots, writes
from lemmata.rules.terms import Known, Term, ground

MOST_RUNS = 50_000
"""Inputs on which the rule is run one by one; beyond that the solvers are asked."""


@dataclass(frozen=True, slots=True, eq=False)
class SourceRule:
    """One function of a rule file. ``domain`` may hold inputs that the precondition excludes."""

    path: Path
    sha256: str
    meaning: str
    module: Module
    program: Program
    function: Function
    domain: Domain
    arguments: tuple[Term, ...]
    slots: tuple[Slot, ...]

    def values(self, point: Sequence[int]) -> tuple[Value, ...]:
        """The arguments of an input."""
        held = self.arguments
        for position, index in enumerate(point):
            field = self.domain.fields[position]
            held = tuple(ground(term, position, index, field) for term in held)
        return tuple(term.value for term in held if isinstance(term, Known))


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a proof records of a field: its name, the text of each value or the bounds of ints."""

    name: str
    labels: tuple[str, ...]
    low: int
    high: int

    @property
    def size(self) -> int:
        """How many values."""
        return len(self.labels) or self.high - self.low + 1

    def index(self, value: Value) -> int | None:
        """Where a value stands; None where it is not recorded."""
        if not self.labels:
            inside = type(value) is int and self.low <= value <= self.high
            return int(value) - self.low if inside else None  # type: ignore[arg-type]
        text = to_python(value)
        return self.labels.index(text) if text in self.labels else None


def read_rule(path: Path, name: str) -> SourceRule:
    """The function of that name.

    Raises:
        InputError: the file is missing or no rule file, or has no such function.
        UnsupportedError: it is no rule.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileError(f"cannot be read: {error}", place=Place(str(path))) from error
    module, program = _parsed(data, str(path))
    if name in program.unsupported:
        raise program.unsupported[name]
    if name not in program.functions:
        raise ChoiceError(
            f"no function {name!r}", place=Place(str(path)), remedy="prove the rules again"
        )
    function = program.functions[name]
    domain, arguments = inputs(function, ranges(program, function), program.path)
    return SourceRule(
        path,
        hashlib.sha256(data).hexdigest(),
        digest_function(program, name),
        module,
        program,
        function,
        domain,
        arguments,
        slots(function, program.path),
    )


@lru_cache(maxsize=4)
def _parsed(data: bytes, path: str) -> tuple[Module, Program]:
    """A file's text is read once for all of its rules."""
    module = read_bytes(data, path, needs_contract=False)
    return module, parse_program(module)


def need_fields(source: SourceRule, recorded: Sequence[Recorded]) -> None:
    """That the proof speaks of the source's fields, and of no value that they do not have.

    Raises:
        CertificateError: it does not.
    """
    names = tuple(one.name for one in recorded)
    if names != source.domain.names:
        raise _other(source, f"the proof has the fields {names}, the rule {source.domain.names}")
    for one, field in zip(recorded, source.domain.fields, strict=True):
        if field.kind is Kind.INT:
            last = field.low + field.size - 1
            texts = one.labels
            inside = (
                all(_is_int(text) and field.low <= int(text) <= last for text in texts)
                if texts
                else field.low <= one.low <= one.high <= last
            )
        else:
            known = {to_python(label) for label in field.labels}
            inside = bool(one.labels) and set(one.labels) <= known
        if not inside or len(set(one.labels)) < len(one.labels):
            raise _other(source, f"the values of {one.name} are not those of the rule")


def _is_int(text: str) -> bool:
    """Whether the text is an integer as Python writes it."""
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) < 4000 and str(int(text)) == text


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An input on which rule and rows differ, as Python text, with what each says."""

    arguments: str
    rule: str
    rows: str


def run_all(
    source: SourceRule,
    recorded: Sequence[Recorded],
    expected: "Expected",
) -> tuple[int, Mismatch | None]:
    """Runs the rule on every input that its types allow; how many it admits, and a mismatch.

    Raises:
        CertificateError: more than `MOST_RUNS` inputs.
    """
    if source.domain.size > MOST_RUNS:
        raise _other(source, f"{source.domain.size:,} inputs are too many to run one by one")
    checker = Checker(source.program, source.function.name, _Contracts(source.program).routine)
    admitted = 0
    for point in product(*(range(field.size) for field in source.domain.fields)):
        values = source.values(point)
        places = [
            one.index(field.value(index))
            for one, field, index in zip(recorded, source.domain.fields, point, strict=True)
        ]
        inside = None if None in places else tuple(p for p in places if p is not None)
        said = expected.of(inside) if inside is not None else None
        if not checker.admits(values):
            if inside is not None:
                return admitted, Mismatch(_call(source, values), "not admitted", str(said))
            continue
        admitted += 1
        outcome = checker.call(values)
        if isinstance(outcome, Returned):
            written = tuple(
                None if value is None else to_python(value)
                for value in writes(source.slots, outcome.value)
            )
            got = dict(zip((slot.name for slot in source.slots), written, strict=True))
            got = {name: text for name, text in got.items() if text is not None}
        else:
            got = {"raises": str(outcome)}
        if said is None or got != said:
            return admitted, Mismatch(_call(source, values), str(got), str(said))
    return admitted, None


class _Contracts:
    """Functions of a program, each call judged by its whole contract, as icontract does."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._made: dict[str, Routine] = {}

    def routine(self, name: str) -> Routine:
        """The function, which raises where its contract is broken."""
        if name not in self._made:
            self._made[name] = self._make(self._program.functions[name])
        return self._made[name]

    def _make(self, function: Function) -> Routine:
        if function.body is None:
            raise UnsupportedError(
                f"{function.name} has an open body",
                place=Place(self._program.path, function.line),
                remedy="compile it first",
            )
        names = [one.name for one in function.parameters]
        before = self._tests(names, function.requires)
        after = self._tests([*names, "result"], function.ensures)
        body = compile_body(names, function.body, self.routine)

        def run(arguments: Sequence[Value]) -> Value:
            _demand(before, arguments)
            value: Value = body(arguments)
            _demand(after, (*arguments, value))
            return value

        return run

    def _tests(self, names: Sequence[str], clauses: Sequence[Condition]) -> "list[_Test]":
        return [(one.line, compile_test(names, one.test, self.routine)) for one in clauses]


_Test: TypeAlias = tuple[int, Routine]


def _demand(tests: Sequence[_Test], values: Sequence[Value]) -> None:
    for line, test in tests:
        if not test(values):
            raise Stop("icontract.ViolationError", "", line)


class Expected:
    """What the rows of a proof say of inputs: the text of each value that is written, by name."""

    def __init__(
        self,
        rows: Sequence[tuple[Sequence[Sequence[tuple[int, int]]], dict[str, str]]],
    ) -> None:
        self.rows = rows

    def of(self, point: Sequence[int]) -> dict[str, str] | None:
        """What the row that takes the input writes."""
        for guard, written in self.rows:
            if all(
                any(low <= index <= high for low, high in spans)
                for spans, index in zip(guard, point, strict=True)
            ):
                return written
        return None


def _call(source: SourceRule, values: Sequence[Value]) -> str:
    return f"{source.function.name}({', '.join(map(to_python, values))})"


def _other(source: SourceRule, message: str) -> CertificateError:
    return CertificateError(message, place=Place(str(source.path)), remedy="prove the rule again")


__all__ = [
    "MOST_RUNS",
    "Expected",
    "LemmataError",
    "Mismatch",
    "Recorded",
    "SourceRule",
    "UnsupportedError",
    "need_fields",
    "read_rule",
    "run_all",
]
