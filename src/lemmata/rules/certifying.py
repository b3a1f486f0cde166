"""A rule through all passes, and proved: table, network, machine, then every claim verified.

The verdict is the verifier's: it reads the files that were written, and uses nothing that made
them. What is not proved leaves no file.
"""

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from lemmata.contracts.verdicts import Verdict
from lemmata.language.digest import digest_function
from lemmata.rules import dispatch, table_network
from lemmata.rules.proof_file import Source, body, text
from lemmata.rules.reading import RuleText, tabulate
from lemmata.rules.safetensors_adapter import machine_bytes, network_bytes
from lemmata.rules.table import DecisionTable
from lemmata.rules.verifier.checking import AskedSolvers, examine
from lemmata.rules.verifier.proof import read_proof
from lemmata.rules.verifier.report import Found, Report


@dataclass(frozen=True, slots=True)
class Certified:
    """A rule's verdict, and its folder where one was asked for and the rule is proved."""

    rule: str
    verdict: Verdict
    report: Report
    rows: int
    states: int
    units: tuple[int, ...]
    bound: int
    exact: tuple[str, ...]
    reason: str = ""
    folder: Path | None = None


def certify(
    rule: RuleText, solvers: AskedSolvers, into: Path | None = None, *, onnx: bool = False
) -> Certified:
    """Construct and prove one rule; with ``into``, keep `NAME.rule` in that folder.

    With ``onnx`` the network is also written, and run, as an ONNX model.

    Raises:
        LimitError: a table, machine or network of that rule is too large.
    """
    table = tabulate(rule)
    network = table_network.construct(table)
    machine = dispatch.construct(table)
    files = {
        "network.safetensors": network_bytes(network.network),
        "machine.safetensors": machine_bytes(machine),
    }
    if onnx:
        adapter = import_module("lemmata.rules.onnx_adapter")
        files["network.onnx"] = adapter.network_model(network.network)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    target = into / f"{rule.rule.name}.rule" if into is not None else None
    if into is not None:
        into.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".rule-", dir=into))
    try:
        said = body(_source(rule, target or staging), table, network, machine.states, digests)
        for name, data in files.items():
            (staging / name).write_bytes(data)
        (staging / "proof.yaml").write_text(text(said, []), encoding="utf-8")
        report = examine(read_proof(staging), solvers, Path(rule.rule.place.path))
        verdict, reason = verdict_of(report)
        if target is not None and verdict is Verdict.PROVED:
            claims = text(said, list(map(claim_of, report.found)))
            (staging / "proof.yaml").write_text(claims, encoding="utf-8")
            put(staging, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return _certified(rule, table, said, verdict, report, reason, target)


def _certified(
    rule: RuleText,
    table: DecisionTable,
    said: dict[str, Any],
    verdict: Verdict,
    report: Report,
    reason: str,
    target: Path | None,
) -> Certified:
    return Certified(
        rule.rule.name,
        verdict,
        report,
        len(table.rows),
        said["machine"]["states"],
        tuple(said["network"]["units"]),
        said["network"]["bound"],
        tuple(said["network"]["exact"]),
        reason,
        target if verdict is Verdict.PROVED else None,
    )


def _source(rule: RuleText, folder: Path) -> Source:
    path = Path(rule.rule.place.path)
    relative = os.path.relpath(path.resolve(), folder.resolve())
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    meaning = digest_function(rule.program, rule.rule.name)
    return Source(Path(relative).as_posix(), digest, meaning, rule.rule.name)


def verdict_of(report: Report) -> tuple[Verdict, str]:
    """Proved; unknown where a claim is open; failed where the passes made something wrong."""
    wrong = [one for one in report.found if one.problem and not one.undecided]
    if wrong:
        return Verdict.FAILED, f"{wrong[0].claim}: {wrong[0].problem}; please report this"
    open_claims = [one for one in report.found if one.problem]
    if open_claims:
        return Verdict.UNKNOWN, f"{open_claims[0].claim}: {open_claims[0].problem}"
    return Verdict.PROVED, ""


def claim_of(found: Found) -> dict[str, Any]:
    """A claim as `proof.yaml` has it."""
    return {"claim": found.claim, "method": found.method, "count": found.count}


def put(staging: Path, target: Path) -> None:
    """The finished folder in the place of what stands there."""
    staging.chmod(0o755)
    if target.exists():
        old = Path(tempfile.mkdtemp(prefix=".old-", dir=target.parent))
        target.rename(old / target.name)
        staging.rename(target)
        shutil.rmtree(old)
    else:
        staging.rename(target)
