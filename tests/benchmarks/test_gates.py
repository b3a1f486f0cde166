"""The benchmark of the gates runs, and its candidate passes."""

import json

import pytest

from benchmarks import gates


def test_the_report_has_its_shape(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every gate passes what is measured; figures, goal and ratio are there."""
    monkeypatch.setattr("sys.argv", ["gates.py", "--rounds", "1", "--peers", "1"])
    assert gates.main() == 0
    report = json.loads(capsys.readouterr().out)
    assert report["benchmark"] == "gates"
    assert report["passed"] is True
    assert report["candidate_lines"] == 40
    assert set(report["as processes"]) == {"bandit", "mypy", "ruff"}
    (goal,) = report["goals"]
    assert goal["met"] == (goal["value"] <= goal["goal"])
    assert report["ratio"] > 1
