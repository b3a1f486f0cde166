"""The benchmark of rules runs, and what it measures is right."""

import json

import pytest

from benchmarks import rules


def test_the_report_has_its_shape(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Five rules with 34 inputs are proved; a deep word is accepted, and one less rejected."""
    monkeypatch.setattr("sys.argv", ["rules.py", "--quick"])
    assert rules.main() == 0
    report = json.loads(capsys.readouterr().out)
    assert report["five rules, cold"]["inputs"] == 34
    assert report["stack network"]["halt"] == "accepts"
    assert report["stack network"]["halt_of_one_less"] == "rejects"
    assert report["exhaustive"]["differs"] is False
    assert all(goal["met"] == (goal["value"] <= goal["goal"]) for goal in report["goals"])
