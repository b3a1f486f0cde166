"""Unions and recursive dataclasses in code: what is read, what it means, what is refused."""

import pytest

from lemmata.contracts.errors import LimitError
from lemmata.contracts.imports import Wanted
from lemmata.contracts.reading import read_source
from lemmata.contracts.recursion import heights
from lemmata.contracts.tasks import Links
from lemmata.contracts.types import RecursiveType
from lemmata.contracts.values import RecordValue
from lemmata.language.digest import digest_function
from lemmata.language.interpreter import Raised, Returned, call, compiled
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Apply, Operation, Program
from lemmata.testing.differential import Tally, compare_text
from lemmata.testing.random_datatypes import DATATYPES, random_datatypes

PROGRAMS = 60


def program(text: str) -> Program:
    """The functions of a task file over trees, chains and terms."""
    source = "from lemmata import decreases\n" + DATATYPES + "\n\n" + text
    return parse_program(read_source(source, needs_contract=False))


def refusal(text: str) -> str:
    """Why the function `f` is outside the language."""
    error = program(text).unsupported["f"]
    return f"{error.message} ({error.remedy})"


@pytest.mark.parametrize("chunk", range(2))
def test_random_programs_mean_what_cpython_means(chunk: int) -> None:
    """Values, exceptions and clauses are CPython's; a printed body parses to the same tree."""
    tally = Tally()
    for seed in range(chunk * PROGRAMS // 2, (chunk + 1) * PROGRAMS // 2):
        tally.add(compare_text(seed, random_datatypes(seed)))
    assert tally.differences == []
    assert tally.counts["raised AttributeError"] > 0
    assert tally.counts["calls"] > 10 * PROGRAMS
    assert tally.counts["unsupported"] * 10 <= tally.counts["functions"]


@pytest.mark.parametrize(
    ("body", "construct"),
    [
        ("e.left", "the field `left`, which Add and Mul have,"),
        ("t.color", "`color`, which is no field of Leaf or Node"),
        ("isinstance(k, int)", "isinstance() of int"),
        ("isinstance(t, Tree)", "isinstance(…, Tree)"),
        ("isinstance(t, int)", "isinstance(…, int)"),
        ("isinstance(t)", "isinstance() with such arguments"),
        ("t < t", "`<` between Leaf | Node"),
        ("t + 1", "Leaf | Node"),
        ("t == 1", "a comparison of Leaf | Node and int"),
        ("t is Leaf()", "`is`"),
    ],
)
def test_what_is_refused(body: str, construct: str) -> None:
    """Each by its name, with what to do instead."""
    assert construct in refusal(f"def f(t: Tree, e: Expr, k: int) -> bool:\n    return {body}\n")


def test_a_pattern_of_a_class_outside_the_union_is_refused() -> None:
    """It never matches, so that it is a slip."""
    text = "def f(t: Tree) -> int:\n    match t:\n        case Num(n):\n            return n\n"
    assert "the pattern `Num()` on Leaf | Node" in refusal(text)


TOLD = """
def f(e: Expr) -> Expr:
    if isinstance(e, Num):
        return e
    if isinstance(e, Mul):
        return e.left
    return e.right

def g(e: Expr) -> Expr:
    return e.left if not isinstance(e, Num) and not isinstance(e, Mul) else e

def h(e: Expr) -> Expr:
    match e:
        case Mul() as m:
            return e.left
        case Add():
            e = Mul(left=e.right, right=e.left)
            return e.right
    return e
"""


def test_a_test_before_tells_whose_field_it_is() -> None:
    """`isinstance`, its negation and a class pattern tell; an assignment tells anew."""
    known = program(TOLD)
    assert not known.unsupported
    one, two = (RecordValue("Num", ("value",), (n,)) for n in (1, 2))
    added = RecordValue("Add", ("left", "right"), (one, two))
    multiplied = RecordValue("Mul", ("left", "right"), (one, two))
    assert call(known, "f", (added,)) == Returned(two)
    assert call(known, "f", (multiplied,)) == Returned(one)
    assert call(known, "g", (added,)) == Returned(one)
    assert call(known, "g", (multiplied,)) == Returned(multiplied)
    assert call(known, "h", (added,)) == Returned(one)


def test_a_loop_forgets_what_was_told_before_it() -> None:
    """The next round may come with another value."""
    text = (
        "def f(e: Expr) -> int:\n    if isinstance(e, Num):\n        return 0\n"
        "    if isinstance(e, Add):\n        while not isinstance(e, Num):\n"
        "            e = e.left\n    return 0\n"
    )
    assert "the field `left`, which Add and Mul have," in refusal(text)


def test_a_field_of_the_wrong_class_raises_attribute_error() -> None:
    """So does a field of None."""
    known = program("def f(t: Tree) -> int:\n    return t.value\n")
    outcome = call(known, "f", (RecordValue("Leaf", (), ()),))
    assert isinstance(outcome, Raised)
    assert outcome.error == "AttributeError"


def test_a_recursive_value_measures_by_its_height() -> None:
    """`decreases(t)` is the height; of an int it is the int; of anything else it is refused."""
    text = "def f(t: Tree) -> int:\n    decreases(t)\n    return 0\n"
    (measure,) = program(text).functions["f"].decreases
    assert isinstance(measure, Apply)
    assert measure.operation is Operation.HEIGHT
    assert "decreases()" in refusal("def f(b: str) -> int:\n    decreases(b)\n    return 0\n")


def test_the_digest_knows_the_whole_family() -> None:
    """A change of a class deep inside changes the digest of what takes the type."""
    text = "def f(t: Tree) -> int:\n    return 0\n"
    changed = DATATYPES.replace("class Leaf:\n    pass", "class Leaf:\n    size: int = 0")
    before = parse_program(read_source(DATATYPES + text, needs_contract=False))
    after = parse_program(read_source(changed + text, needs_contract=False))
    same = parse_program(read_source(DATATYPES + "\n" + text, needs_contract=False))
    assert digest_function(before, "f") != digest_function(after, "f")
    assert digest_function(before, "f") == digest_function(same, "f")


GROWN = {
    "a chain too deep to walk": "t = Node(t, i, Leaf())",
    "twice its parts each round": "t = Node(t, i, t)",
}


@pytest.mark.parametrize("step", GROWN.values(), ids=GROWN)
@pytest.mark.parametrize("rest", ["t", "t == Node(t, 0, t)"])
def test_a_value_beyond_the_bound_stops_the_run(step: str, rest: str) -> None:
    """The bound is the tool's: what is deeper could not be walked, what is larger never ends."""
    text = f"""
def f(n: int) -> {"Tree" if rest == "t" else "bool"}:
    t: Tree = Leaf()
    i = 0
    while i < n:
        {step}
        i += 1
    return {rest}
"""
    checker = compiled(program(text), "f")
    assert checker.violation((10,)) is None
    with pytest.raises(LimitError, match="a value of Node"):
        checker.violation((9_000,))


FOREST = """
from dataclasses import dataclass
from trees import Leaf, Node, Tree, size

@dataclass(frozen=True)
class Forest:
    first: Tree
    rest: "Forest | None"

def weight(f: Forest | None) -> int:
    return 0 if f is None else size(f.first) + weight(f.rest)
"""


def _forest(base: str) -> Program:
    """A file that holds the trees of sealed code in a recursive type of its own."""

    def link(path: str, wanted: tuple[Wanted, ...]) -> Links:
        return Links(base, {"trees": read_source(base, "trees.py", needs_contract=False)})

    return parse_program(read_source(FOREST, needs_contract=False, link=link))


def test_a_recursive_type_may_hold_one_of_sealed_code() -> None:
    """Each keeps its own definition, and a change of the other one is a change of what holds it."""
    known, changed = _forest(DATATYPES), _forest(DATATYPES.replace("value: int", "value: bool"))
    assert not known.unsupported
    kind = known.types["Forest"]
    assert isinstance(kind, RecursiveType)
    assert [one.name for one in kind.within] == ["Forest", "Node"]
    assert kind != changed.types["Forest"]
    assert kind == _forest(DATATYPES).types["Forest"]
    assert heights(kind.family)["Forest"] == 1
    leaf = RecordValue("Leaf", (), ())
    node = RecordValue("Node", ("left", "value", "right"), (leaf, 1, leaf))
    forest = RecordValue("Forest", ("first", "rest"), (node, None))
    assert call(known, "weight", (forest,)) == Returned(1)
    assert digest_function(known, "weight") != digest_function(changed, "weight")
