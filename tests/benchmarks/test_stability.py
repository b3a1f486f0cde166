"""The variants that `benchmarks/stability.py` judges are the same programs."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lemmata.testing.variation import renamed, reordered

CHECKOUT = Path(__file__).resolve().parents[2]

FILE = '''\
"""A file."""

from icontract import ensure, require

LIMIT = 7


@require(lambda n: n >= 0)
@ensure(lambda n, result: result == twice(x=n) + LIMIT)
def raised(n: int) -> int:
    """More of it.

    pre: n < 9 or "n" == "n"
    """
    result = twice(x=n)
    found = [n for n in (1, 2)]
    return result + LIMIT + 0 * len(found)


def twice(x: int) -> int:
    """Two of it."""
    return x + x
'''


def test_renaming_reaches_every_mention_and_nothing_else() -> None:
    """Parameters, variables, lambdas, clauses and keywords change; strings and constants stay."""
    text = renamed(FILE)
    assert "lambda other_n, result: result == twice(other_x=other_n) + LIMIT" in text
    assert "pre: other_n < 9 or 'n' == 'n'" in text
    assert "other_result = twice(other_x=other_n)" in text
    assert "def twice(other_x: int)" in text
    names = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    assert names & {"n", "x", "found"} == set()
    assert "other_LIMIT" not in names


def test_reordering_moves_functions_alone() -> None:
    """The last function comes first; what is not a function keeps its place."""
    kinds = [type(node) for node in ast.parse(FILE).body]
    tree = ast.parse(reordered(FILE))
    assert [type(node) for node in tree.body] == kinds
    assert [n.name for n in tree.body if isinstance(n, ast.FunctionDef)] == ["twice", "raised"]
    assert ast.unparse(ast.parse(reordered(reordered(FILE)))) == ast.unparse(ast.parse(FILE))


@pytest.mark.slow
def test_the_report_counts_every_way() -> None:
    """One object on stdout: judgements by way, flips, and none from proved to refuted."""
    script = str(CHECKOUT / "benchmarks" / "stability.py")
    chosen = ["--seeds", "2", "--load", "0", "--folders", "examples/proved"]
    done = subprocess.run(
        [sys.executable, script, *chosen],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT / "src")},
        capture_output=True,
        check=True,
        text=True,
    )
    report = json.loads(done.stdout)
    counts = report["judgements"]
    assert counts["seed"] == counts["renamed"] == counts["reordered"] > 0
    assert report["flips"] == []
    assert {goal["figure"] for goal in report["goals"]} == {"flips_share", "opposites"}
