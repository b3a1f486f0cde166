"""What a manifest says of gates: kept, shown, compatible with older lemmas, and of one shape."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lemmata.contracts.errors import CertificateError, Place
from lemmata.contracts.gating import GateOutcome, GateResult, Score
from lemmata.contracts.reading import read_source
from lemmata.contracts.verdicts import Finding
from lemmata.evidence import check
from lemmata.evidence.certificate import certificate_files
from lemmata.evidence.folders import read_folder, write_folder
from lemmata.evidence.manifest_reading import read_manifest
from lemmata.obligations.solvers import Solvers

SOURCE = (
    'def same(n: int) -> int:\n    """Same.\n\n    post: __return__ == n\n    """\n    return n\n'
)
UNUSED = Finding("ruff", "F401: `os` is unused", Place("t.py", 1), "warning")
GATES = (
    GateResult("security", GateOutcome.PASSED, (), (("python", "3.11.7"),), "a" * 64, 0.5),
    GateResult("syntax", GateOutcome.PASSED, (UNUSED,), (("ruff", "0.17"),), "b" * 64),
    GateResult("types", GateOutcome.SKIPPED, notes=("the policy asks no type checker",)),
    GateResult(
        "accuracy",
        GateOutcome.PASSED,
        rules="c" * 64,
        scores=(Score("total", "train", 9, 10, 0.5, 1.0, 0.9),),
    ),
)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that tells of gates."""
    with Solvers() as solvers:
        files = certificate_files(read_source(SOURCE), "same", {}, solvers, GATES)
    return write_folder(tmp_path_factory.mktemp("gates") / "same.lemma", files)


def test_results_are_kept_and_shown(sealed: Path) -> None:
    """Tools with versions, digests, scores and ids of warnings; not what it cost."""
    manifest = read_manifest((sealed / "manifest.json").read_bytes())
    assert [known.gate for known in manifest.gates] == [known.gate for known in GATES]
    assert manifest.gates[1].findings == ("ruff",)
    assert [(t.name, t.version) for t in manifest.gates[1].tools] == [("ruff", "0.17")]
    assert (manifest.gates[3].scores[0].right, manifest.gates[3].scores[0].rows) == (9, 10)
    assert "cpu" not in (sealed / "manifest.json").read_text()
    report = check(sealed)
    assert (report.ok, report.gates) == (True, ("security", "syntax", "accuracy"))


def test_a_lemma_without_gates_is_as_before(tmp_path: Path) -> None:
    """It does not write the field, and it holds."""
    with Solvers() as solvers:
        files = certificate_files(read_source(SOURCE), "same", {}, solvers)
    assert "gates" not in json.loads(files["manifest.json"])
    report = check(write_folder(tmp_path / "same.lemma", files))
    assert (report.ok, report.gates) == (True, ())


def test_what_did_not_pass_is_not_sealed() -> None:
    """Neither a failure nor a tool that is missing."""
    for outcome in (GateOutcome.FAILED, GateOutcome.BROKEN):
        gates = (replace(GATES[0], outcome=outcome),)
        with Solvers() as solvers, pytest.raises(CertificateError, match="gate did not pass"):
            certificate_files(read_source(SOURCE), "same", {}, solvers, gates)


Change = Callable[[list[dict[str, Any]]], None]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda gates: gates.reverse(), "order"),
        (lambda gates: gates.append(dict(gates[0])), "order"),
        (lambda gates: gates.pop(0), "do not begin"),
        (lambda gates: gates[0].update(gate="proof"), "proof"),
        (lambda gates: gates[0].update(rules="abc"), "without a digest"),
        (lambda gates: gates[2].update(notes=[]), "skipped"),
        (lambda gates: gates[1].update(findings=["<b>"]), "rule that is none"),
        (lambda gates: gates[1]["tools"][0].update(version=""), "without a version"),
        (lambda gates: gates[3]["scores"][0].update(right=11), "score"),
        (lambda gates: gates[0].update(outcome="failed"), "outcome"),
        (lambda gates: gates[0].update(assurance="proved"), "assurance"),
        (lambda gates: gates[3]["scores"][0].update(threshold="all"), "threshold"),
    ],
)
def test_a_record_that_no_run_writes_is_a_problem(
    sealed: Path, tmp_path: Path, change: Change, told: str
) -> None:
    """Every digest consistent, and found all the same."""
    files = dict(read_folder(sealed))
    manifest = json.loads(files["manifest.json"])
    change(manifest["gates"])
    files["manifest.json"] = (json.dumps(manifest, indent=1) + "\n").encode()
    report = check(write_folder(tmp_path / "same.lemma", files))
    assert not report.ok
    assert told in " ".join(problem.message for problem in report.problems)
