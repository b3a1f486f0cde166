"""The gates one by one: each rule finds its example and lets the near miss through."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from lemmata.assembly import prover_of
from lemmata.contracts.gating import GateOutcome, GateResult
from lemmata.gates import Policy, Rule, Submission, Toolbox, judge
from lemmata.gates.gate_rules import (
    EXECUTION_RULES,
    NOT_DETERMINISTIC,
    PROOF_RULES,
    SYNTAX_RULES,
    TYPE_RULES,
)
from lemmata.gates.policy import ExecutionRules, SecurityRules, SyntaxRules, TypeRules
from lemmata.gates.protocol import Tools
from lemmata.proving import Session, Settings


@pytest.fixture(scope="module")
def tools(box: Toolbox) -> Iterator[Tools]:
    """The tools of every gate, the provers among them."""
    with Session(Settings(1.0)) as session:
        yield box.tools(prover_of(session))


def asked(tools: Tools, gate: str, source: str, policy: Policy | None = None) -> GateResult:
    """One gate's word on the function ``f`` of a text."""
    (result,) = judge(Submission.of("t.py", source, "f", policy), tools, asked=[gate])
    return result


RULES = (*SYNTAX_RULES, *TYPE_RULES, *EXECUTION_RULES, *PROOF_RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_finds_its_example_and_no_near_miss(tools: Tools, rule: Rule) -> None:
    """The page shows both; it may not lie."""
    bad, good = asked(tools, rule.gate, rule.rejected), asked(tools, rule.gate, rule.near_miss)
    assert bad.outcome is GateOutcome.FAILED
    assert {found.rule for found in bad.errors} == {rule.id}
    assert all(found.requirement for found in bad.errors)
    assert good.outcome is GateOutcome.PASSED, good
    assert good.findings == ()


@pytest.mark.parametrize(("made", "fits"), [("Right(n)", True), ("Other(n)", False)])
def test_a_result_is_of_a_class_of_its_union(tools: Tools, made: str, fits: bool) -> None:
    """Any of the declared dataclasses fits, and no other does."""
    source = "from dataclasses import dataclass\n"
    for name in ("Left", "Right", "Other"):
        source += f"@dataclass(frozen=True)\nclass {name}:\n    held: int\n"
    source += f'def f(n: int) -> Left | Right:\n    """post: True"""\n    return {made}\n'
    result = asked(tools, "execution", source)
    assert (result.outcome is GateOutcome.PASSED) is fits, result


def test_results_say_what_judged(tools: Tools) -> None:
    """Versions of the tools and the digest of rules and bounds; another bound, another digest."""
    source = "def f(n: int) -> int:\n    return n\n"
    syntax, types = asked(tools, "syntax", source), asked(tools, "types", source)
    assert [name for name, _ in (*syntax.tools, *types.tools)] == ["ruff", "ty"]
    assert all(version for _, version in (*syntax.tools, *types.tools))
    assert len(syntax.rules) == len(types.rules) == 64
    other = asked(tools, "syntax", source, Policy(syntax=SyntaxRules(nesting=3)))
    assert other.rules != syntax.rules


@pytest.mark.parametrize(
    "rules",
    [
        SyntaxRules(bytes=10),
        SyntaxRules(lines=3),
        SyntaxRules(function_lines=2),
        SyntaxRules(complexity=1),
        SyntaxRules(nesting=1),
    ],
)
def test_each_bound_is_the_policys(tools: Tools, rules: SyntaxRules) -> None:
    """What the defaults let through a policy may refuse."""
    source = (
        "def f(n: int) -> int:\n    if n:\n        while n:\n            n -= 1\n    return n\n"
    )
    assert asked(tools, "syntax", source).outcome is GateOutcome.PASSED
    policy = Policy(syntax=replace(rules, linter="none"))
    assert asked(tools, "syntax", source, policy).outcome is GateOutcome.FAILED


@pytest.mark.parametrize(
    "more",
    ["f = abs", "from math import floor as f", "for f in []:\n    pass", "del f", "class f: ..."],
)
def test_the_function_is_bound_once(tools: Tools, more: str) -> None:
    """What a reader sees is what runs, whatever binds a name: no linter is needed to say so."""
    source = f"def f(n: int) -> int:\n    return n\n\n\n{more}\n"
    policy = Policy(syntax=SyntaxRules(linter="none"))
    result = asked(tools, "syntax", source, policy)
    assert [found.rule for found in result.errors] == ["no-such-function"]


def test_a_text_of_a_megabyte_ends_in_a_finding(tools: Tools) -> None:
    """It is refused by its size, and goes to no tool."""
    source = "def f(n: int) -> int:\n" + "    n = n + 1\n" * 80_000 + "    return n\n"
    results = judge(Submission.of("t.py", source, "f"), tools)
    assert [one.outcome for one in results][:2] == [GateOutcome.FAILED, GateOutcome.SKIPPED]


STATEFUL = '''
SEEN: list[int] = []


def f(n: int) -> int:
    """Count.

    >>> f(0)
    0
    """
    SEEN.append(n)
    return {body}
'''


@pytest.mark.parametrize(
    "body",
    [
        "len(SEEN)",
        "n + ord(time.tzname[0][0])",
        "n + hash('a') % 1000",
        "n + id(SEEN) % 7919",
    ],
)
def test_what_is_not_in_the_arguments_is_seen(tools: Tools, body: str) -> None:
    """Other calls, the time zone, the hash seed and addresses: a second run tells."""
    source = "import time\n" + STATEFUL.format(body=body)
    result = asked(tools, "execution", source)
    assert NOT_DETERMINISTIC.id in {found.rule for found in result.errors}


def test_what_is_still_open_is_nobodys_type_error(tools: Tools) -> None:
    """Another task of the file may have no body yet; one that has a body is judged."""
    other = '\n\ndef later(n: int) -> int:\n    """Later."""\n    {}\n'
    source = "def f(n: int) -> int:\n    return n\n"
    result = asked(tools, "types", source + other.format("..."))
    assert result.outcome is GateOutcome.PASSED
    assert asked(tools, "types", source + other.format("return 'x'")).errors
    assert asked(tools, "types", "def f(n: int) -> int:\n    ...\n").errors


def test_policies_decide_what_is_run(tools: Tools) -> None:
    """An activity is not run; neither is what no input is known of. Neither of them passes."""
    source = (
        'def f(n: int) -> int:\n    """F.\n\n    post: __return__ == n\n    """\n    return n\n'
    )
    activity = Policy(security=SecurityRules(kind="activity"))
    assert asked(tools, "execution", source, activity).outcome is GateOutcome.SKIPPED
    nothing = Policy(execution=ExecutionRules(inputs=0))
    result = asked(tools, "execution", source, nothing)
    assert (result.outcome, "no input" in result.notes[0]) == (GateOutcome.BROKEN, True)
    unchecked = asked(tools, "types", source, Policy(types=TypeRules("none")))
    assert unchecked.outcome is GateOutcome.SKIPPED


RICH = '''
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class Kind(Enum):
    """A kind."""

    LOW = 1
    HIGH = 2


@dataclass(frozen=True)
class Item:
    """An item."""

    kind: Kind
    price: Fraction


def f(items: list[Item]) -> Item:
    """The dearest.

    pre: len(items) > 0
    post: all(__return__.price >= one.price for one in __old__.items)
    post: __return__ in items
    """
    best = items[0]
    for one in items:
        if one.price {order} best.price:
            best = one
    return best
'''


@pytest.mark.parametrize(("order", "outcome"), [(">", "passed"), ("<", "failed")])
def test_values_of_the_files_own_classes_are_run(tools: Tools, order: str, outcome: str) -> None:
    """Enumerations, dataclasses and fractions go in and come out; `OLD` is the argument."""
    source = RICH.replace("{order}", order)
    result = asked(tools, "execution", source)
    assert result.outcome.value == outcome, result
    if outcome == "failed":
        assert all(found.counterexample for found in result.errors)


LOOSE = """
RATE = 0.5
if RATE:
    RATE = 0.25

def f(row: dict) -> float:
    {quotes}Scale.

    >>> f({{"x": 2}})
    {value}
    {quotes}
    return row["x"] * RATE
"""


@pytest.mark.parametrize(("value", "outcome"), [("0.5", "passed"), ("0.25", "failed")])
def test_a_text_that_is_no_task_file_runs_on_its_examples(
    tools: Tools, value: str, outcome: str
) -> None:
    """Anything Python: floats, dicts of anything, statements at the top level."""
    source = LOOSE.format(quotes='"' * 3, value=value)
    assert asked(tools, "execution", source).outcome.value == outcome
