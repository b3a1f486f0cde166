"""Lemmas on lemmas, from the example's files to the check of the whole chain."""

import json
from pathlib import Path

import pytest

import lemmata as package
from tests.examples.golden import GOLDEN, lemmata, observed_chain


@pytest.mark.slow
def test_two_levels_of_lemmas(tmp_path: Path) -> None:
    """Each level is proved by the contract of the one below, sealed, checked and run."""
    golden = json.loads(GOLDEN.read_text())["components"]
    assert observed_chain(tmp_path) == golden
    assert {case["verdict"] for case in golden.values()} == {"proved"}
    code, answer = lemmata("check", tmp_path / "payable.lemma")
    (report,) = answer["results"]
    assert (code, report["components"]) == (0, [str(tmp_path / "tenth_off.lemma")])
    assert package.load(tmp_path / "payable.lemma")(1999, True) == 1800
