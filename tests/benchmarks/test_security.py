"""The shape of what `benchmarks/security.py` prints, and how it sums."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.security import goals, names, overall

CHECKOUT = Path(__file__).resolve().parents[2]


def gate(right: int, cases: int) -> dict[str, int]:
    """What a section says of a gate, with one benign case flagged."""
    return {"right": right, "cases": cases, "benign": 3, "false_positives": 1}


def test_gates_are_summed_over_sections() -> None:
    """Each gate counts once, and a section without cases counts for nothing."""
    sections: list[dict[str, Any]] = [
        {"compiled_ai": {"input_gate": gate(9, 10)}},
        {"skipped": "no data"},
    ]
    both = [*sections, {"compiled_ai": {"code_gate": gate(3, 5)}}]
    assert overall(both)["share_right"] == round(12 / 15, 4)
    assert overall(both)["false_positives"] == 2
    assert overall([])["share_right"] is None


def test_nothing_measured_meets_no_goal() -> None:
    """Without cases the share is unknown, and unknown is not met."""
    report = {"compiled_ai": overall([]), "sections": {}}
    assert [goal["met"] for goal in goals(report)] == [False, False]


def test_absent_data_is_said(tmp_path: Path) -> None:
    """Where the data is absent every section says which file, and the report is still JSON."""
    command = [sys.executable, "benchmarks/security.py", "--data", str(tmp_path)]
    done = subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, text=True)
    report = json.loads(done.stdout)
    assert sorted(report["sections"]) == names()
    skipped = [known.get("skipped", "") for known in report["sections"].values()]
    assert [text for text in skipped if str(tmp_path) not in text] == []
    assert report["compiled_ai"]["cases"] == 0
