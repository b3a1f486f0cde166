"""Versions of functions: equal only where they are, different only with an input that shows it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lemmata.analyses import differing
from lemmata.analyses.bench import Bench
from lemmata.analyses.differing import Comparison, Relation, compare_modules
from lemmata.contracts.errors import ChoiceError
from lemmata.contracts.reading import read_module, read_source
from lemmata.contracts.tasks import Module
from lemmata.contracts.values import ListValue
from lemmata.contracts.verdicts import Assurance
from lemmata.language.interpreter import Raised, Returned
from tests.analyses.fuzzing import trials
from tests.repository.checkout import ROOT

HEAD = """from dataclasses import dataclass
from enum import Enum
from typing import Literal
from icontract import require


class Rank(Enum):
    LOW = 1
    HIGH = 2


@dataclass(frozen=True)
class Pair:
    left: int
    right: int | None


"""


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """Warm processes."""
    with Bench() as made:
        yield made


def plain(text: str) -> Module:
    """A file that needs no contract."""
    return read_source(text, needs_contract=False)


def only(bench: Bench, old: str, new: str, name: str = "f") -> Comparison:
    """The comparison of one function of two texts."""
    before, after = (plain(HEAD + text) for text in (old, new))
    (found,) = compare_modules(bench, before, after, name)
    return found


def function(body: str, signature: str = "(n: int, d: int) -> int") -> str:
    """The text of a function ``f``."""
    return f"def f{signature}:\n" + "".join(f"    {line}\n" for line in body.splitlines())


EQUAL = [
    ("(n: int, d: int) -> int", "return n // d", "q = n // d\nreturn q"),
    ("(n: int, d: int) -> int", "return n % d", "return n - d * (n // d)"),
    ("(n: int) -> int", "return -(-n // 2)", "return (n + 1) // 2"),
    ("(n: int) -> int", "assert n > 3\nreturn n", "assert not n <= 3\nreturn n"),
    ("(n: int) -> int", "return n // 0", "x = 1 // 0\nreturn 5"),
    ("(b: bool) -> int", "return b", "return 1 if b else 0"),
    ("(p: Pair) -> int", "return p.left + p.right", "x = p.left + p.right\nreturn x + 0"),
    ("(s: str) -> str", "return s[0]", "return s[:1] if s else s[0]"),
    ("(r: Rank) -> bool", "return r == Rank.LOW", "return r != Rank.HIGH"),
    ("(n: int) -> int | None", "if n > 0:\n    return n", "return None if n <= 0 else n"),
]

DIFFERENT = [
    ("(n: int, d: int) -> int", "return n // d", "return -(-n // d)"),
    ("(n: int, d: int) -> int", "return n // d", "assert d != 0\nreturn n // d"),
    ("(n: int, d: int) -> int", "return n // d", "return 0 if d == 0 else n // d"),
    ("(n: int) -> int", "return n", "return n if n != 123456789 else 0"),
    ("(s: str) -> str", "return s[0]", "return s[:1]"),
    ("(s: str) -> bool", "return s.startswith('ab')", "return s[:2] == 'ab' and len(s) < 9"),
    ("(p: Pair) -> int", "return p.left + p.right", "return p.right + p.left if p.left else 0"),
    ("(r: Rank) -> bool", "return r == Rank.LOW", "return r == Rank.HIGH"),
    ("(n: int, d: int) -> int", "return n // d + 'a'[1:].find('b')", "return n // d"),
]


@pytest.mark.parametrize(("signature", "old", "new"), EQUAL)
def test_equal_versions_are_proved(bench: Bench, signature: str, old: str, new: str) -> None:
    """Other text, the same results and exceptions: equal, by two solvers or by every input."""
    found = only(bench, function(old, signature), function(new, signature))
    assert found.relation is Relation.EQUAL, found.reason
    assert found.assurance in (Assurance.TWO_SOLVERS, Assurance.EXHAUSTIVE)


@pytest.mark.parametrize(("signature", "old", "new"), DIFFERENT)
def test_different_versions_are_shown(bench: Bench, signature: str, old: str, new: str) -> None:
    """A difference in a result or in an exception's type comes with an input."""
    found = only(bench, function(old, signature), function(new, signature))
    assert found.relation is Relation.DIFFERENT, found.reason
    assert found.witness is not None


def test_what_is_unsupported_is_not_called_equal(bench: Bench) -> None:
    """Outside the language nothing is claimed, not even of a text that did not change."""
    text = function("return n + len(open('x').read())")
    found = only(bench, text, text)
    assert found.relation is Relation.UNKNOWN
    assert found.reason.startswith("unsupported: ")


def test_the_witness_is_small_and_says_what_happened(bench: Bench) -> None:
    """Shrunk toward 0, with what CPython did in each version."""
    found = only(bench, function("return n // d"), function("return n // d if d else 7"))
    assert found.witness is not None
    assert dict(found.witness.arguments) == {"n": 0, "d": 0}
    assert isinstance(found.witness.old, Raised)
    assert found.witness.old.error == "ZeroDivisionError"
    assert found.witness.new == Returned(7)


def test_only_what_both_admit_is_compared(bench: Bench) -> None:
    """Beyond either precondition the versions may differ; that it changed is said."""
    old = "@require(lambda n: n > 0)\n" + function("return n", "(n: int) -> int")
    new = "@require(lambda n: n > 5)\n" + function("return abs(n)", "(n: int) -> int")
    found = only(bench, old, new)
    assert found.relation is Relation.EQUAL
    assert found.notes == ("the precondition is another; compared where both hold",)


@pytest.mark.parametrize("kind", ["int", "Literal[1, 2, 3]"])
def test_nothing_in_common_is_not_equality(bench: Bench, kind: str) -> None:
    """Where no input is admitted by both versions, nothing was compared."""
    signature = f"(n: {kind}) -> int"
    old = "@require(lambda n: n > 2)\n" + function("return n", signature)
    new = "@require(lambda n: n < 2)\n" + function("return 0", signature)
    found = only(bench, old, new)
    assert found.relation is Relation.UNKNOWN
    assert "no input satisfies both" in found.reason


def test_a_helper_that_changed_changes_its_callers(bench: Bench) -> None:
    """Callees count with their bodies, also those that have a contract that did not change."""
    helper = (
        '@require(lambda n: True)\ndef half(n: int) -> int:\n    """post: True"""\n    return {}\n'
    )
    caller = "def f(n: int) -> int:\n    return half(n) + 1\n"
    old, new = (helper.format(text) + caller for text in ("n // 2", "n // 2 + (n == 9)"))
    found = only(bench, old, new)
    assert found.relation is Relation.DIFFERENT
    assert found.witness is not None
    assert dict(found.witness.arguments) == {"n": 9}


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        (
            "def f(n: int) -> int:\n    return n\n",
            "def f(n: bool) -> int:\n    return n\n",
            "n: bool",
        ),
        (
            "def f(n: int) -> int:\n    return 1\n",
            "def f(n: int) -> bool:\n    return True\n",
            "bool",
        ),
    ],
)
def test_another_signature_is_a_change(bench: Bench, old: str, new: str, word: str) -> None:
    """Types of parameters and results are part of what callers rely on."""
    found = only(bench, old, new)
    assert found.relation is Relation.CHANGED
    assert word in found.reason


def test_another_definition_of_a_type_is_a_change(bench: Bench) -> None:
    """The same name for another enum or dataclass is another type, also where it is nested."""
    text = HEAD + "def f(p: tuple[Pair, int]) -> int:\n    return p[0].left\n"
    old = plain(text)
    new = plain(text.replace("    left: int\n    right: int | None", "    left: int"))
    (found,) = compare_modules(bench, old, new)
    assert found.relation is Relation.CHANGED
    assert found.reason == "the definition of Pair is another"


def test_a_value_outside_its_type_is_not_called_equal(bench: Bench) -> None:
    """Where CPython carries on with a wrong type, the solvers' model says nothing."""
    signature = "(n: int | None) -> int"
    found = only(bench, function("return n", signature), function("m = n\nreturn m", signature))
    assert found.relation is Relation.UNKNOWN


def test_open_bodies_are_unknown(bench: Bench) -> None:
    """Nobody knows what an open body does, also when both are open."""
    text = 'def f(n: int) -> int:\n    """post: __return__ > n"""\n    ...\n'
    assert only(bench, text, text).relation is Relation.UNKNOWN


def test_functions_that_one_file_has(bench: Bench) -> None:
    """Added and removed are said; private ones that come and go are no difference."""
    old = plain(HEAD + function("return n") + "def _a(n: int) -> int:\n    return n\n")
    new = plain(HEAD + "def g(n: int) -> int:\n    return n\n")
    found = [(c.function, c.relation) for c in compare_modules(bench, old, new)]
    assert found == [("g", Relation.ADDED), ("f", Relation.REMOVED)]


def test_loops_are_compared_on_inputs(bench: Bench) -> None:
    """A difference of two loops is shown; that there is none is not known without a contract."""
    text = "t = 0\nfor x in xs:\n    t += x{}\nreturn t"
    signature = "(xs: list[int]) -> int"
    old, new, odd = (
        function(text.format(more), signature) for more in ("", " + 0", " if x != 2 else 0")
    )
    found = only(bench, old, odd)
    assert found.relation is Relation.DIFFERENT
    assert found.witness is not None
    assert dict(found.witness.arguments) == {"xs": ListValue((2,))}
    same = only(bench, old, new)
    assert same.relation is Relation.UNKNOWN
    assert "no difference on the" in same.reason


def test_loops_that_meet_one_contract_are_equal(bench: Bench) -> None:
    """Invariants are found for both; the contract leaves one result."""
    contract = "@ensure(lambda n, result: result == n)\n@require(lambda n: n >= 0)\n"
    head = "from icontract import ensure\n" + contract
    old = function("i = 0\nwhile i < n:\n    i += 1\nreturn i", "(n: int) -> int")
    new = function("i = 0\nfor _ in range(n):\n    i += 1\nreturn i", "(n: int) -> int")
    found = only(bench, head + old, head + new)
    assert (found.relation, found.method) == (Relation.EQUAL, "contract")


def test_what_never_ends_is_neither_equal_nor_different(bench: Bench) -> None:
    """No outcome is made up for a run that does not end."""
    old = function("while n > 0:\n    n = n\nreturn n", "(n: int) -> int")
    new = function("return n", "(n: int) -> int")
    assert only(bench, old, new).relation is Relation.UNKNOWN
    old = old.replace("n: int", "n: bool")
    new = new.replace("n: int", "n: bool")
    assert only(bench, old, new).relation is Relation.UNKNOWN


CUBE = """def f(n: int) -> int:
    \"\"\"The cube.

    post: __return__ == {post}
    \"\"\"
    return {body}
"""


def test_what_solvers_cannot_compare_a_contract_may(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two bodies that meet one contract with one result are equal; with two they may not be."""
    unknown = Comparison("f", Relation.UNKNOWN, reason="not asked")
    monkeypatch.setattr(differing._Pair, "_smt", lambda _: unknown)
    texts = [CUBE.format(post="n * n * n", body=body) for body in ("n * n * n", "n**3 + 0 * n")]
    found = only(bench, *texts)
    assert (found.relation, found.method) == (Relation.EQUAL, "contract")
    assert found.assurance is Assurance.TWO_SOLVERS
    loose = [text.replace("__return__ == n * n * n", "__return__ * n == n ** 4") for text in texts]
    assert only(bench, *loose).relation is Relation.UNKNOWN


def test_an_unknown_name_is_refused(bench: Bench) -> None:
    """A function that neither file has cannot be compared."""
    module = plain(HEAD + function("return n"))
    with pytest.raises(ChoiceError, match="no function 'h'"):
        list(compare_modules(bench, module, module, "h"))


def test_the_examples(bench: Bench) -> None:
    """The files of examples/diff are related as their page says."""
    folder = ROOT / "examples" / "diff"
    old, new = (read_module(Path(folder / f"shipping_{when}.py")) for when in ("before", "after"))
    found = {c.function: c.relation.value for c in compare_modules(bench, old, new)}
    assert found == {
        "postage": "equal",
        "boxes": "equal",
        "label": "equal",
        "insured": "different",
        "volume": "changed",
    }


@pytest.mark.slow
def test_no_wrong_answer_on_mutants() -> None:
    """Of random functions and their mutants, no two are called equal that any input tells apart."""
    counts, wrong = trials(range(60), is_mutant=True)
    assert wrong == []
    assert counts["different small_scope"] > 0
    assert counts["equal smt"] > 0


@pytest.mark.slow
def test_a_function_equals_its_own_print() -> None:
    """A printed function with a dead assignment is equal, or unknown; never different."""
    counts, wrong = trials(range(60), is_mutant=False)
    assert wrong == []
    assert {kind.split()[0] for kind in counts} <= {"equal", "unknown"}
    assert counts["equal smt"] > 20
