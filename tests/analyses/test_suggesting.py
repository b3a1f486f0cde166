"""Suggested contracts: proved of the body, strongest first, and nothing that is not."""

from collections.abc import Iterator

import pytest

from lemmata.analyses.bench import Bench
from lemmata.analyses.suggesting import Suggestion, suggest_module, with_decorators
from lemmata.contracts.errors import ChoiceError, InputError
from lemmata.contracts.reading import read_module, read_source
from lemmata.contracts.verdicts import Verdict
from lemmata.proving import prove_module
from tests.analyses.suggestions_fuzzing import trials
from tests.repository.checkout import ROOT


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """Warm processes."""
    with Bench(2.0) as made:
        yield made


def suggested(bench: Bench, text: str, name: str = "f") -> Suggestion:
    """What is suggested for one function of a text."""
    module = read_source(text, needs_contract=False)
    (found,) = suggest_module(bench, module, name)
    return found


@pytest.mark.parametrize(
    ("text", "ensures"),
    [
        ("def f(n: int) -> int:\n    return n * 2 + 1\n", ("result == n * 2 + 1",)),
        ("def f(n: int) -> int:\n    return abs(n)\n", ("result == abs(n)",)),
        ("def f(n: int) -> bool:\n    return n > 3\n", ("result == (n > 3)",)),
        ("def f(n: int) -> str:\n    return 'ab'\n", ("result == 'ab'",)),
        (
            "def f(n: int) -> int | None:\n    return None if n < 0 else n\n",
            ("result == (None if n < 0 else n)",),
        ),
        (
            "def f(n: int, m: int) -> tuple[int, int]:\n    return m, n\n",
            ("result == (m, n)",),
        ),
    ],
)
def test_the_strongest_comes_first(bench: Bench, text: str, ensures: tuple[str, ...]) -> None:
    """Where the body can be said in one clause, that clause is the contract."""
    found = suggested(bench, text)
    assert found.ensures == ensures
    assert found.verdict is Verdict.PROVED
    assert found.total


def test_what_keeps_it_from_raising_is_a_precondition(bench: Bench) -> None:
    """Each region that raises is excluded by a condition, no more."""
    found = suggested(
        bench, "def f(n: int, d: int) -> int:\n    assert n >= 0\n    return n // (d - 1)\n"
    )
    assert found.requires == ("n >= 0", "d != 1")
    assert found.ensures == ("result == n // (d - 1)",)
    assert not found.total


def test_what_follows_is_set_apart(bench: Bench) -> None:
    """Bounds and order follow from the exact clause; of bounds only the tightest is told."""
    found = suggested(bench, "def f(n: int) -> int:\n    return n % 7\n")
    assert found.ensures == ("result == n % 7",)
    assert {"result >= 0", "result <= 7"} <= set(found.implied)
    assert "result >= -1" not in found.implied


def test_how_the_result_moves(bench: Bench) -> None:
    """Up with one parameter, down with another; nothing where it turns."""
    found = suggested(bench, "def f(a: int, b: int, c: int) -> int:\n    return a - b + c * c\n")
    assert found.moves == ("never falls as a rises", "never rises as b rises")


def test_a_callee_counts_with_its_body_and_then_by_its_contract(bench: Bench) -> None:
    """Clauses are shown with the bodies of callees; the verdict is what `prove` would say."""
    text = (
        "from icontract import ensure\n\n\n@ensure(lambda n, result: result >= n)\n"
        "def g(n: int) -> int:\n    return n + 1\n\n\n"
        "def f(n: int) -> int:\n    return g(n) + 1\n"
    )
    found = suggested(bench, text)
    assert found.ensures == ("result == n + 1 + 1",)
    assert found.verdict is Verdict.UNKNOWN


def test_decorators_are_spelled_as_the_file_would(bench: Bench) -> None:
    """By the names that it imports; the file with them is read and proved."""
    for head, start in (
        ("", "@icontract.ensure("),
        ("import icontract as ic\n", "@ic.ensure("),
        ("from icontract import ensure\n", "@ensure("),
    ):
        text = f'"""A file."""\n{head}\n\ndef f(n: int) -> int:\n    return n + 1\n'
        found = suggested(bench, text)
        assert found.decorators[0].startswith(start)
        changed = with_decorators(read_source(text, needs_contract=False), "f", found.decorators)
        errors: list[InputError] = []
        ((judgement, _),) = prove_module(bench.session, read_source(changed), "f", errors.append)
        assert errors == []
        assert judgement.verdict is Verdict.PROVED


@pytest.mark.parametrize(
    "text",
    [
        "def f(n: int) -> int:\n    return len(open('x').read())\n",
        "def f(n: int) -> int:\n    assert False\n    return n\n",
        'def f(n: int) -> int:\n    """post: True"""\n    ...\n',
    ],
)
def test_nothing_is_suggested_with_a_reason(bench: Bench, text: str) -> None:
    """Outside the language, for what always raises, and for what has no body."""
    found = suggested(bench, text)
    assert found.reason
    assert found.decorators == ()


def test_only_what_has_no_contract_is_looked_at(bench: Bench) -> None:
    """Unless it is named; a function that the file lacks is refused."""
    text = (
        'def f(n: int) -> int:\n    """post: True"""\n    return n\n\n\n'
        "def g(n: int) -> int:\n    return n\n"
    )
    module = read_source(text)
    assert [found.function for found in suggest_module(bench, module)] == ["g"]
    assert suggested(bench, text).function == "f"
    with pytest.raises(ChoiceError, match="no function 'h'"):
        suggested(bench, text, "h")


def test_the_examples(bench: Bench) -> None:
    """Everything in examples/suggest has a contract that is proved."""
    module = read_module(ROOT / "examples" / "suggest" / "orders.py", needs_contract=False)
    found = list(suggest_module(bench, module))
    assert [known.verdict for known in found] == [Verdict.PROVED] * 4


def test_loops_are_left_to_the_provers(bench: Bench) -> None:
    """Clauses over lists, each proved with invariants that nobody wrote."""
    module = read_module(ROOT / "examples" / "suggest" / "readings.py", needs_contract=False)
    highest, place_of = suggest_module(bench, module)
    assert highest.requires == ("len(readings) > 0",)
    assert highest.ensures == ("result == max(readings)",)
    assert "(result == -1) == (wanted not in readings)" in place_of.ensures
    assert place_of.total


def test_no_clause_is_proved_of_what_may_not_end(bench: Bench) -> None:
    """A loop that nothing shows to end has no contract, also where each value it gives is right."""
    text = "def f(n: int) -> int:\n    while n > 0:\n        n = n\n    return 0\n"
    found = suggested(bench, text)
    assert found.decorators == ()
    assert found.reason


@pytest.mark.slow
def test_suggestions_hold_with_loops() -> None:
    """As without them."""
    _, wrong = trials(range(8), has_loops=True)
    assert wrong == []


@pytest.mark.slow
def test_suggestions_hold_on_random_functions() -> None:
    """No random input that is admitted raises, or breaks a clause, in CPython."""
    counts, wrong = trials(range(30))
    assert wrong == []
    assert counts["told"] > 40
    assert counts["clauses"] > 40
