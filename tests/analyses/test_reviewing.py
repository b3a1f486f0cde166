"""Contracts reviewed: each rule finds what it is for, and nothing in a contract that is sound."""

import itertools
from collections.abc import Iterator
from random import Random

import pytest

from lemmata.analyses.bench import Bench, Version, named
from lemmata.analyses.remarks import Remark, Review, Rule
from lemmata.analyses.reviewing import review, review_module
from lemmata.contracts.errors import LimitError
from lemmata.contracts.reading import read_module, read_source
from lemmata.language.interpreter import Returned, compiled, holds
from lemmata.language.tree import Function
from lemmata.testing.programs import random_arguments, random_program, random_value
from tests.repository.checkout import ROOT

HEAD = "from icontract import ensure, require\nfrom typing import Literal\n\n"


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """Warm processes."""
    with Bench() as made:
        yield made


def reviewed(bench: Bench, contract: str, signature: str = "(n: int) -> int") -> Review:
    """The review of an open function with this contract."""
    (found,) = review_module(bench, read_source(f"{HEAD}{contract}\ndef f{signature}: ..."))
    return found


def rules(found: Review) -> list[str]:
    """The rules that found something."""
    return [remark.rule.value for remark in found.remarks]


def the(found: Review, rule: Rule) -> Remark:
    """The only remark of a rule."""
    (remark,) = [known for known in found.remarks if known.rule is rule]
    return remark


@pytest.mark.parametrize(
    ("contract", "signature"),
    [
        ("@ensure(lambda n, result: result == n + 1)", "(n: int) -> int"),
        ("@ensure(lambda n, result: result == (n > 3))", "(n: int) -> bool"),
        ("@ensure(lambda s, result: result == s + s)", "(s: str) -> str"),
        (
            "@require(lambda d: d != 0)\n@require(lambda n, d: n // d > 1)\n"
            "@ensure(lambda n, d, result: result == n // d)",
            "(n: int, d: int) -> int",
        ),
        (
            "@ensure(lambda n, result: 2 * result <= n)\n"
            "@ensure(lambda n, result: 2 * result > n - 2)",
            "(n: int) -> int",
        ),
    ],
)
def test_a_sound_contract_is_clean(bench: Bench, contract: str, signature: str) -> None:
    """One answer for each input, said once: no remark, and nothing undecided."""
    assert reviewed(bench, contract, signature) == Review("f")


def test_vacuous(bench: Bench) -> None:
    """A precondition that nothing satisfies, far from what small inputs show."""
    found = reviewed(
        bench, "@require(lambda n: n * n == 2)\n@ensure(lambda n, result: result == n)"
    )
    assert rules(found) == ["vacuous"]


def test_a_rare_input_is_no_vacuity(bench: Bench) -> None:
    """Solvers find the admitted input that sampling misses."""
    contract = "@require(lambda n: n * 7 == 8641969)\n@ensure(lambda n, result: result == n)"
    assert rules(reviewed(bench, contract)) == []


def test_unrealizable_at_a_small_input(bench: Bench) -> None:
    """An input without a right output is shown."""
    found = reviewed(bench, "@ensure(lambda n, result: result * 2 == n)")
    assert dict(the(found, Rule.UNREALIZABLE).arguments) == {"n": 1}


def test_unrealizable_where_a_quantifier_points(bench: Bench) -> None:
    """An input that no constant names is found by the solvers and confirmed."""
    found = reviewed(
        bench, "@ensure(lambda n, result: result > n and (n * 3 != 98765433 or result < n))"
    )
    assert dict(the(found, Rule.UNREALIZABLE).arguments) == {"n": 32921811}


def test_underspecified_shows_both_outputs(bench: Bench) -> None:
    """Two outputs, both right, both small."""
    remark = the(reviewed(bench, "@ensure(lambda n, result: result > n)"), Rule.UNDERSPECIFIED)
    assert dict(remark.arguments) == {"n": 0}
    assert remark.outputs == (1, 2)
    assert remark.severity.value == "note"


def test_an_example_decides_at_its_input(bench: Bench) -> None:
    """Outputs that an example excludes are not allowed."""
    lines = ['"""', ">>> f(True)", "False", ">>> f(False)", "True", '"""', "..."]
    text = "def f(b: bool) -> bool:\n" + "".join(f"    {line}\n" for line in lines)
    (found,) = review_module(bench, read_source(HEAD + text))
    assert rules(found) == []


@pytest.mark.parametrize(
    ("pre", "post", "expected", "why"),
    [
        ("n > 0", "__return__ > n", "2", "breaks __return__ > n"),
        ("n > 5", "__return__ > n", "9", "the precondition excludes it"),
        ("n > 0", "__return__ // 0 == n", "9", "breaks __return__ // 0 == n"),
    ],
)
def test_contradicted_examples(bench: Bench, pre: str, post: str, expected: str, why: str) -> None:
    """An example outside the precondition, or whose value a clause excludes or raises on."""
    lines = [f"pre: {pre}", f"post: {post}", "", ">>> f(3)", expected]
    body = "".join(f"    {line}\n" for line in ['"""', *lines, '"""', "..."])
    (found,) = review_module(bench, read_source(f"{HEAD}def f(n: int) -> int:\n{body}"))
    message = the(found, Rule.EXAMPLE).message
    assert why.replace("__return__", "result") in message.replace("__return__", "result")


def test_redundant_clauses(bench: Bench) -> None:
    """A clause that the others imply; of two that say the same, one stays."""
    found = reviewed(
        bench,
        "@require(lambda n: n > 3)\n@require(lambda n: n > 2)\n"
        "@ensure(lambda n, result: result == n)\n@ensure(lambda n, result: n == result)\n"
        "@ensure(lambda result: result >= 4)",
    )
    messages = [r.message for r in found.remarks if r.rule is Rule.REDUNDANT]
    assert [message.split(" adds")[0] for message in messages] == [
        "n > 2",
        "result >= 4",
        "n == result",
    ]


def test_a_clause_that_guards_another_is_not_redundant(bench: Bench) -> None:
    """What a later clause needs to be defined is no repetition of it."""
    found = reviewed(
        bench,
        "@ensure(lambda n, result: result != 0)\n@ensure(lambda n, result: n // result == 1)",
    )
    assert "redundant" not in rules(found)


def test_unmentioned_parameters(bench: Bench) -> None:
    """Each parameter that no postcondition reads, also by OLD, is named."""
    found = reviewed(bench, "@ensure(lambda a, result: result == a)", "(a: int, b: int) -> int")
    assert the(found, Rule.UNMENTIONED).message.endswith("parameter b")


def test_a_body_outside_the_language_does_not_matter(bench: Bench) -> None:
    """The contract of a function with a loop is reviewed like any other."""
    text = "@ensure(lambda n, result: result * result == n)\ndef f(n: int) -> int:\n"
    body = "    for _ in open('x'):\n        pass\n    return n\n"
    (found,) = review_module(bench, read_source(HEAD + text + body))
    assert the(found, Rule.UNREALIZABLE).arguments == (("n", -1),)


def test_what_cannot_be_modelled_is_undecided(bench: Bench) -> None:
    """A clause outside the language is no finding, and not clean either."""
    found = reviewed(bench, "@ensure(lambda n, result: result == n * 0.5)")
    assert found.remarks == ()
    assert found.undecided[0][0] is Rule.CONTRACT
    assert not found.is_decided


ENDLESS = """
def up(n: int) -> int:
    return up(n) + 1


@ensure(lambda n, result: result == up(n))
def f(n: int) -> int: ...
"""
WRONG_HELPER = """
@require(lambda n: n >= 0)
@ensure(lambda n, result: result == n + 1)
def count(n: int) -> int:
    decreases(n)
    return 0 if n == 0 else count(n - 1) + 1


@require(lambda n: n > 0)
@require(lambda n: count(n) == n)
@ensure(lambda n, result: result == n)
def f(n: int) -> int: ...
"""


@pytest.mark.parametrize("text", [ENDLESS, WRONG_HELPER])
def test_nothing_follows_from_helpers_that_are_not_proved(bench: Bench, text: str) -> None:
    """A helper that does not end, or breaks its contract, excludes no input and no output."""
    head = HEAD + "from lemmata import decreases\n"
    (found,) = review_module(bench, read_source(head + text), "f")
    assert found.errors == ()
    assert "redundant" not in rules(found)


def test_unknown_is_said(bench: Bench) -> None:
    """Where solvers give up nothing is found, and the rule is named."""
    found = reviewed(
        bench, "@ensure(lambda n, result: result ** 3 + n ** 3 == 33 ** 3 + 7 * result)"
    )
    assert "unrealizable" in rules(found) or Rule.UNREALIZABLE in dict(found.undecided)


def test_the_examples(bench: Bench) -> None:
    """The file of examples/review has the remarks that its page shows."""
    module = read_module(ROOT / "examples" / "review" / "parking_fee.py")
    found = {known.function: rules(known) for known in review_module(bench, module)}
    assert found == {
        "half_hours": [],
        "fee": ["underspecified", "unmentioned-parameter", "unmentioned-parameter"],
        "overstay": ["redundant"],
        "third_share": ["unrealizable"],
        "opening_hours": ["vacuous"],
        "charged": ["contradicted-example"],
    }


def allowed(
    version: Version, function: Function, point: tuple[object, ...], output: object
) -> bool:
    """Whether every postcondition holds, by the reference interpreter."""
    environment = {**dict(named(function, point)), "result": output}  # type: ignore[arg-type]
    return all(
        holds(version.program, clause, environment) == Returned(True)  # type: ignore[arg-type]
        for clause in function.ensures
    )


@pytest.mark.slow
def test_no_wrong_finding_on_random_contracts() -> None:
    """No random input or output contradicts that there is none, or that a clause adds nothing."""
    wrong: list[str] = []
    seen: set[str] = set()
    with Bench(1.0) as bench:
        for seed in range(60):
            version = Version.of(read_source(random_program(seed, depth=2)))
            for name, function in version.program.functions.items():
                if function.has_contract:
                    found = review(bench, version, name)
                    seen.update(rules(found))
                    wrong += [f"{seed} {text}" for text in contradictions(version, function, found)]
    assert wrong == []
    assert {"vacuous", "unrealizable", "underspecified", "redundant"} <= seen


def contradictions(version: Version, function: Function, found: Review) -> Iterator[str]:
    """What random values say against a review."""
    random = Random(function.name)
    checker = compiled(version.program, function.name)
    points = random_arguments(function.parameters, random, 60)
    outputs = [random_value(function.returns, random) for _ in range(20)]
    for remark in found.remarks:
        try:
            if remark.rule is Rule.VACUOUS and any(map(checker.admits, points)):
                yield f"not vacuous: {remark.message}"
            if remark.rule is Rule.UNREALIZABLE:
                point = tuple(value for _, value in remark.arguments)
                if any(allowed(version, function, point, output) for output in outputs):
                    yield f"not unrealizable: {remark.message}"
            if remark.rule is Rule.REDUNDANT:
                yield from _needed(
                    version, function, remark, list(itertools.product(points, outputs))
                )
        except LimitError:
            continue


def _needed(
    version: Version,
    function: Function,
    remark: Remark,
    pairs: list[tuple[tuple[object, ...], object]],
) -> Iterator[str]:
    """Pairs that the contract without the dropped clauses allows, and the clause does not."""
    text = remark.message.split(" adds nothing")[0]
    clauses = [*function.requires, *function.ensures][::-1]
    dropped = next(clause for clause in clauses if clause.text == text)
    clauses.remove(dropped)
    others = clauses[::-1]
    for point, output in pairs:
        environment = {**dict(named(function, point)), "result": output}  # type: ignore[arg-type]
        said = [holds(version.program, c, environment) for c in (*others, dropped)]  # type: ignore[arg-type]
        if all(s == Returned(True) for s in said[:-1]) and said[-1] != Returned(True):
            yield f"not redundant: {text} at {point}, {output}"
