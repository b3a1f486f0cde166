"""A Turing machine's stack network, constructed and proved to step as the machine.

As for rules, the verdict is the verifier's, which reads the files that were written.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lemmata.contracts.verdicts import Verdict
from lemmata.rules import stack_rnn
from lemmata.rules.certifying import claim_of, put, verdict_of
from lemmata.rules.machine_reading import read_machine
from lemmata.rules.proof_file import versions
from lemmata.rules.safetensors_adapter import stack_bytes
from lemmata.rules.verifier.machine_proof import (
    FORMAT,
    VERSION,
    examine_machine,
    meaning_of,
    read_machine_proof,
)
from lemmata.rules.verifier.report import Report
from lemmata.rules.yaml_adapter import dump_tree


@dataclass(frozen=True, slots=True)
class CertifiedMachine:
    """A machine's verdict, and its folder where one was asked for and it is proved."""

    name: str
    verdict: Verdict
    report: Report
    rows: int
    states: int
    units: tuple[int, ...]
    reason: str = ""
    folder: Path | None = None


def certify_machine(path: Path, into: Path | None = None) -> CertifiedMachine:
    """Construct and prove; with ``into``, keep `NAME.rule` in that folder, by the file's name.

    Raises:
        InputError: the file is no machine.
    """
    machine = read_machine(path)
    network = stack_rnn.construct(machine)
    data = stack_bytes(network)
    target = into / f"{path.stem}.rule" if into is not None else None
    if into is not None:
        into.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".rule-", dir=into))
    home = (target or staging).resolve()
    units = tuple(map(len, network.layers))
    said = {
        FORMAT: int(VERSION),
        "machine": {
            "path": Path(os.path.relpath(path.resolve(), home)).as_posix(),
            "meaning": meaning_of(machine),
        },
        "network": {
            "file": "network.safetensors",
            "sha256": hashlib.sha256(data).hexdigest(),
            "bits": network.bits,
            "units": list(units),
        },
    }
    try:
        (staging / "network.safetensors").write_bytes(data)
        _write(staging, said, [])
        report = examine_machine(read_machine_proof(staging), path)
        _write(staging, said, list(map(claim_of, report.found)))
        verdict, reason = verdict_of(report)
        kept = target if verdict is Verdict.PROVED else None
        if kept is not None:
            put(staging, kept)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    states = len(machine.states)
    rows = len(machine.rows)
    return CertifiedMachine(machine.name, verdict, report, rows, states, units, reason, kept)


def _write(folder: Path, said: Mapping[str, Any], claims: Sequence[Mapping[str, Any]]) -> None:
    text = dump_tree({**said, "claims": list(claims), "versions": versions()})
    (folder / "proof.yaml").write_text(text, encoding="utf-8")
