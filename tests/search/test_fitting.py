"""What a journal says was judged: taken into a search where it can be of the task."""

from dataclasses import replace

import pytest

from lemmata.contracts.reading import read_source
from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Assurance, Counterexample, Judgement, Tried, Verdict
from lemmata.search.fitting import fitting

MODULE = read_source('def f(n: int) -> int:\n    """post: __return__ > n"""\n    ...\n')
UNKNOWN = Judgement("f", Verdict.UNKNOWN)


@pytest.mark.parametrize(
    ("judgement", "fits"),
    [
        (UNKNOWN, True),
        (replace(UNKNOWN, function="g"), False),
        (replace(UNKNOWN, assurance=Assurance.TWO_SOLVERS), False),
        (replace(UNKNOWN, tested=Tried(1, 1, 0)), False),
    ],
)
def test_a_claim_is_never_taken_from_a_journal(judgement: Judgement, fits: bool) -> None:
    """Neither a proof's assurance nor that something is tested, whatever the verdict beside it."""
    assert fitting(MODULE, "f")(judgement) is fits


@pytest.mark.parametrize(
    ("arguments", "fits"),
    [((("n", 1),), True), ((("n", True),), False), ((("m", 1),), False), ((), False)],
)
def test_an_input_is_one_of_the_task(arguments: tuple[tuple[str, Value], ...], fits: bool) -> None:
    """By its parameters' names and types."""
    found = Counterexample(arguments, "result > n", 1)
    refuted = Judgement("f", Verdict.REFUTED, counterexample=found)
    assert fitting(MODULE, "f")(refuted) is fits
    assert not fitting(MODULE, "f", (Verdict.REFUTED,))(refuted)
