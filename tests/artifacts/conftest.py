"""Sealed lemmas that the tests of this room share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lemmata.artifacts import Ledger, seal
from lemmata.contracts.reading import read_source
from lemmata.obligations.solvers import Solvers

CLAIMS = '''\
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from icontract import ensure, require


class Answer(Enum):
    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class Claim:
    age: int
    cost: Fraction
    note: str | None


@require(lambda claim: claim.age >= 0)
@require(lambda claim: claim.cost > 0)
@ensure(lambda claim, result: (result[0] == Answer.YES) == (claim.cost / 2 < claim.age))
def decide(claim: Claim) -> tuple[Answer, int]:
    """Decide a claim."""
    if claim.cost / 2 < claim.age:
        return (Answer.YES, claim.age)
    return (Answer.NO, 0)


@require(lambda a, b: b != 0)
@ensure(lambda a, b, result: result * b <= a or b < 0)
def share(a: int, b: int) -> int:
    return a // b
'''


@pytest.fixture(scope="session")
def solvers() -> Iterator[Solvers]:
    """Both solvers, warm for the whole session."""
    with Solvers() as made:
        yield made


@pytest.fixture(scope="session")
def lemmas(tmp_path_factory: pytest.TempPathFactory, solvers: Solvers) -> Path:
    """A folder with the lemmas of `CLAIMS`; tests that change one copy it first."""
    folder = tmp_path_factory.mktemp("lemmas")
    module = read_source(CLAIMS, "claims.py")
    for name in ("decide", "share"):
        seal(module, name, {}, Ledger("hand"), folder, solvers)
    return folder
