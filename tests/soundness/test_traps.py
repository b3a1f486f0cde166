"""No trap is proved, nearly all are refuted with an input that CPython confirms."""

from collections import Counter

import pytest

from lemmata.contracts.errors import InputError
from lemmata.contracts.reading import read_source
from lemmata.contracts.verdicts import Judgement, Verdict
from lemmata.proving import Session, prove_module
from tests.soundness.traps import TRAPS
from tests.soundness.traps.building import PROVED, REFUTED, Trap

OTHERS = ("unsupported", "unknown", "SourceError", "ContractError", "VacuousError")


def judged(session: Session, source: str) -> tuple[str, Judgement | None]:
    """The verdict on ``f``, or the name of the error that refuses it."""
    errors: list[InputError] = []
    try:
        module = read_source(source, "trap.py")
        for judgement, _ in prove_module(session, module, "f", errors.append):
            return judgement.verdict.value, judgement
    except InputError as error:
        errors.append(error)
    return type(errors[-1]).__name__, None


@pytest.fixture(scope="module")
def session() -> object:
    """One session for all traps: its solvers and its sandbox stay warm."""
    with Session() as opened:
        yield opened


@pytest.mark.parametrize("trap", TRAPS, ids=[trap.law for trap in TRAPS])
def test_a_lie_is_told_from_the_truth(session: Session, trap: Trap) -> None:
    """The lie gets its verdict and no proof, its sibling the other; refuted means replayed."""
    told, judgement = judged(session, trap.lie)
    known, _ = judged(session, trap.truth)
    assert (told, known) == (trap.told, trap.known)
    if told == REFUTED:
        assert judgement is not None
        assert judgement.counterexample is not None
        assert judgement.verdict is Verdict.REFUTED


def test_the_traps_are_many_and_bite() -> None:
    """Of the files that are well-formed three quarters are refuted, the rest refused or endless."""
    told = Counter(trap.told for trap in TRAPS)
    assert len({trap.law for trap in TRAPS}) == len(TRAPS)
    assert told[REFUTED] >= 360
    assert told[REFUTED] * 4 >= sum(told[verdict] for verdict in (REFUTED, *OTHERS[:2])) * 3
    assert set(told) - {REFUTED} <= set(OTHERS)
    assert told["unknown"] * 10 <= told[REFUTED]
    assert {trap.known for trap in TRAPS} == {PROVED}
