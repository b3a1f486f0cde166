"""Certificates and lemmas that the tests of this room change."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lemmata.contracts.reading import read_module, read_source
from lemmata.contracts.verdicts import Assurance
from lemmata.evidence import Evidence, Lemmas, write_certificate
from lemmata.obligations.solvers import Solvers
from lemmata.proving import Session
from tests.evidence.building import BASE, LAST, TOP

SOURCE = '''\
from icontract import ensure, require


@require(lambda a, b: b > 0)
@ensure(lambda a, b, result: 0 <= result < b)
def rest(a: int, b: int) -> int:
    """What is left over.

    >>> rest(7, 3)
    1
    """
    return a % b


@ensure(lambda result: 0 <= result <= 9)
def digit(n: int) -> int:
    return rest(n, 10)


@require(lambda p, q: p or q)
@ensure(lambda p, q, result: result == (p != q))
def either(p: bool, q: bool) -> bool:
    return not (p and q)
'''


@pytest.fixture(scope="session")
def solvers() -> Iterator[Solvers]:
    """Both solvers, warm for the whole session."""
    with Solvers() as made:
        yield made


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory, solvers: Solvers) -> Path:
    """A folder with the certificates `digit` (by contract of `rest`) and `either` (exhaustive)."""
    folder = tmp_path_factory.mktemp("certificates")
    module = read_source(SOURCE, "somewhere.py")
    write_certificate(folder / "digit", module, "digit", {}, solvers)
    exhaustive = Evidence("either", "exhaustive", Assurance.EXHAUSTIVE, inputs=4)
    write_certificate(folder / "either", module, "either", {"either": exhaustive}, solvers)
    return folder


@pytest.fixture(scope="session")
def session() -> Iterator[Session]:
    """A session that proves."""
    with Session() as made:
        yield made


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, solvers: Solvers) -> Path:
    """Two levels of lemmas, beside the files that they were sealed from."""
    folder = tmp_path_factory.mktemp("built")
    for name, text in {"base": BASE, "top": TOP, "last": LAST}.items():
        (folder / f"{name}.py").write_text(text)
    base = read_module(folder / "base.py")
    every = Evidence("bit", "exhaustive", Assurance.EXHAUSTIVE, inputs=2)
    for name in ("digit", "share", "middle", "bit", "checked"):
        known = {"bit": every} if name == "bit" else {}
        write_certificate(folder / f"{name}.lemma", base, name, known, solvers)
    for file, name in (("top", "twice"), ("last", "last")):
        module = read_module(folder / f"{file}.py", link=Lemmas().link)
        write_certificate(folder / f"{name}.lemma", module, name, {}, solvers)
    return folder


@pytest.fixture
def copied(built: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(built, tmp_path / "copied"))
