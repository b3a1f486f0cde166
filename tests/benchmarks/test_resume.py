"""The benchmark of killed compilations tells what went wrong."""

import argparse
from typing import Any

import pytest

from benchmarks import resume
from lemmata.testing.model_server import Asked

RIGHT: dict[str, Any] = {
    "hit": ["judging"],
    "exit": 0,
    "same": True,
    "asked": 4,
    "answered": 3,
    "in_flight": 1,
    "proposed": 3,
    "judged_twice": 0,
    "proofs": 1,
    "tokens": resume.TOKENS,
    "lost": 9000,
}


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"exit": 2},
        {"same": False},
        {"answered": 4, "asked": 5},
        {"judged_twice": 1},
        {"proposed": 4},
        {"in_flight": 0},
        {"tokens": 760},
    ],
    ids=str,
)
def test_a_run_that_lost_or_paid_twice_is_wrong(wrong: dict[str, Any]) -> None:
    """Each thing that may not happen makes its run one of the wrong ones, and no other does."""
    choices = argparse.Namespace(seed=0)
    report = resume._report([RIGHT, {**RIGHT, **wrong}], 1.0, choices)
    assert report["all_right"] is not bool(wrong)
    assert report["wrong"] == ([{**RIGHT, **wrong}] if wrong else [])
    assert (report["runs"], report["killed_after"]) == (2, {"judging": 2})


def test_the_server_says_what_was_not_tried_yet() -> None:
    """A prompt that tells of bodies gets the next one, so that any order of runs meets the same."""
    prompts = ["", resume.BODIES[0], " ".join(resume.BODIES[:2])]
    asked = [Asked("/", {}, {"messages": [{"content": prompt}]}) for prompt in prompts]
    assert [resume._answer(known).body for known in asked] == list(resume.BODIES)
