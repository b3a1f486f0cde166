"""The benchmark of rule sets runs, and what it measures is right."""

import json

import pytest

from benchmarks import rule_sets


def test_the_report_has_its_shape(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Counts are those of the domains; versions and the needle are told as they are."""
    monkeypatch.setattr("sys.argv", ["rule_sets.py", "--quick"])
    assert rule_sets.main() == 0
    report = json.loads(capsys.readouterr().out)
    five = report["five rules, all subsets"]
    assert (five["joint_inputs"], five["joint_inputs_of_pairs"]) == (9_638, 396)
    assert five["partitions"] is True
    assert report["twenty rules"]["findings"]["differing-writes"] == 1
    assert report["two versions"]["equal"] == {"said": "equal", "assurance": "two-solvers"}
    assert report["two versions"]["different"]["said"] == "different"
    assert report["needle"]["found"] is True
    assert all(goal["met"] == (goal["value"] <= goal["goal"]) for goal in report["goals"])
