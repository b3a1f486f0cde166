"""The mutants that `benchmarks/mutants.py` judges, and the shape of its report."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lemmata.testing.mutation import mutants

CHECKOUT = Path(__file__).resolve().parents[2]

SCAN = """\
best: int = xs[0]
for i in range(1, len(xs)):
    invariant(best >= xs[0])
    if xs[i] > best and not found:
        best = xs[i]
        continue
    if any(x < 0 for x in xs[:i]):
        break
return best
"""


def test_every_mutant_is_another_body() -> None:
    """Each is Python, none is the body, none comes twice; same body, same mutants."""
    made = list(mutants(SCAN))
    texts = [mutant.body for mutant in made]
    assert len(set(texts)) == len(texts) > 30
    assert ast.unparse(ast.parse(SCAN)) + "\n" not in texts
    for text in texts:
        ast.parse(text)
    assert made == list(mutants(SCAN))


def test_every_kind_of_mistake_is_made() -> None:
    """Constants, comparisons, ranges, jumps, conditions, results, functions and lost lines."""
    kinds = {mutant.kind for mutant in mutants(SCAN)}
    assert kinds >= {"constant", "comparison", "range", "jump", "condition", "returned"}
    assert kinds >= {"function", "dropped", "connective"}
    assert {m.kind for m in mutants("return a - b // f(a, b)\n")} >= {
        "operator",
        "operands",
        "arguments",
    }


def test_hints_and_annotations_stay() -> None:
    """What helps a proof is no part of the behaviour."""
    for mutant in mutants(SCAN):
        assert "invariant(best >= xs[0])" in mutant.body or mutant.kind == "dropped"
        assert "best: int" in mutant.body or mutant.kind == "dropped"


@pytest.mark.slow
def test_the_report_tells_wrong_from_equivalent_and_permitted() -> None:
    """One object on stdout; no wrong mutant of a proved body is proved."""
    script = str(CHECKOUT / "benchmarks" / "mutants.py")
    done = subprocess.run(
        [sys.executable, script, "--limit", "30", "--folders", "examples/proved"],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT / "src")},
        capture_output=True,
        check=True,
        text=True,
    )
    report = json.loads(done.stdout)
    assert done.stderr == ""
    assert report["is_whole"]
    assert report["proved"] == []
    assert sum(report["wrong"].values()) == report["classes"]["wrong"] > 0
    assert report["bodies_not_proved"] == []
