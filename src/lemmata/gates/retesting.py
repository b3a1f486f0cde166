"""A lemma that is only tested, tested again: its gates that run nothing else, and what it did.

The sealed source is judged anew by security and execution, by the sealed policy; it runs on the
inputs drawn anew, and must do what ``runs.jsonl`` says. A golden set that is given is scored again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from lemmata import __version__
from lemmata.contracts.errors import CertificateError
from lemmata.contracts.gating import GateOutcome, GateResult
from lemmata.contracts.tasks import Module
from lemmata.evidence.chain import Problem
from lemmata.evidence.manifest import SealedGate, sealed_gates
from lemmata.evidence.tested import MANIFEST, POLICY, RUNS, SOURCE, TrialManifest
from lemmata.evidence.tested_checking import Retested, read_runs
from lemmata.gates.accepting import file_digest, policy_bytes
from lemmata.gates.calling import check_walls
from lemmata.gates.golden import GoldenRow, read_golden
from lemmata.gates.policy import Policy
from lemmata.gates.policy_reading import policy_of_json
from lemmata.gates.protocol import Submission, Tools
from lemmata.gates.rehearsing import Rehearsal, rehearse, repeat
from lemmata.gates.running import judge

AGAIN = ("security", "execution")


@dataclass(frozen=True, slots=True)
class Retesting:
    """Tests lemmas again; ``golden`` are files, each of which may be the golden set of one."""

    tools: Tools
    golden: tuple[Path, ...] = ()

    def __call__(
        self, module: Module, manifest: TrialManifest, files: Mapping[str, bytes]
    ) -> Retested:
        """What is wrong, and what was not asked again.

        Raises:
            CertificateError: the policy cannot be read, or the golden set is another.
            SandboxError: nothing can be run here, which says nothing of the lemma.
        """
        policy = read_policy(files[POLICY])
        check_walls(self.tools.scripts(policy))
        rows = self._rows(manifest, policy)
        submission = Submission(
            SOURCE, module.source, manifest.function, policy, rows or (), module
        )
        asked = (*AGAIN, "accuracy") if rows else AGAIN
        results = judge(submission, self.tools, asked=asked)
        problems = [*_of_results(manifest, results)]
        notes = [*_notes(manifest, asked)]
        if not problems:
            apart = replace(submission, golden=())
            is_ours = manifest.lemmata == __version__
            runs = read_runs(files[RUNS])
            ran = rehearse(apart, self.tools) if is_ours else repeat(apart, self.tools, runs)
            problems += _of_runs(ran, manifest, files[RUNS])
            notes += _behind(ran, manifest)
        return tuple(problems), tuple(notes), asked

    def _rows(self, manifest: TrialManifest, policy: Policy) -> tuple[GoldenRow, ...] | None:
        known = manifest.golden
        for file in self.golden if known else ():
            if known and file_digest(file) == known.sha256:
                return read_golden(file, policy.accuracy.held_out)
        return None


def read_policy(data: bytes) -> Policy:
    """The policy that a lemma was tested by.

    Raises:
        CertificateError: it is none, or no policy that lets `tested` pass.
    """
    try:
        policy = policy_of_json(data)
    except ValueError as error:
        raise CertificateError(f"{POLICY} is not a policy: {error!s:.200}") from error
    if policy_bytes(policy) != data:
        raise CertificateError(f"{POLICY} is not written as a policy is")
    if policy.accept != "tested" or policy.security.kind != "pure":
        raise CertificateError(f"{POLICY} does not accept that the task is only tested")
    return policy


def _of_results(manifest: TrialManifest, results: tuple[GateResult, ...]) -> Iterator[Problem]:
    sealed = {known.gate: known for known in manifest.gates}
    for result in results:
        if result.outcome is not GateOutcome.PASSED:
            told = [found.message for found in result.errors] or list(result.notes)
            yield Problem(SOURCE, f"the {result.gate} gate does not pass now: {told[0]}")
        elif manifest.lemmata == __version__:
            (now,) = sealed_gates([result])
            yield from _compared(sealed[result.gate], now)


def _compared(sealed: SealedGate, now: SealedGate) -> Iterator[Problem]:
    """What the record of a gate says otherwise; plug-ins' opinions and versions may change."""
    if sealed.rules != now.rules:
        yield Problem(MANIFEST, f"the {now.gate} gate passed by other rules than the policy's")
    if sealed.scores != now.scores:
        yield Problem(MANIFEST, "the scores are not those of the golden set")


def _of_runs(ran: Rehearsal, manifest: TrialManifest, runs: bytes) -> Iterator[Problem]:
    if ran.stopped:
        yield Problem(SOURCE, f"does not run as it did: {ran.stopped}")
        return
    told = runs.decode("utf-8", "replace").splitlines(keepends=True)
    if len(told) != len(ran.lines):
        yield Problem(RUNS, f"has {len(told)} inputs, and {len(ran.lines)} were drawn now")
    for number, (old, new) in enumerate(zip(told, ran.lines, strict=False), 1):
        if old != new:
            yield Problem(RUNS, f"line {number} is not what the function does: {new.strip():.200}")
            return
    said = (manifest.runs.repeated, manifest.runs.surroundings)
    if said != (ran.repeated, ran.surroundings):
        yield Problem(MANIFEST, "ran again on other inputs, or in other surroundings, than it says")


def _behind(ran: Rehearsal, manifest: TrialManifest) -> Iterator[str]:
    was, now = (manifest.runs.walls, manifest.runs.interpreter), (ran.walls, ran.interpreter)
    if not ran.stopped and was != now:
        yield f"it ran behind {was[0]} in {was[1]} when it was sealed, and {now[0]} in {now[1]} now"


def _notes(manifest: TrialManifest, asked: tuple[str, ...]) -> Iterator[str]:
    if manifest.lemmata != __version__:
        yield (
            f"sealed by lemmata {manifest.lemmata}: its inputs were run as they stand, and not"
            f" drawn again by {__version__}"
        )
    if manifest.golden is not None and "accuracy" not in asked:
        known = manifest.golden
        yield (
            f"the golden set was not scored again: give it by --golden"
            f" ({known.train + known.held_out} rows, sha256 {known.sha256[:12]}…)"
        )
