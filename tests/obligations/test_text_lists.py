"""Strings and lists of strings: facts and laws are true of CPython, and tell lies apart."""

from collections.abc import Callable, Sequence
from random import Random

import pytest

from lemmata.contracts.types import NONE, STR, ListType, Type
from lemmata.contracts.values import ListValue, Value
from lemmata.language.tree import Apply, Const, Expr, Name, Operation
from lemmata.obligations.smtlib import Term, string
from lemmata.obligations.solvers import Reply, Script, Solver
from lemmata.obligations.sorts import Sorts, constant
from lemmata.obligations.text_lists import declare_join
from tests.obligations.facts import encode, instances, script

Ask = Callable[[Sequence[Script], Solver], tuple[Reply, ...]]
WORDS = ListType(STR)


def listed(items: Sequence[str]) -> ListValue:
    """A list as the language holds it."""
    return ListValue(tuple(items))


def random_text(random: Random) -> str:
    """A short string with separators and white space in it."""
    return "".join(random.choice("ab, é") for _ in range(random.randint(0, 5)))


def random_words(random: Random) -> list[str]:
    """A short list of short strings."""
    return ["".join(random.choice("ab") for _ in range(random.randint(0, 2))) for _ in range(3)][
        : random.randint(0, 3)
    ]


def cases(random: Random) -> list[tuple[Operation, tuple[Value | None, ...], Value, Type]]:
    """Operations with operands, and what CPython makes of them."""
    text, words, between = random_text(random), random_words(random), random.choice(["", ",", "ab"])
    return [
        (Operation.CHARACTERS, (text,), listed(list(text)), WORDS),
        (Operation.JOIN, (between, listed(words)), between.join(words), STR),
        (Operation.SPLIT, (text, ","), listed(text.split(",")), WORDS),
        (Operation.SPLIT, (text, None), listed(text.split()), WORDS),
    ]


def assertions(
    operation: Operation, values: tuple[Value | None, ...], said: Value, to: Type
) -> Script:
    """Facts and laws, and that the operation's value is ``said``."""
    arguments: list[Expr] = []
    environment: dict[str, tuple[Term, Type]] = {}
    for name, value in zip("ab", values, strict=False):
        if value is None or (operation in (Operation.SPLIT, Operation.JOIN) and value in ("", ",")):
            arguments.append(Const(value, NONE if value is None else STR, 1))
        else:
            kind: Type = WORDS if isinstance(value, ListValue) else STR
            arguments.append(Name(name, kind, 1))
            environment[name] = (constant(value, kind), kind)
    made = encode(Apply(operation, tuple(arguments), to, 1), environment)
    made.encoder.sorts.sort(WORDS)
    declared = made.encoder.sorts.declared.values()
    laws = [law.formula for one in declared for law in one.axioms]
    facts = [instances(fact, range(-1, 6)) for fact in made.facts]
    counted = [
        f'(= (text.count {string(v)} ",") {v.count(",")})' for v in values if isinstance(v, str)
    ]
    return script(
        [made.encoder], [*laws, *facts, *counted, f"(= {made.term} {constant(said, to)})"]
    )


@pytest.mark.parametrize("seed", range(6))
def test_lists_of_strings_are_as_cpython_makes_them(seed: int, ask: Ask) -> None:
    """What CPython answers contradicts nothing; another answer does."""
    random = Random(seed)
    truths, lies = [], []
    for operation, values, said, to in cases(random):
        truths.append(assertions(operation, values, said, to))
        wrong = f"{said}x" if isinstance(said, str) else listed([*_items(said), " "])
        if operation is not Operation.SPLIT or values[1] is not None:
            lies.append(assertions(operation, values, wrong, to))
    asked = {solver: [reply.status for reply in ask(truths, solver)] for solver in Solver}
    assert "unsat" not in [*asked[Solver.Z3], *asked[Solver.CVC5]]
    told = [[reply.status for reply in ask(lies, solver)] for solver in Solver]
    assert all("unsat" in pair for pair in zip(*told, strict=True)), told


def _items(value: Value) -> list[str]:
    assert isinstance(value, ListValue)
    return [str(item) for item in value.items]


def test_laws_of_join_are_those_of_cpython() -> None:
    """Each law, read as Python, holds of every short list of short strings."""
    sorts = Sorts()
    sorts.sort(WORDS)
    declare_join(sorts)
    assert len(sorts.declared["text.join"].axioms) == 3
    lists = [[], [""], ["a"], ["a", ""], ["", "b", "a"]]
    for between in ("", ",", "ab"):
        assert between.join([]) == ""
        for xs in lists:
            for v in ("", "a", ","):
                grown = v if not xs else between.join(xs) + between + v
                assert between.join([*xs, v]) == grown
            for ys in lists:
                both = between.join(xs) + between + between.join(ys)
                one = between.join(ys) if not xs else between.join(xs)
                assert between.join(xs + ys) == (both if xs and ys else one)
