"""Checking a lemma that is only tested: what its files say of each other, and of the source.

Whether it still runs as it did is for `Retest`, which is passed in: running is no part of a proof.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lemmata.contracts.errors import CertificateError
from lemmata.contracts.tasks import Module
from lemmata.evidence.chain import Problem
from lemmata.evidence.gate_records import faults_of
from lemmata.evidence.tested import (
    MANIFEST,
    POLICY,
    RUNS,
    SOURCE,
    TrialManifest,
    open_conjuncts,
    trial_assumptions,
)

LEDGER = "ledger.json"
_KEYS = ({"origin", "arguments", "gives"}, {"origin", "arguments", "raises"})

Retested = tuple[tuple[Problem, ...], tuple[str, ...], tuple[str, ...]]
"""What is wrong, notes, and the gates that were asked again."""

Retest = Callable[[Module, TrialManifest, Mapping[str, bytes]], Retested]
"""Runs the sealed source again, by the sealed policy, on the sealed inputs."""


def claimed_files(manifest: TrialManifest) -> dict[str, str]:
    """The digests that the manifest claims, by file."""
    copies = {copy.file: copy.sha256 for copy in manifest.copies}
    return {SOURCE: manifest.source, POLICY: manifest.policy, RUNS: manifest.runs.sha256, **copies}


def faults_of_files(manifest: TrialManifest, files: Mapping[str, bytes]) -> Iterator[Problem]:
    """What no sealing writes: gates that did not pass, nothing that ran, another ledger."""
    for told in faults_of(manifest.gates):
        yield Problem(MANIFEST, told)
    passed = {known.gate: known for known in manifest.gates if known.outcome == "passed"}
    if "execution" not in passed:
        yield Problem(MANIFEST, "says tested, and the execution gate did not pass")
    accuracy = passed.get("accuracy")
    if (manifest.golden is not None) != (accuracy is not None):
        yield Problem(MANIFEST, "the golden set and the accuracy gate do not go together")
    if accuracy and manifest.golden:
        rows = {"train": manifest.golden.train, "held-out": manifest.golden.held_out}
        if any(score.rows > rows[score.split] for score in accuracy.scores):
            yield Problem(MANIFEST, "scores more golden rows than there are")
    if manifest.runs.file != RUNS:
        yield Problem(MANIFEST, f"keeps what ran in another file than {RUNS}")
    yield from _ledger(files)
    yield from _runs(manifest, files)


def _ledger(files: Mapping[str, bytes]) -> Iterator[Problem]:
    if LEDGER not in files:
        return
    try:
        known = json.loads(files[LEDGER])
    except (ValueError, RecursionError):
        known = None
    if not isinstance(known, dict) or known.get("strength") != "tested":
        yield Problem(LEDGER, "does not say that the lemma is only tested")


def _runs(manifest: TrialManifest, files: Mapping[str, bytes]) -> Iterator[Problem]:
    origins = [known["origin"] for known in read_runs(files[RUNS])]
    counts = (manifest.runs.examples, manifest.runs.generated)
    if counts != (origins.count("example"), origins.count("generated")):
        yield Problem(MANIFEST, f"claims {counts[0]} examples and {counts[1]} generated inputs")
    if not manifest.runs.generated:
        yield Problem(MANIFEST, "says tested, and no generated input ran")


def read_runs(data: bytes) -> list[dict[str, Any]]:
    """The lines of ``runs.jsonl``.

    Raises:
        CertificateError: a line that no sealing writes.
    """
    found = []
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n")[:-1], 1):
        try:
            known = json.loads(line)
        except (ValueError, RecursionError):
            known = None
        if not isinstance(known, dict) or set(known) not in _KEYS or not _is_run(known):
            raise CertificateError(f"{RUNS} line {number} is no input with what came out")
        found.append(known)
    return found


def _is_run(known: Mapping[str, Any]) -> bool:
    arguments = known["arguments"]
    ended = known.get("gives", known.get("raises"))
    is_plain = isinstance(arguments, list) and all(isinstance(one, str) for one in arguments)
    return is_plain and isinstance(ended, str) and known["origin"] in ("example", "generated")


def faults_of_source(manifest: TrialManifest, module: Module) -> Iterator[Problem]:
    """What the manifest says of the source, compared with the source."""
    task = module.tasks.get(manifest.function)
    if task is None or task.is_open or not task.has_contract:
        yield Problem(SOURCE, f"has no function {manifest.function} with a contract and a body")
        return
    if manifest.open != open_conjuncts(module, manifest.function):
        yield Problem(MANIFEST, "what is open is not what the contract says")
    if manifest.runs.examples > len(task.examples):
        yield Problem(MANIFEST, "claims more examples than the contract has")
    if manifest.assumptions != trial_assumptions(module):
        yield Problem(MANIFEST, "the assumptions are not those of a lemma that is tested")
