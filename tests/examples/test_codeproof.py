"""The examples in `examples/codeproof/` against the data's test cases, with no prover."""

import json
import os
import re
from pathlib import Path

import pytest
from benchmarks.verina_contracts import (
    DATA,
    ROOT,
    accepts,
    allows,
    load,
    parameters,
    read_literal,
    subject,
)

WHERE = Path(os.environ.get("LEMMATA_DATA", DATA)) / "codeproof" / "easy_with_tests.jsonl"
FILES = sorted((ROOT / "examples" / "codeproof").glob("*.py"))


def _problems() -> list[dict[str, object]]:
    if not WHERE.is_file():
        pytest.skip("no data: LEMMATA_DATA names no folder with codeproof/easy_with_tests.jsonl")
    return [json.loads(line) for line in WHERE.read_text(encoding="utf-8").splitlines() if line]


def _arguments(text: str) -> list[object]:
    """`(3) ([1, 2]) (by decide)` is two arguments; the proof is none of Python's."""
    parts = re.findall(r"\(([^()]*)\)", text)
    return [read_literal(part) for part in parts if part != "by decide"]


def test_every_problem_has_its_file() -> None:
    """All 24, numbered as they come."""
    assert [path.name[:4] for path in FILES] == [f"p{number:02}_" for number in range(1, 25)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_says_what_lean_leaves_open(path: Path) -> None:
    """The docstring names the problem and judges its Lean statement; the contract is there."""
    module = load(path)
    number = int(path.name[1:3])
    assert re.match(rf"CodeProof, easy {number} \(`\w+`\): ", module.__doc__ or "")
    assert "Lean" in (module.__doc__ or "")
    assert subject(module).__dict__["__postconditions__"]


@pytest.mark.data
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_problem_is_the_one_that_the_data_has(path: Path) -> None:
    """The number is the line of the data whose function has the name that the file gives."""
    problem = _problems()[int(path.name[1:3]) - 1]
    named = re.search(r"\(`(\w+)`\)", load(path).__doc__ or "")
    assert named is not None
    assert re.search(rf"^def {named[1]}\b", str(problem["function_signature"]), re.MULTILINE)


@pytest.mark.data
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_contract_and_body_agree_with_the_test_cases(path: Path) -> None:
    """On each input of the data the contract allows the output, and the body gives it."""
    tests = _problems()[int(path.name[1:3]) - 1]["tests"]
    assert isinstance(tests, list)
    function = subject(load(path))
    for test in tests:
        arguments = dict(zip(parameters(function), _arguments(test["input"]), strict=True))
        expected = read_literal(test["output"])
        assert accepts(function, arguments), test
        assert allows(function, arguments, expected), test
        assert function(**arguments) == expected, test


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("p04_solve_1x1", (0, 0), None),
        ("p06_solve_div", (1, 1), 0),
        ("p11_gcd", (0, 6), 5),
        ("p08_mod_inv", (2, 3), 5),
        ("p21_find_if", ([1, 2], lambda x: x > 0), 2),
    ],
)
def test_what_lean_lets_pass_is_not_allowed(
    name: str, arguments: tuple[object, ...], result: object
) -> None:
    """Where a Lean statement leaves a result open, the contract here decides."""
    function = subject(load(ROOT / "examples" / "codeproof" / f"{name}.py"))
    given = dict(zip(parameters(function), arguments, strict=True))
    assert accepts(function, given)
    assert not allows(function, given, result)
