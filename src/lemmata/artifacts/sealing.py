"""Sealing: a function becomes a folder ``NAME.lemma``, whole or not at all: proved, or tested."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from lemmata.artifacts.ledger import Ledger
from lemmata.contracts.gating import GateResult
from lemmata.contracts.tasks import Module
from lemmata.evidence.certificate import certificate_files
from lemmata.evidence.chain import MANIFEST, says_tested
from lemmata.evidence.folders import write_folder
from lemmata.evidence.proof import Evidence
from lemmata.evidence.tested import Trial, trial_files
from lemmata.obligations.solvers import Solvers

LEDGER = "ledger.json"


def seal(
    module: Module,
    name: str,
    evidence: Mapping[str, Evidence],
    ledger: Ledger,
    destination: Path,
    solvers: Solvers,
    gates: Sequence[GateResult] = (),
) -> Path:
    """Seal the proved function ``name`` in ``destination/NAME.lemma``, and return that path.

    ``gates`` is what the body passed before it was proved, and is kept in the manifest.
    A lemma of that name is replaced in one step. A process killed at any moment leaves the old
    lemma or the new one, and at worst a hidden sibling that the next sealing removes.

    Raises:
        CertificateError: the evidence does not prove this source.
        FileError: the destination cannot be written.
        ToolError: a solver is missing or broke.
    """
    files = certificate_files(module, name, evidence, solvers, gates)
    files[LEDGER] = replace(ledger, strength="proved").to_bytes()
    return write_folder(destination / f"{name}.lemma", files)


def seal_tested(
    module: Module, name: str, trial: Trial, ledger: Ledger, destination: Path
) -> Path | None:
    """Seal what is only tested in ``destination/NAME.lemma``; None where a proof stands there.

    A proof is never replaced by less. An earlier lemma that is only tested is, as by `seal`.

    Raises:
        CertificateError: the trial holds nothing up.
        FileError: the destination cannot be written.
    """
    folder = destination / f"{name}.lemma"
    if (folder / MANIFEST).exists() and not says_tested(folder):
        return None
    files = trial_files(module, name, trial)
    files[LEDGER] = replace(ledger, strength="tested").to_bytes()
    return write_folder(folder, files)
