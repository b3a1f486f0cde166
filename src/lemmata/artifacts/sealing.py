"""Sealing: a proved function becomes a folder ``NAME.lemma``, whole or not at all."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from lemmata.artifacts.ledger import Ledger
from lemmata.contracts.gating import GateResult
from lemmata.contracts.tasks import Module
from lemmata.evidence.certificate import certificate_files
from lemmata.evidence.folders import write_folder
from lemmata.evidence.proof import Evidence
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
    files[LEDGER] = ledger.to_bytes()
    return write_folder(destination / f"{name}.lemma", files)
