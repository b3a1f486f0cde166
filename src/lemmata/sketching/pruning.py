"""Invariants of a sketch: Houdini keeps those that hold, and what goes is said, with the reason.

A run that contradicts one shows that it is wrong. Of the others those stay that hold when the loop
is reached and are kept by every iteration, given all that stay and what the prover finds beside
them (Flanagan and Leino, 2001). Nothing is believed: the judge shows all of them again.
"""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

from lemmata.contracts.errors import LemmataError, LimitError, UnsupportedError
from lemmata.contracts.plain import loop_word
from lemmata.contracts.syntax import split_lines
from lemmata.contracts.tasks import Module
from lemmata.contracts.values import Value, to_python
from lemmata.language.interpreter import Raised, compiled
from lemmata.language.tree import (
    Assert,
    Case,
    Condition,
    For,
    If,
    Match,
    Program,
    Stmt,
    While,
)
from lemmata.obligations import derivation
from lemmata.provers.constants import constants_of
from lemmata.provers.enumeration import inputs
from lemmata.provers.inference.beside import strengthened
from lemmata.provers.inference.houdini import Hint, unkept_invariants
from lemmata.provers.protocol import Question
from lemmata.sketching.filling import invariants_of

RUNS = 120
STEPS = 4_000

Kept = Mapping[int, Sequence[tuple[int, Condition]]]
"""Invariants by loop, each with its position in the text, from 1."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """An invariant that was left out: of which loop, which one, and why."""

    loop: int
    position: int
    text: str
    line: int
    why: str


def pruned(question: Question, is_late: Callable[[], bool]) -> tuple[Dropped, ...]:
    """The invariants of the function's loops that do not hold, or are not shown to.

    When it is late, those alone that a run contradicts.

    Raises:
        ToolError: a solver is missing or broke.
    """
    program, name = question.program, question.name
    stated = invariants_of(program.functions[name].body or ())
    if not stated:
        return ()
    gone = {hint: f"it is false on {where}" for hint, where in _contradicted(program, name, stated)}
    alive = {hint: one for hint, one in stated.items() if hint not in gone}
    with suppress(UnsupportedError):  # the judge says so
        gone |= {} if is_late() else _unkept(question, alive, is_late)
    return tuple(
        Dropped(*hint, stated[hint].text, stated[hint].line, why) for hint, why in gone.items()
    )


def _contradicted(
    program: Program, name: str, stated: Mapping[Hint, Condition]
) -> Iterator[tuple[Hint, str]]:
    """Those that fail when they run, each alone, with the arguments of the run."""
    function = program.functions[name]
    kinds = [parameter.type for parameter in function.parameters]
    names = [parameter.name for parameter in function.parameters]
    admits = compiled(program, name).admits
    sample = list(islice(_admitted(admits, inputs(kinds, constants_of(program, name))), RUNS))
    for hint, condition in stated.items():
        alone = with_invariants(program, name, {hint: condition}, keeps_steps=False)
        checker = compiled(alone, name)
        for arguments in sample:
            try:
                found = checker.call(arguments, STEPS)
            except LemmataError:
                continue
            if isinstance(found, Raised) and found.line == condition.line:
                given = zip(names, arguments, strict=True)
                where = ", ".join(f"{one}={to_python(value)}" for one, value in given)
                yield hint, where or "no arguments"
                break


def _admitted(
    admits: Callable[[Sequence[Value]], bool], found: Iterator[tuple[Value, ...]]
) -> Iterator[tuple[Value, ...]]:
    for arguments in islice(found, 20 * RUNS):
        try:
            if admits(arguments):
                yield arguments
        except LimitError:
            continue


def _unkept(
    question: Question, stated: Mapping[Hint, Condition], is_late: Callable[[], bool]
) -> dict[Hint, str]:
    """Those that are not shown: first by themselves, then beside what the prover finds."""
    left, gone = _greatest(question, stated, lambda program: program)
    if gone and is_late():
        return {}
    if gone:
        found = with_invariants(question.program, question.name, stated)
        beside = strengthened(replace(question, program=found))
        left, gone = _greatest(question, stated, beside)
    why = "no solver shows that the loop keeps it"
    return dict.fromkeys((hint for hint in stated if hint not in left), why)


def _greatest(
    question: Question,
    stated: Mapping[Hint, Condition],
    hinted: Callable[[Program], Program],
) -> tuple[dict[Hint, Condition], bool]:
    """The greatest part that is kept, and whether anything went."""
    left, name = dict(stated), question.name
    while left:
        program = with_invariants(question.program, name, left)
        numbered = _numbered(left)
        wrong = unkept_invariants(derivation(hinted(program), name).obligations, question.solvers)
        if not wrong:
            break
        left = {hint: one for hint, one in left.items() if numbered[hint] not in wrong}
    return left, len(left) < len(stated)


def _numbered(left: Mapping[Hint, Condition]) -> dict[Hint, Hint]:
    """Each invariant with its position among those that are left of its loop."""
    counts: dict[int, int] = {}
    found = {}
    for loop, at in sorted(left):
        counts[loop] = counts.get(loop, 0) + 1
        found[loop, at] = (loop, counts[loop])
    return found


def with_invariants(
    program: Program, name: str, kept: Mapping[Hint, Condition], *, keeps_steps: bool = True
) -> Program:
    """The program in which the function states only these, at their loops."""
    by_loop: dict[int, list[Condition]] = {}
    for loop, at in sorted(kept):
        by_loop.setdefault(loop, []).append(kept[loop, at])
    function = program.functions[name]
    body = _stating(function.body or (), by_loop, keeps_steps)
    return replace(program, functions={**program.functions, name: replace(function, body=body)})


def _stating(
    statements: Sequence[Stmt], kept: Mapping[int, Sequence[Condition]], keeps_steps: bool
) -> tuple[Stmt, ...]:
    def inner(part: Sequence[Stmt]) -> tuple[Stmt, ...]:
        return _stating(part, kept, keeps_steps)

    found: list[Stmt] = []
    for statement in statements:
        match statement:
            case While() | For():
                loop = replace(
                    statement.loop, invariants=tuple(kept.get(statement.loop.number, ()))
                )
                body, orelse = inner(statement.body), inner(statement.orelse)
                found.append(replace(statement, body=body, orelse=orelse, loop=loop))
            case If(body=body, orelse=orelse):
                found.append(replace(statement, body=inner(body), orelse=inner(orelse)))
            case Match(cases=cases):
                changed: tuple[Case, ...] = tuple(replace(c, body=inner(c.body)) for c in cases)
                found.append(replace(statement, cases=changed))
            case Assert() if not keeps_steps:
                continue
            case _:
                found.append(statement)
    return tuple(found)


def without_invariants(module: Module, body: str, dropped: Sequence[Dropped]) -> str:
    """The body's text without these; loops are numbered in the order of the text."""
    if not dropped:
        return body
    tree = ast.parse(body)
    loops = sorted(
        (node for node in ast.walk(tree) if isinstance(node, ast.For | ast.While)),
        key=lambda node: (node.lineno, node.col_offset),
    )
    gone: list[ast.stmt] = []
    for at, loop in enumerate(loops, 1):
        positions = {known.position for known in dropped if known.loop == at}
        words = [(one, loop_word(one, module.imports)) for one in loop.body]
        stated = [one for one, said in words if said and said[0] == "invariant"]
        gone += [one for number, one in enumerate(stated, 1) if number in positions]
        loop.body = [one for one in loop.body if one not in gone] or [ast.Pass()]
    lines = split_lines(body)
    taken = {line for one in gone for line in range(one.lineno, (one.end_lineno or 0) + 1)}
    kept = "".join(line for at, line in enumerate(lines, 1) if at not in taken)
    wanted = ast.unparse(tree) + "\n"
    try:
        is_same = ast.dump(ast.parse(kept)) == ast.dump(ast.parse(wanted))
    except SyntaxError:
        is_same = False  # something else shares a line with one of them
    return kept if is_same else wanted
