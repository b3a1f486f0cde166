"""`benchmarks/soundness.py` goes on where it stopped, and says nothing it did not see."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "soundness.py"


def run(*arguments: str) -> dict[str, Any]:
    """The report of a run."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        env={**os.environ, "PYTHONPATH": str(SCRIPT.parents[1] / "src")},
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stderr == ""
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def found(report: dict[str, Any]) -> dict[str, Any]:
    """What does not depend on the clock."""
    return {key: report[key] for key in ("interpreter", "provers", "trials", "seed")}


@pytest.mark.slow
def test_a_run_in_two_halves_is_one_run(tmp_path: Path) -> None:
    """The state file holds all that the report is made of; nothing is judged twice."""
    state = ["--state", str(tmp_path / "state.json"), "--inputs", "20"]
    first = run("--trials", "10", *state)
    both = run("--trials", "30", *state)
    whole = run("--trials", "30", "--inputs", "20")
    assert first["trials"] < both["trials"]
    assert found(both) == found(whole)
    assert both["provers"]["differences"] == both["interpreter"]["differences"] == 0
    assert both["provers"]["counts"]["trials"] >= 30
