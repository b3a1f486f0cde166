"""The shape of what `benchmarks/real_input.py` prints, and how it counts loops."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.real_input import loops_of

CHECKOUT = Path(__file__).resolve().parents[2]

LOOPS = """
def f(xs):
    for x in xs:
        invariant(x > 0)
        invariant(len(xs) > 0)
    if xs:
        while xs:
            for x in xs:
                pass

def g(xs):
    match xs:
        case _:
            while True:
                break
"""


@pytest.mark.slow
def test_the_report_is_one_json_object_with_every_figure() -> None:
    """Stdout is one object: verdicts a folder, loops, goals with value and outcome."""
    done = subprocess.run(
        [sys.executable, str(CHECKOUT / "benchmarks" / "real_input.py"), "--only", "p01*"],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT / "src")},
        capture_output=True,
        check=True,
        text=True,
    )
    report = json.loads(done.stdout)
    assert done.stderr == ""
    assert report["verdicts"] == {"codeproof": {"proved": 1}, "verina": {}}
    assert report["not_proved"] == []
    assert report["loops"]["all"] == 0
    for goal in report["goals"]:
        assert goal["met"] == (goal["value"] >= goal["goal"])


def test_loops_are_found_with_their_invariants() -> None:
    """Nested loops are not simple, neither the outer nor the inner one."""
    found = [(loop["function"], loop["simple"], loop["invariants"]) for loop in loops_of(LOOPS)]
    assert found == [("f", True, 2), ("f", False, 0), ("f", False, 0), ("g", True, 0)]
