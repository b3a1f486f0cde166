"""Unions and recursive dataclasses as datatypes of both solvers; heights as measures."""

from collections.abc import Callable, Sequence
from random import Random

import pytest

from lemmata.contracts.reading import read_source
from lemmata.contracts.types import RecursiveType, Type, UnionType
from lemmata.contracts.values import to_python
from lemmata.language.interpreter import Returned, call, violation
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Program
from lemmata.obligations import Obligation, derive, read_arguments
from lemmata.obligations.conversions import convert, narrow
from lemmata.obligations.heights import height
from lemmata.obligations.smtlib import Term
from lemmata.obligations.solvers import Reply, Script, Solver
from lemmata.obligations.sorts import Sorts, default, sort_name
from lemmata.testing.programs import random_arguments
from lemmata.testing.random_datatypes import DATATYPES, random_datatypes

Ask = Callable[[Sequence[Script], Solver], tuple[Reply, ...]]
PROGRAMS = 40


def read(text: str) -> Program:
    """A program over trees, chains and terms."""
    return parse_program(read_source(f"{DATATYPES}\n\n{text}", needs_contract=False))


@pytest.fixture(scope="module")
def types() -> dict[str, Type]:
    """The types by name."""
    return dict(read("").types)


def _probes() -> list[tuple[bool, tuple[Obligation, ...]]]:
    """Claims about one call of a random function, each with whether it is true."""
    found: list[tuple[bool, tuple[Obligation, ...]]] = []
    for seed in range(PROGRAMS):
        lines = random_datatypes(seed).split("\n")
        text = "\n".join(line for line in lines if not line.startswith("@ensure"))
        known = parse_program(read_source(text, needs_contract=False))
        if "task0" not in known.functions or "while " in text:
            continue
        function = known.functions["task0"]
        for arguments in random_arguments(function.parameters, Random(seed), 2):
            outcome = call(known, "task0", arguments)
            if not isinstance(outcome, Returned):
                continue
            given = ", ".join(map(to_python, arguments))
            for operator in ("==", "!="):
                probe = (
                    "@ensure(lambda result: result)\ndef probe() -> bool:\n"
                    f"    return task0({given}) {operator} {to_python(outcome.value)}\n"
                )
                whole = parse_program(read_source(f"{text}\n\n{probe}"))
                if "probe" in whole.functions:
                    found.append((operator == "==", derive(whole, "probe")))
    return found


def test_random_functions_are_encoded_as_they_run(ask: Ask) -> None:
    """No lie about a call is proved by either solver; most truths are."""
    probes = _probes()
    assert len(probes) >= PROGRAMS
    scripts = [Script(made.smt, ()) for _, derived in probes for made in derived]
    proved = {True: 0, False: 0}
    for solver in Solver:
        replies = iter(ask(scripts, solver))
        for is_true, derived in probes:
            statuses = [next(replies).status for _ in derived]
            proved[is_true] += all(status == "unsat" for status in statuses)
    assert proved[False] == 0
    assert proved[True] * 3 > len(probes)


WRONG = """
@ensure(lambda result: result)
def task(t: Tree, e: Expr | None) -> bool:
    if e != Mul(left=Num(4), right=Add(Num(2), Num(3))):
        return True
    return t != Node(Node(Leaf(), 3, Leaf()), 5, Leaf())
"""


def test_models_are_read_back(ask: Ask) -> None:
    """Both solvers' trees are values of Python that break the contract."""
    program = read(WRONG)
    derived = derive(program, "task")
    scripts = [Script(made.smt, made.inputs) for made in derived]
    for solver in Solver:
        replies = [reply for reply in ask(scripts, solver) if reply.status == "sat"]
        assert len(replies) == 1
        arguments = read_arguments(program, "task", replies[0].values)
        assert to_python(arguments[0]).startswith("Node(left=Node(left=Leaf(), value=3")
        assert violation(program, "task", arguments) is not None


DEFINITIONS = """
(define-fun most ((a Int) (b Int)) Int (ite (> a b) a b))
(define-fun-rec height.record.Node ((x record.Node)) Int (+ 1 (most 0 (most {left} {right}))))
"""


def test_the_laws_of_heights_hold_of_the_height(types: dict[str, Type], ask: Ask) -> None:
    """Each law follows from the height's definition, one level deep."""
    tree, node = types["Tree"], types["Node"]
    assert isinstance(node, RecursiveType)
    sorts = Sorts()
    whole = height(sorts, node, "x")
    assert whole == "(height.record.Node x)"
    ends = {name: height(sorts, tree, f"(get.{name}.record.Node x)") for name in ("left", "right")}
    laws = sorts.declared["height.record.Node"].axioms
    assert len(laws) == 3
    commands = [known.command for known in sorts.declared.values()]
    commands = [one for one in commands if not one.startswith("(declare-fun height.")]
    head = "\n".join(["(set-logic ALL)", *commands]) + DEFINITIONS.format(**ends)
    scripts = [Script(f"{head}(assert (not {law.formula}))\n(check-sat)\n", ()) for law in laws]
    for solver in Solver:
        assert [reply.status for reply in ask(scripts, solver)] == ["unsat"] * 3


def test_a_family_is_one_command(types: dict[str, Type]) -> None:
    """Datatypes that hold one another are declared together, once, after what they are made of."""
    sorts = Sorts()
    for kind in (types["Expr"], types["Num"], types["Expr"], types["Tree"]):
        sorts.sort(kind)
    commands = [known.command for known in sorts.declared.values()]
    assert len(commands) == len(set(commands))
    together = next(command for command in commands if "(record.Add 0)" in command)
    assert "(record.Mul 0)" in together
    assert "union3.record.Add.record.Mul.record.Num 0" in together
    assert "(record.Num 0)" not in together
    assert commands.index(together) > commands.index(
        next(command for command in commands if "((record.Num 0))" in command)
    )


def test_a_value_of_a_recursive_sort_ends(types: dict[str, Type]) -> None:
    """The value for places that are never reached is built from the simplest class."""
    assert default(types["Tree"]).endswith("make.record.Leaf)")
    assert "make.record.Num 0" in default(types["Add"])


def test_conversions_between_unions(types: dict[str, Type]) -> None:
    """A class goes into its union and back where it is one; others do not."""

    def share(term: Term, kind: Type) -> Term:
        return term

    tree, leaf, node = types["Tree"], types["Leaf"], types["Node"]
    wrapped = convert("x", leaf, tree, share)
    assert wrapped == f"(as.record.Leaf.{sort_name(tree)} x)"
    fits, value = narrow("t", tree, node, share)
    assert fits == f"((_ is as.record.Node.{sort_name(tree)}) t)"
    assert value == f"(of.record.Node.{sort_name(tree)} t)"
    expr = types["Expr"]
    assert isinstance(expr, UnionType)
    part = UnionType(expr.items[:2])
    fits, _ = narrow("e", expr, part, share)
    assert fits.count("(_ is as.") == 2
