"""The SyGuS engine: cvc5 solves the contract, its terms and tests are put in readable order.

Measured (single invocation, ``sygus-si=all``): 5-50 ms of CPU a problem on top of 45 ms to start
the child; records and enums as datatypes do as well as flattened ones. What cvc5 answers is right
but long, so its branches and tests are learned into a short tree first, and the literal answer
comes second.
"""

import subprocess
import sys
from collections.abc import Iterator
from functools import reduce
from pathlib import Path

from lemmata.contracts.errors import ToolError, UnsupportedError
from lemmata.generators.bodies import Decision, statements
from lemmata.generators.covering import covered
from lemmata.generators.enumerative import Engine
from lemmata.generators.predicates import contract_tests, positive
from lemmata.generators.problem import Goal, Problem
from lemmata.generators.shapes import leaves
from lemmata.generators.sygus_grammar import grammar
from lemmata.generators.sygus_problem import FUNCTION, sygus_text
from lemmata.generators.sygus_reading import Reader
from lemmata.generators.terms import coerced, component, conjuncts, negation, size
from lemmata.language.tree import Conditional, Expr, Logic, Stmt
from lemmata.obligations.smtlib import read
from lemmata.obligations.solvers import cvc5_folder

RESOURCE_LIMIT = 60_000
WALL_SECONDS = 10.0
MOST_NODES = 4_000

Terms = tuple[Expr, ...]


def sygus_bodies(engine: Engine) -> Iterator[tuple[Stmt, ...]]:
    """Bodies from cvc5's answer: the short tree, then the answer as it stands.

    Raises:
        ToolError: cvc5 is missing or broke.
    """
    task = engine.task
    if engine.is_late():
        return
    try:
        answer = synthesized(task)
    except UnsupportedError:
        return
    if answer is None or size(answer) > MOST_NODES:
        return
    goal = Goal(leaves(task.returns), task.ensures)
    try:
        labels, tests = _parts(goal, answer)
    except UnsupportedError:
        return
    check = task.checker(goal)
    known = (*contract_tests(task), *tests)
    for asked in (dict.fromkeys(known), dict.fromkeys(tests)):
        found = covered(task, goal, labels, tuple(asked), engine.points, check, engine.is_late)
        if isinstance(found, Decision):
            yield statements(task.returns, [(goal, found)], task.names)
    yield statements(task.returns, [(goal, _literal(goal, answer))], task.names)


def synthesized(task: Problem) -> Expr | None:
    """cvc5's answer as an expression, or None where it found none.

    Single invocation over the default grammar first, then enumeration over the contract's own.

    Raises:
        UnsupportedError: the contract or the answer has no counterpart.
        ToolError: cvc5 is missing or broke.
    """
    printed = _asked(sygus_text(task), "all")
    if f"(define-fun {FUNCTION} " not in printed:
        printed = _asked(sygus_text(task, grammar(task)), "none")
    if f"(define-fun {FUNCTION} " not in printed:
        return None
    term = read(printed)[0][-1]
    names = [(parameter.name, parameter.type) for parameter in task.function.parameters]
    return Reader(names, task.returns).expression(term)


def _asked(text: str, single_invocation: str) -> str:
    worker = str(Path(__file__).with_name("sygus_worker.py"))
    options = (str(cvc5_folder()), str(RESOURCE_LIMIT), single_invocation)
    command = [sys.executable, "-I", "-S", "-B", worker, *options]
    try:
        done = subprocess.run(
            command,
            input=text,
            capture_output=True,
            text=True,
            env={"LC_ALL": "C.UTF-8"},
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ""
    if done.returncode != 0 and "memory limit" not in done.stderr:
        raise ToolError(
            f"cvc5 did not understand a synthesis problem: {done.stderr.strip()[-300:]}",
            remedy="this is a fault of the synthesizer; please report it with the contract",
        )
    return done.stdout


def _parts(goal: Goal, answer: Expr) -> tuple[list[Terms], Terms]:
    """The different terms at the ends of the answer's branches, and its tests and their parts."""
    labels: dict[Terms, None] = {}
    tests: dict[Expr, None] = {}
    pending: list[Expr] = [answer]
    while pending:
        node = pending.pop()
        if isinstance(node, Conditional):
            pending += [node.then, node.otherwise]
            tests |= dict.fromkeys(_tests(node.test))
        else:
            labels[_label(goal, node)] = None
    return sorted(labels, key=lambda label: sum(map(size, label))), tuple(tests)


def _tests(test: Expr) -> Iterator[Expr]:
    if isinstance(test, Logic):
        for part in test.operands:
            yield from _tests(part)
    for part in conjuncts(negation(test)):
        if not isinstance(part, Logic):
            yield positive(part)
    yield positive(test)


def _label(goal: Goal, term: Expr) -> Terms:
    found = []
    for leaf in goal.leaves:
        fitting = coerced(reduce(component, leaf.path, term), leaf.type)
        if fitting is None:
            raise UnsupportedError("cvc5 answered with a value of another type")
        found.append(fitting)
    return tuple(found)


def _literal(goal: Goal, answer: Expr) -> Decision:
    if isinstance(answer, Conditional):
        then, otherwise = _literal(goal, answer.then), _literal(goal, answer.otherwise)
        return Decision(test=answer.test, then=then, otherwise=otherwise)
    return Decision(_label(goal, answer))
