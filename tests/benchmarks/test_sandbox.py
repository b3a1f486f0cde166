"""The shape of what `benchmarks/sandbox.py` prints; its figures are nobody's test."""

import json
import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def test_the_report_is_one_json_object_with_every_figure() -> None:
    """Stdout is one object: evaluations with times, the ratio to a bare Python, both goals."""
    done = subprocess.run(
        [sys.executable, str(CHECKOUT / "benchmarks" / "sandbox.py"), "--rounds", "2"],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT / "src")},
        capture_output=True,
        check=True,
        text=True,
    )
    report = json.loads(done.stdout)
    assert done.stderr == ""
    assert {"script_kernel", "batch_kernel", "task_kernel", "bare_python"} <= set(
        report["evaluations"]
    )
    for times in report["evaluations"].values():
        spread = times["wall_seconds"]
        assert 0 < spread["p50"] <= spread["p90"] <= spread["max"]
    assert sorted(report["ratio_to_bare_python"]) == ["cpu_seconds", "wall_seconds"]
    assert [goal["figure"] for goal in report["goals"]] == [
        "evaluation_wall_seconds",
        "evaluation_cpu_seconds",
    ]
    for goal in report["goals"]:
        assert goal["met"] == (goal["value"] <= goal["goal"])
