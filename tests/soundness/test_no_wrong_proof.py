"""No verdict of the provers is contradicted by any input tried, on random tasks."""

import pytest

from lemmata.proving import Session
from lemmata.testing.differential import Tally
from lemmata.testing.soundness import (
    judge_trial,
    mutant_trial,
    random_loop_trial,
    random_trial,
)

TRIALS = 60
LOOPS = 16


@pytest.mark.slow
@pytest.mark.parametrize("is_layered", [False, True])
def test_no_verdict_is_contradicted(is_layered: bool) -> None:
    """What is proved holds on 300 inputs, what is refuted replays, and both occur."""
    tally = Tally()
    with Session() as session:
        for seed in range(TRIALS):
            tally.add(judge_trial(session, random_trial(seed, is_layered=is_layered)))
    assert tally.differences == []
    assert tally.counts["trials"] == TRIALS
    assert tally.counts["proved"] > TRIALS // 4
    assert tally.counts["refuted"] > TRIALS // 8
    kind = "layered " if is_layered else ""
    assert tally.counts[f"{kind}mutated refuted"] > 0
    assert tally.counts[f"{kind}copied proved"] > 0


@pytest.mark.slow
def test_no_verdict_on_a_loop_is_contradicted() -> None:
    """Nor on a mutant of one that was proved; proofs and refutations both occur."""
    tally = Tally()
    with Session() as session:
        for seed in range(LOOPS):
            trial = random_loop_trial(seed)
            found = judge_trial(session, trial)
            mutant = mutant_trial(trial) if found.counts["proved"] else None
            tally.add(found)
            if mutant is not None:
                tally.add(judge_trial(session, mutant))
    assert tally.differences == []
    assert tally.counts["loop sampled proved"] > 0
    assert tally.counts["loop perturbed refuted"] > 0


def test_a_trial_is_its_seed() -> None:
    """The same seed gives the same text, another seed another."""
    assert random_trial(1) == random_trial(1)
    assert random_trial(1).source != random_trial(5).source
    assert random_loop_trial(1) == random_loop_trial(1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [181, 713, 745])
def test_a_postcondition_that_breaks_an_annotation_is_unknown(seed: int) -> None:
    """CPython carries on where a helper breaks an annotation: no proof, no refutation, no bug."""
    with Session() as session:
        tally = judge_trial(session, random_trial(seed))
    assert (tally.differences, tally.counts["unknown"]) == ([], 1)
