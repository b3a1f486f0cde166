"""The shape of what `benchmarks/verdicts.py` prints; its figures are nobody's test."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_the_report_is_one_json_object_with_every_figure() -> None:
    """Stdout is one object: verdicts with times, spreads, goals with value and outcome."""
    done = subprocess.run(
        [sys.executable, str(CHECKOUT / "benchmarks" / "verdicts.py"), "--quick"],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT / "src")},
        capture_output=True,
        check=True,
        text=True,
    )
    report = json.loads(done.stdout)
    assert done.stderr == ""
    verdicts = [known["functions"][0]["verdict"] for known in report["examples"]]
    assert verdicts == ["proved", "refuted"]
    for figure in ("cold_cpu_seconds", "warm_cpu_seconds"):
        spread = report[figure]
        assert 0 < spread["p50"] <= spread["p90"] <= spread["max"]
    assert sorted(goal["figure"] for goal in report["goals"]) == [
        "cold_p50_cpu_seconds",
        "help_cpu_seconds",
        "loaded_call_ratio",
        "warm_p50_cpu_seconds",
    ]
    for goal in report["goals"]:
        assert goal["met"] == (goal["value"] <= goal["goal"])
    assert sorted(report["machine"]["solvers"]) == ["cvc5", "z3"]
