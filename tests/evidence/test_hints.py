"""Certificates whose proofs rest on hints: the hints stand in them, and are shown again."""

import json
from pathlib import Path

import pytest

from lemmata.contracts.errors import CertificateError, UnsupportedError
from lemmata.contracts.hints import Hints, LoopHint
from lemmata.contracts.reading import read_source
from lemmata.contracts.verdicts import Assurance
from lemmata.evidence import Evidence, check, write_certificate
from lemmata.evidence.folders import SUMS, digest
from lemmata.obligations.solvers import Solvers

SOURCE = '''\
def f(n: int) -> int:
    """Doc.

    pre: n >= 0
    post: __return__ == n
    """
    i = 0
    while i < n:
        i += 1
    return i
'''
RIGHT = Hints((LoopHint(1, ("i <= n",), ("n - i",)),))


def written(folder: Path, hints: Hints, solvers: Solvers) -> Path:
    """A certificate of ``f`` by these hints."""
    evidence = Evidence("f", "smt", Assurance.TWO_SOLVERS, hints=(("f", hints),))
    module = read_source(SOURCE, "somewhere.py")
    return write_certificate(folder / "f", module, "f", {"f": evidence}, solvers)


def test_hints_are_sealed_and_shown_again(tmp_path: Path, solvers: Solvers) -> None:
    """The manifest holds their text, and the check derives the obligations by it."""
    folder = written(tmp_path, RIGHT, solvers)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["hints"] == [
        {
            "function": "f",
            "loops": [{"number": 1, "invariants": ["i <= n"], "measures": ["n - i"]}],
            "decreases": [],
        }
    ]
    report = check(folder)
    assert report.ok, report.problems
    assert report.assurance is Assurance.TWO_SOLVERS


@pytest.mark.parametrize(
    "hints",
    [
        Hints((LoopHint(1, ("i < n",), ("n - i",)),)),
        Hints((LoopHint(1, ("i == n",), ("n - i",)),)),
        Hints((LoopHint(1, ("i <= n", "n == 3"), ("n - i",)),)),
        Hints((LoopHint(1, ("i <= n",), ("i",)),)),
        Hints((LoopHint(1, ("i <= n",)),)),
        Hints(),
    ],
)
def test_a_wrong_hint_seals_nothing(tmp_path: Path, hints: Hints, solvers: Solvers) -> None:
    """Whoever claims it: what an iteration does not keep, or lacks, is no proof."""
    with pytest.raises(CertificateError):
        written(tmp_path, hints, solvers)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["x <= n", "i <= ", "__import__('os')", "f(i) <= n"])
def test_a_text_that_is_no_hint_is_refused(tmp_path: Path, text: str, solvers: Solvers) -> None:
    """Names of the loop's head only, and nothing outside the language."""
    with pytest.raises((UnsupportedError, CertificateError)):
        written(tmp_path, Hints((LoopHint(1, (text,), ("n - i",)),)), solvers)


def test_a_changed_hint_is_found(tmp_path: Path, solvers: Solvers) -> None:
    """Even where every digest was made to fit: the obligations are not those of the hint."""
    folder = written(tmp_path, RIGHT, solvers)
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace('"i <= n"', '"i < n"'))
    sums = (folder / SUMS).read_text().splitlines()
    changed = [
        f"{digest(path.read_bytes())}  manifest.json" if line.endswith(" manifest.json") else line
        for line in sums
    ]
    (folder / SUMS).write_text("\n".join(changed) + "\n")
    report = check(folder)
    assert not report.ok
    assert report.assurance is None
