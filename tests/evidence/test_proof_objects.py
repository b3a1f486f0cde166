"""Proof objects and their independent checker.

Ethos itself is not run here: a stand-in speaks as its documentation says that it does, and looks
at what it was given.
"""

from pathlib import Path

import pytest

from lemmata.cli.main import main
from lemmata.contracts.verdicts import Assurance
from lemmata.evidence import check
from lemmata.evidence.proof_objects import find_ethos

STAND_IN = """#!/bin/sh
file="$1"
grep -q '^(include "/.*/Cpc.eo")$' "$file" || {{ echo "Error: no signature"; exit 1; }}
grep -q '(assume' "$file" || {{ echo "Error: no proof"; exit 1; }}
{answer}
"""


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """No ethos but the one of a test."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.delenv("LEMMATA_CPC", raising=False)


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    """Put a stand-in on PATH that ends with this command, and a signature where one may stand."""
    (folder / "bin").mkdir()
    (folder / "share" / "cpc").mkdir(parents=True)
    (folder / "share" / "cpc" / "Cpc.eo").write_text("")
    binary = folder / "bin" / "ethos"
    binary.write_text(STAND_IN.format(answer=answer))
    binary.chmod(0o755)
    monkeypatch.setenv("PATH", f"{binary.parent}:/usr/bin:/bin")


def test_without_ethos_proof_objects_are_made_again_and_compared(certificates: Path) -> None:
    """The report counts them and claims no more."""
    report = check(certificates / "digit")
    assert report.ok
    assert report.proofs == report.obligations > 0
    assert (report.accepted, report.notes) == (None, ())


def test_with_ethos_the_report_says_how_many_it_accepts(
    certificates: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each proof reaches it with the signature before it."""
    install(tmp_path, monkeypatch, "echo correct")
    report = check(certificates / "digit")
    assert (report.ok, report.accepted) == (True, report.proofs)
    assert main(["check", str(certificates / "digit")]) == 0
    assert f"ethos accepts {report.proofs} of {report.proofs} proofs" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("echo incomplete", "incomplete"),
        ("echo 'Error: a step failed' >&2; exit 1", "exit code 1, Error: a step failed"),
        ("true", "nothing said"),
        ("echo correct; exit 3", "exit code 3"),
    ],
)
def test_what_ethos_does_not_accept_is_told(
    answer: str, told: str, certificates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof rests on the solvers as before; only ``correct`` and exit code 0 are acceptance."""
    install(tmp_path, monkeypatch, answer)
    report = check(certificates / "digit")
    assert report.ok
    assert report.assurance is Assurance.TWO_SOLVERS
    assert report.accepted == 0
    assert len(report.notes) == report.proofs
    assert all(told in note for note in report.notes)


def test_a_late_answer_is_none(
    certificates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock accepts nothing."""
    install(tmp_path, monkeypatch, "exec sleep 60")
    monkeypatch.setattr("lemmata.evidence.proof_objects.SECONDS", 0.05)
    report = check(certificates / "digit")
    assert report.accepted == 0
    assert all("no answer" in note for note in report.notes)


def test_ethos_without_the_calculus_is_not_asked(
    certificates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The note says which file is missing and where to name it; the variable is believed."""
    install(tmp_path, monkeypatch, "echo correct")
    elsewhere = tmp_path / "elsewhere"
    monkeypatch.setenv("LEMMATA_CPC", str(elsewhere))
    report = check(certificates / "digit")
    assert (report.ok, report.accepted) == (True, None)
    assert ["LEMMATA_CPC" in note for note in report.notes] == [True]
    elsewhere.mkdir()
    (elsewhere / "Cpc.eo").write_text("")
    assert not isinstance(find_ethos(), str)
    assert check(certificates / "digit").accepted == report.proofs


def test_a_proof_by_exhaustion_has_no_proof_objects(
    certificates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is asked, and nothing is claimed."""
    install(tmp_path, monkeypatch, "echo correct")
    report = check(certificates / "either")
    assert (report.ok, report.proofs, report.accepted) == (True, 0, None)
