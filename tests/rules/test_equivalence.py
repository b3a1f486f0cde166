"""Two versions of a rule: equal on every input, or told apart by one."""

import random

import pytest

from lemmata.contracts.reading import read_source
from lemmata.contracts.verdicts import Assurance
from lemmata.language.interpreter import call
from lemmata.obligations.solvers import Solver, Solvers
from lemmata.rules.branching import Branch, Decided, Graph, Leaf, Node, decide
from lemmata.rules.domain import Domain, Field, Kind
from lemmata.rules.equivalence import Comparison, Relation, asking, compare_files, paired
from lemmata.rules.reading import RuleFile, rules_of
from lemmata.rules.satisfying import reach_script
from lemmata.rules.table import points
from lemmata.rules.whole import compare_wholes

HEAD = "from typing import Literal\nfrom icontract import require\n\n\n"
WIDE = "@require(lambda x: 0 <= x < 2**64)\ndef f(x: int) -> bool:\n"


def read(source: str) -> RuleFile:
    """The rules of a text."""
    return rules_of(read_source(HEAD + source, needs_contract=False))


def compared(old: str, new: str) -> Comparison:
    """The only rule of two texts."""
    (found,) = compare_files(read(old), read(new))
    return found


def test_a_needle_in_2_to_the_64_is_found() -> None:
    """Twins that differ at one point are told apart at that point."""
    needle = 11_400_714_819_323_198_485
    found = compared(f"{WIDE}    return x > 9\n", f"{WIDE}    return x > 9 and x != {needle}\n")
    assert found.relation is Relation.DIFFERENT
    ((field, index),) = found.witness
    assert field.value(index) == needle
    assert (found.old, found.new) == ("True", "False")


def test_versions_that_only_look_different_are_equal() -> None:
    """Another order of tests, De Morgan, a helper: equal on all 2**64 inputs."""
    old = f"{WIDE}    return 5 <= x < 10 or x == 77\n"
    new = (
        "def within(x: int) -> bool:\n    return not (x < 5 or x > 9)\n\n\n"
        f"{WIDE}    if x == 77:\n        return True\n    return within(x)\n"
    )
    found = compared(old, new)
    assert found.relation is Relation.EQUAL
    assert found.assurance in (None, Assurance.TWO_SOLVERS)
    assert compared(old, f"# a comment\n{old}").method == "identical"


def rows(seed: int, count: int, swapped: tuple[int, int] | None = None) -> str:
    """A rule of `count` rows over 64 fields, even rows apart from odd ones; two exchanged."""
    dice = random.Random(seed)
    fields, made = [f"f{i}" for i in range(64)], []
    for row in range(count):
        tests = [
            f"{name} {dice.choice(('<', '>='))} {dice.randrange(1, 99)}"
            if int(name[1:]) % 2
            else f"{dice.choice(('', 'not '))}{name}"
            for name in sorted(dice.sample(fields[1:], 4))
        ]
        tests.append("not f0" if row % 2 else "f0")
        made.append(f"    if {' and '.join(tests)}:\n        return {row % 3}\n")
    if swapped is not None:
        one, other = swapped
        made[one], made[other] = made[other], made[one]
    kinds = ", ".join(f"{name}: {'int' if int(name[1:]) % 2 else 'bool'}" for name in fields)
    bounds = " and ".join(f"0 <= {name} < 100" for name in fields if int(name[1:]) % 2)
    names = ", ".join(name for name in fields if int(name[1:]) % 2)
    return (
        f"@require(lambda {names}: {bounds})\n"
        f"def f({kinds}) -> Literal[0, 1, 2]:\n{''.join(made)}    return 0\n"
    )


@pytest.mark.parametrize(
    ("swapped", "relation"), [((10, 16), Relation.DIFFERENT), ((10, 11), Relation.EQUAL)]
)
def test_many_rows_over_64_fields(swapped: tuple[int, int], relation: Relation) -> None:
    """Rows that never meet may change places; others decide otherwise on some input."""
    old, new = rows(4, 20), rows(4, 20, swapped)
    found = compared(old, new)
    assert found.relation is relation
    if relation is Relation.DIFFERENT:
        files = read(old), read(new)
        point = tuple(index for _, index in found.witness)
        outcomes = [call(file.program, "f", file.rules["f"].values(point)) for file in files]
        assert outcomes[0] != outcomes[1]


def test_a_row_that_never_counts_makes_no_difference() -> None:
    """A row that nothing satisfies is proved to be none, by both solvers."""
    old = rows(5, 16)
    dead = "    if f0 and f1 < 9 and f1 >= 30:\n        return 2\n"
    first = old.index("    if ")
    found = compared(old, old[:first] + dead + old[first:])
    assert (found.relation, found.assurance) == (Relation.EQUAL, Assurance.TWO_SOLVERS)


def test_what_is_taken_decides_whether_versions_compare() -> None:
    """Other inputs or other bounds are a change; a rule of one file alone is added or removed."""
    one = "def f(b: bool) -> bool:\n    return b\n"
    assert (
        compared(one, one.replace("b: bool", "c: bool").replace("n b", "n c")).relation
        is Relation.CHANGED
    )
    narrow = f"{WIDE}    return x > 9\n".replace("2**64", "2**63")
    found = compared(f"{WIDE}    return x > 9\n", narrow)
    assert found.relation is Relation.CHANGED
    assert "`x` has the values 0 to 9223372036854775807" in found.reason
    more = f"{one}\n\ndef g(b: bool) -> bool:\n    return not b\n"
    relations = {c.rule: c.relation for c in compare_files(read(one), read(more))}
    assert relations == {"f": Relation.EQUAL, "g": Relation.ADDED}
    relations = {c.rule: c.relation for c in compare_files(read(more), read(one))}
    assert relations["g"] is Relation.REMOVED


def program(graph: Graph, dice: random.Random, depth: int) -> Node:
    """A random branching program, which may test a field again below."""
    if depth == 0 or dice.random() < 0.1:
        return graph.leaf(Decided((dice.randrange(2),)))
    field = dice.randrange(3)
    low = dice.randrange(graph.domain.fields[field].size)
    high = dice.randrange(low, graph.domain.fields[field].size)
    then, otherwise = (program(graph, dice, depth - 1) for _ in range(2))
    return graph.branch(field, ((low, high),), then, otherwise)


def test_products_and_questions_agree_with_brute_force() -> None:
    """The product says where programs differ, and both solvers whether, with such an input."""
    domain = Domain(
        (
            Field("a", Kind.BOOL, (False, True)),
            Field("b", Kind.INT, low=0, high=4),
            Field("c", Kind.INT, low=-1, high=2),
        )
    )
    told = set()
    with Solvers() as solvers:
        for seed in range(15):
            dice = random.Random(seed)
            made: list[Node] = []

            def build(graph: Graph, dice: random.Random = dice, made: list[Node] = made) -> Node:
                made.append(program(graph, dice, 3))
                return made[-1]

            root = paired(domain, build, build)
            truth = {p: decide(made[0], p) == decide(made[1], p) for p in points(domain)}
            assert all(decide(root, point) == Decided((same,)) for point, same in truth.items())
            if isinstance(root, Branch):
                script, point_of = reach_script(
                    domain, root, lambda leaf: leaf.outcome == Decided((False,))
                )
                for solver in Solver:
                    (reply,) = solvers.solve([script], solver)
                    assert (reply.status == "sat") == (not all(truth.values()))
                    if reply.status == "sat":
                        assert not truth[point_of(reply.values)]
                    told.add(reply.status)
            else:
                assert isinstance(root, Leaf)
    assert "sat" in told


def test_whole_sets_are_compared_where_rules_are_split() -> None:
    """A dispatch of two rules is one rule with the tests in order, until they are exchanged."""
    one = read(
        "def f(a: bool, b: bool) -> Literal['x', 'y'] | None:\n"
        "    if a:\n        return 'x'\n    return 'y' if b else None\n"
    )
    split = (
        "from dataclasses import dataclass\n\n\n@dataclass(frozen=True)\nclass F:\n"
        "    f: Literal['x', 'y']\n\n\n"
        "def first(a: bool) -> F | None:\n    return F('x') if a else None\n\n\n"
        "def second(b: bool) -> F | None:\n    return F('y') if b else None\n"
    )
    two = read(split)
    with asking() as ask:
        assert compare_wholes(one.chosen(), two.chosen(), ask).relation is Relation.EQUAL
        turned = two.chosen(("second", "first"))
        found = compare_wholes(one.chosen(), turned, ask)
        assert found.relation is Relation.DIFFERENT
        assert [(f.name, f.value(i)) for f, i in found.witness] == [("b", True), ("a", True)]
        assert (found.old, found.new) == ("f='x'", "f='y'")
        other = read(split.replace("b: bool", "b: Literal[0, 1]"))
        assert compare_wholes(two.chosen(), other.chosen(), ask).relation is Relation.CHANGED


def test_an_enum_whose_values_are_exchanged_is_another() -> None:
    """A decision of one name and another value is no equal decision, alone or in a dispatch."""
    source = (
        "class K(Enum):\n    A = 'retry'\n    B = 'halt'\n\n\n"
        "def f(a: bool) -> K:\n    if a:\n        return K.A\n    return K.B\n"
    )
    head = "from enum import Enum\n\n\n"
    turned = source.replace("'retry'", "'x'").replace("'halt'", "'retry'").replace("'x'", "'halt'")
    old, new = (read(head + text) for text in (source, turned))
    with asking() as ask:
        (found,) = compare_files(old, new)
        assert (found.relation, found.reason) == (
            Relation.CHANGED,
            "the definition of K is another",
        )
        assert compare_wholes(old.chosen(), new.chosen(), ask).relation is Relation.CHANGED
