"""Rule files against CPython, on every input of small domains."""

import pytest

from lemmata.contracts.errors import ContractError, LimitError, UnsupportedError, VacuousError
from lemmata.contracts.reading import read_source
from lemmata.rules.branching import Decided, decide, outcomes
from lemmata.rules.reading import RuleFile, RuleText, rules_of, tabulate
from lemmata.rules.table import evaluate, is_partition, points
from tests.rules.random_rules import Writer, from_native, native, to_native


def read(source: str) -> RuleFile:
    """The rules of a text."""
    return rules_of(read_source(source, "rules.py", needs_contract=False))


def one(source: str) -> RuleText:
    """The only rule of a text with the usual imports; its refusal is raised."""
    head = "from enum import Enum\nfrom typing import Literal\nfrom icontract import require\n"
    file = read(head + source)
    for error in file.refused.values():
        raise error
    (rule,) = file.rules.values()
    return rule


@pytest.mark.parametrize("seed", range(5))
def test_random_rules_decide_as_cpython_does(seed: int) -> None:
    """On every input the table and the branching program say what CPython returns."""
    source = Writer(seed).file(3)
    names = native(source)
    file = read(source)
    for name, text in file.rules.items():
        table = tabulate(text)
        assert is_partition(table)
        run = names[name].__wrapped__ if hasattr(names[name], "__wrapped__") else names[name]
        for point in points(table.domain):
            returned = from_native(run(*(to_native(v, names) for v in text.values(point))))
            expected = text.outputs(returned)
            assert evaluate(table, point) == expected
            outcome = decide(text.node, point)
            assert isinstance(outcome, Decided)
            assert text.indexed(outcome.values) == expected
        for row in table.rows:
            assert len(outcomes(text.node, table.domain, row.guard)) == 1


def test_a_precondition_makes_an_int_finite() -> None:
    """Bounds may stand in a helper, be written either way round, or list the values."""
    text = one(
        "def ok(x: int) -> bool:\n    return 0 <= x and not x > 9\n\n"
        "@require(lambda x, y, z: ok(x) and x < 20 and y in (1, 2, 5) and 2**64 > z >= 0)\n"
        "def f(x: int, y: int, z: int) -> bool:\n    return x + y == 6 and z == 2**63 + 1\n"
    )
    assert [field.size for field in text.rule.domain.fields] == [10, 3, 2**64]
    table = tabulate(text)
    assert is_partition(table)
    assert evaluate(table, (1, 2, 2**63 + 1)) == (1,)
    assert evaluate(table, (1, 2, 2**63)) == (0,)


@pytest.mark.parametrize(
    ("source", "error", "message"),
    [
        (
            "def f(x: int) -> bool:\n    return x > 3\n",
            UnsupportedError,
            "`x` is an int without any",
        ),
        ("def f(x: float) -> bool:\n    return x + 0.2 == 0.3\n", UnsupportedError, "float"),
        ("def f(s: str) -> bool:\n    return s == ''\n", UnsupportedError, "`s` is a str"),
        (
            "@require(lambda x: 0 <= x <= 9)\ndef f(x: int) -> bool:\n    return 1 // x == 1\n",
            ContractError,
            "rules.py:6: the rule meets ZeroDivisionError for x=0",
        ),
        (
            "def f(b: bool) -> bool:\n    return {True: False, 1: True}[b]\n",
            ContractError,
            "nondeterministic rows: the dict has the key True and 1 twice",
        ),
        (
            "@require(lambda x, y: 0 <= x <= 9 and 0 <= y <= 9 and x < y)\n"
            "def f(x: int, y: int) -> bool:\n    return x > 3\n",
            ContractError,
            "relates fields to each other",
        ),
        (
            "@require(lambda x: 0 <= x <= 9 and x * x == 2)\n"
            "def f(x: int) -> bool:\n    return x > 3\n",
            VacuousError,
            "admits no input",
        ),
        (
            "@require(lambda x, y: 0 <= x < 2**40 and 0 <= y < 2**40)\n"
            "def f(x: int, y: int) -> bool:\n    return x < y\n",
            UnsupportedError,
            "the comparison of x, y has 1,099,511,627,776 cases",
        ),
        (
            "def f(b: bool) -> None:\n    return None\n",
            UnsupportedError,
            "the decision `f` is a None",
        ),
        (
            "def f(b: bool) -> bool:\n    while b:\n        b = b\n    return b\n",
            LimitError,
            "never ends",
        ),
    ],
)
def test_what_is_no_rule_is_refused_by_name(
    source: str, error: type[Exception], message: str
) -> None:
    """A refusal names the construct, the value and the line."""
    with pytest.raises(error) as refusal:
        one(source)
    assert message in str(refusal.value)


def test_votes_are_counted_without_their_combinations() -> None:
    """Paths that arrive with equal variables are one: 64 votes have 64 squared states at most."""
    names = [f"v{index}" for index in range(64)]
    votes = "".join(f"    n += 1 if {name} else 0\n" for name in names)
    parameters = ", ".join(f"{name}: bool" for name in names)
    text = one(f"def f({parameters}) -> bool:\n    n = 0\n{votes}    return n >= 32\n")
    assert text.drawing is not None
    drawn = text.drawing.diagrams.counts(text.drawing.root)
    assert sum(drawn.values()) == 2**64
    assert text.drawing.diagrams.size(text.drawing.root) < 1200


def test_the_digest_tells_meanings_apart() -> None:
    """Lines and comments do not count; a body, a bound or a helper does."""
    text = "def f(b: bool) -> bool:\n    return not b\n"
    same = one(f"# A comment.\n\n{text}").rule.source_digest
    assert one(text).rule.source_digest == same
    assert one(text.replace("not b", "b")).rule.source_digest != same
