"""Refutations as tests: red under plain pytest, green once the bug is mended."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lemmata.analyses.reproducing import repro_path, repro_text, write_repro
from lemmata.contracts.errors import FileError, InputError
from lemmata.contracts.reading import read_module
from lemmata.contracts.verdicts import Counterexample, Verdict
from lemmata.proving import Session, prove_module
from tests.repository.checkout import ROOT

SHARE = '''
from icontract import ensure, snapshot


@snapshot(lambda cents: cents, name="cents")
@ensure(lambda cents, result: 2 * abs(result) <= abs(cents))
@ensure(lambda OLD, result: abs(result) <= abs(OLD.cents))
def half_share(cents: int) -> int:
    """Half, "rounded\\down"."""
    return cents // 2
'''
RATIO = '''
def ratio(load: int, Fraction_: int) -> int:
    """post: __return__ * Fraction_ <= load"""
    return load // Fraction_
'''
CARD = """
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction as F

from icontract import ensure


class Rank(Enum):
    LOW = 1
    HIGH = 2


@dataclass(frozen=True)
class Card:
    rank: Rank
    share: F
    note: tuple[str, int | None]


def is_high(card: Card) -> bool:
    return card.rank == Rank.HIGH


@ensure(lambda card, result: not is_high(card) or result == card.share)
def worth(card: Card) -> F:
    return card.share + 1
"""
ADDED = '''
def added(a: int, b: int) -> int:
    """
    >>> added(2, 3)
    5
    """
    return a - b
'''
LIGHT = '''
from typing import Literal


def after(light: Literal["red", "green"]) -> Literal["red", "green"]:
    """post: __return__ != light"""
    if light == "red":
        return "green"
'''
BIGGEST = """
from icontract import ensure
from lemmata import invariant


@ensure(lambda xs, result: result >= 0)
def biggest(xs: list[int]) -> int:
    best = 0
    for x in xs:
        invariant(best <= 2)
        best = max(best, x)
    return best
"""
SORTED = '''
from icontract import ensure


@ensure(lambda xs, result: len(result) == len(xs))
def ordered(xs: list[int]) -> list[int]:
    """raises: ValueError"""
    if len(xs) == 1:
        raise ValueError("too few")
    if len(xs) == 2:
        return xs[1:]
    return list(xs)
'''
CASES = {
    "an invariant": (BIGGEST, "best <= 2", "best >= 0"),
    "a list, and a declared exception": (SORTED, "return xs[1:]", "raise ValueError"),
    "a postcondition": (SHARE, "cents // 2", "int(cents / 2)"),
    "an exception": (RATIO, "load // Fraction_", "-abs(load)  if Fraction_ > 0 else 0"),
    "enums, records and helpers": (CARD, "card.share + 1", "card.share"),
    "an example": (ADDED, "a - b", "a + b"),
    "a type": (LIGHT, 'return "green"', 'return "green"\n    return "red"'),
}


def _unexpected(error: InputError) -> None:
    raise error


def refuted(path: Path) -> tuple[str, Counterexample]:
    """The first function of the file that is refuted."""
    with Session() as session:
        module = read_module(path)
        for judgement, _ in prove_module(session, module, None, _unexpected):
            if judgement.verdict is Verdict.REFUTED and judgement.counterexample:
                return judgement.function, judgement.counterexample
    raise AssertionError(f"nothing in {path} is refuted")


HIDING = """
import sys
class Hiding:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("lemmata", "icontract"):
            raise ImportError(name)
sys.meta_path.insert(0, Hiding())
import pytest
sys.exit(pytest.main(sys.argv[1:]))
"""


def outcome(test: Path) -> str:
    """The last line that plain pytest prints, in a Python that cannot import this package."""
    options = ["-q", "-p", "no:cacheprovider", "--rootdir", str(test.parent), "-c", "none.ini"]
    (test.parent / "none.ini").write_text("")
    command = [sys.executable, "-B", "-I", "-c", HIDING, *options, str(test)]
    plain = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=test.parent, env=plain
    )
    return done.stdout.strip().splitlines()[-1]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_a_repro_is_red_until_the_bug_is_mended(case: str, tmp_path: Path) -> None:
    """Red on the file, green on the mended file, red on the copy of a file that is gone."""
    source, bug, mended = CASES[case]
    path = tmp_path / "source" / "bill.py"
    path.parent.mkdir()
    path.write_text(source)
    name, found = refuted(path)
    test = write_repro(tmp_path / "repro", read_module(path), name, found)
    assert outcome(test).startswith("1 failed")
    path.write_text(source.replace(bug, mended))
    assert outcome(test).startswith("1 passed")
    path.unlink()
    assert outcome(test).startswith("1 failed")


@pytest.mark.slow
def test_every_refuted_example_has_a_red_test(tmp_path: Path) -> None:
    """The golden refutations, all of them, under one run of plain pytest."""
    written = 0
    for path in sorted((ROOT / "examples" / "refuted").glob("*.py")):
        name, found = refuted(path)
        test = write_repro(tmp_path, read_module(path), name, found)
        compile(test.read_text(), str(test), "exec")
        written += 1
    assert written
    whole = tmp_path / "test_whole.py"
    whole.write_text("")
    assert outcome(tmp_path).startswith(f"{written} failed in")


def test_a_repro_does_not_mention_where_it_was_made(tmp_path: Path) -> None:
    """The file is named relative to the test, so both can move together."""
    (tmp_path / "share.py").write_text(SHARE)
    module = read_module(tmp_path / "share.py")
    found = Counterexample((("cents", -1),), "result", 6, -1, returned=True)
    text = repro_text(tmp_path / "tests", module, "half_share", found)
    assert "FILE = Path(__file__).resolve().parent / '../share.py'" in text


def test_a_place_that_cannot_be_written_is_bad_input(tmp_path: Path) -> None:
    """A file stands where the folder should."""
    (tmp_path / "share.py").write_text(SHARE)
    (tmp_path / "taken").write_text("")
    module = read_module(tmp_path / "share.py")
    found = Counterexample((("cents", -1),), "result", 6, -1, returned=True)
    with pytest.raises(FileError, match="cannot be written"):
        write_repro(tmp_path / "taken", module, "half_share", found)
    assert not repro_path(tmp_path / "taken", module, "half_share").exists()
