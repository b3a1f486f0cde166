"""The reference interpreter against this CPython, on random programs.

Whatever differs is a bug of the reader, the parser, the interpreter, the printer or the digest.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from lemmata.contracts.bodies import with_body
from lemmata.contracts.errors import LimitError
from lemmata.contracts.reading import read_source
from lemmata.contracts.tasks import Clause, Module
from lemmata.contracts.values import Value
from lemmata.language.digest import canonical
from lemmata.language.interpreter import Outcome, Raised, Returned, call, holds
from lemmata.language.meaning import truth
from lemmata.language.parsing import parse_program
from lemmata.language.printer import print_body
from lemmata.language.tree import Condition, Function, Program
from lemmata.testing.native import Native, identical
from lemmata.testing.programs import random_arguments, random_program


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the two sides disagree: the program's seed, the law broken, and what was seen."""

    seed: int
    law: str
    detail: str


@dataclass(slots=True)
class Tally:
    """What a comparison covered, by name, and every difference found."""

    counts: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Takes in another tally."""
        self.counts.update(other.counts)
        self.differences.extend(other.differences)


def compare(seed: int, inputs: int = 5, *, has_loops: bool = False) -> Tally:
    """One random program: values, exceptions and clauses on ``inputs`` inputs a function.

    One of its functions is also printed and parsed back. ``counts`` has ``programs``,
    ``functions``, ``unsupported``, ``calls``, ``raised <error>``, ``clauses``, ``limits`` and
    ``printed``.
    """
    return compare_text(seed, random_program(seed, has_loops=has_loops), inputs)


def compare_text(seed: int, source: str, inputs: int = 5) -> Tally:
    """A task file of which ``seed`` chooses the inputs; see `compare`."""
    tally = Tally(Counter({"programs": 1}))
    random = Random(seed)
    module = read_source(source)
    program = parse_program(module)
    native = Native(module)
    tally.counts["functions"] += len(module.tasks)
    tally.counts["unsupported"] += len(program.unsupported)
    for name, function in program.functions.items():
        for arguments in random_arguments(function.parameters, random, inputs):
            details = _run(module, program, native, name, arguments, tally.counts)
            tally.differences.extend(Difference(seed, law, text) for law, text in details)
    if program.functions:
        function = program.functions[random.choice(sorted(program.functions))]
        tally.counts["printed"] += 1
        printed = printed_again(module, function)
        if printed is None or canonical(printed) != canonical(function):
            tally.differences.append(Difference(seed, "parse(print(tree)) == tree", function.name))
    return tally


def printed_again(module: Module, function: Function) -> Function | None:
    """The function parsed from its printed body, or None where the parser refuses that."""
    assert function.body is not None
    source = with_body(module, function.name, print_body(function.body))
    return parse_program(read_source(source)).functions.get(function.name)


def _run(
    module: Module,
    program: Program,
    native: Native,
    name: str,
    arguments: tuple[Value, ...],
    counts: Counter[str],
) -> Iterator[tuple[str, str]]:
    try:
        ours = call(program, name, arguments)
    except LimitError:
        counts["limits"] += 1
        return
    counts["calls"] += 1
    theirs = native.call(name, arguments)
    if isinstance(ours, Raised):
        counts[f"raised {ours.error}"] += 1
    if not agree(ours, theirs):
        yield "the same outcome", f"{name}{arguments}: {ours} here, {theirs} in CPython"
        return
    task, function = module.tasks[name], program.functions[name]
    names = [parameter.name for parameter in function.parameters]
    environment: dict[str, Value] = dict(zip(names, arguments, strict=True))
    clauses = list(zip(task.requires, function.requires, strict=True))
    if isinstance(ours, Returned):
        clauses += zip(task.ensures, function.ensures, strict=True)
        environment["result"] = ours.value
    for clause, condition in clauses:
        counts["clauses"] += 1
        yield from _judge(program, native, clause, condition, environment)


def _judge(
    program: Program,
    native: Native,
    clause: Clause,
    condition: Condition,
    environment: Mapping[str, Value],
) -> Iterator[tuple[str, str]]:
    try:
        ours = holds(program, condition, environment)
    except LimitError:
        return
    theirs = native.evaluate(clause.text, environment)
    if isinstance(theirs, Returned):
        theirs = Returned(truth(theirs.value))
    if not agree(ours, theirs):
        text = f"{clause.text} with {dict(environment)}: {ours} here, {theirs} in CPython"
        yield "the same truth of a clause", text


def agree(ours: Outcome, theirs: Outcome) -> bool:
    """Whether two outcomes are the same value, types included, or the same exception."""
    if isinstance(ours, Returned) and isinstance(theirs, Returned):
        return identical(ours.value, theirs.value)
    if isinstance(ours, Raised) and isinstance(theirs, Raised):
        return ours.error == theirs.error
    return False
