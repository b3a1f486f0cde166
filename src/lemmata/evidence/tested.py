"""The lemma of strength ``tested``: what ran, and why there is no proof. It is no certificate.

Its ``manifest.json`` is of a kind of its own, so that no field of it can pass for a proof's:
whoever reads a proof refuses it by name, and whoever turns one into the other has to bring a proof.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from lemmata import __version__
from lemmata.contracts.errors import CertificateError
from lemmata.contracts.gating import GateOutcome, GateResult
from lemmata.contracts.tasks import Module
from lemmata.contracts.verdicts import Judgement, Tried, Verdict
from lemmata.evidence.assurance import ASSUMPTIONS
from lemmata.evidence.folders import digest
from lemmata.evidence.linking import copy_name
from lemmata.evidence.manifest import (
    STRICT,
    SealedComponent,
    SealedCopy,
    SealedGate,
    SealedTool,
    sealed_gates,
)

SOURCE, MANIFEST, RUNS, POLICY = "source.py", "manifest.json", "runs.jsonl", "policy.json"
TESTED_ASSUMPTION = "inputs that were not run behave as those that were"
NO_EXCEPTION = "no exception that is not declared"


@dataclass(frozen=True)
class SealedStop:
    """The obligation that the proof stopped at, and what each solver said of it."""

    __pydantic_config__ = STRICT
    obligation: str
    kind: str
    text: str
    line: int
    error: str | None
    solvers: tuple[SealedTool, ...]


@dataclass(frozen=True)
class SealedRuns:
    """What ran in the sandbox: how many inputs of each kind, where they stand, and behind what.

    There is no seed: inputs come in an order that never changes, and ``file`` holds them with
    what came out. ``repeated`` of them ran again in other ``surroundings``.
    """

    __pydantic_config__ = STRICT
    file: str
    sha256: str
    examples: int
    generated: int
    repeated: int
    surroundings: tuple[str, ...]
    interpreter: str
    walls: str


@dataclass(frozen=True)
class SealedGolden:
    """The golden set: its file's sha256, and its rows. The scores stand with the gate."""

    __pydantic_config__ = STRICT
    sha256: str
    train: int
    held_out: int


@dataclass(frozen=True)
class TrialManifest:
    """Everything a tested lemma claims; ``open`` are the conjuncts that nobody showed: all."""

    __pydantic_config__ = STRICT
    format: Literal[1]
    strength: Literal["tested"]
    lemmata: str
    function: str
    source: str
    policy: str
    verdict: Literal["unknown", "unsupported"]
    reason: str
    stopped: SealedStop | None
    open: tuple[str, ...]
    runs: SealedRuns
    golden: SealedGolden | None
    gates: tuple[SealedGate, ...]
    assumptions: tuple[str, ...]
    components: tuple[SealedComponent, ...] = ()
    copies: tuple[SealedCopy, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """What holds a tested lemma up: the judgement that is no proof, and what ran.

    ``runs`` is the text of ``runs.jsonl``, ``policy`` that of ``policy.json``.
    """

    judgement: Judgement
    gates: tuple[GateResult, ...]
    tested: Tried
    runs: bytes
    policy: bytes
    repeated: int
    surroundings: tuple[str, ...]
    interpreter: str
    walls: str
    golden: SealedGolden | None = None


def trial_bytes(manifest: TrialManifest) -> bytes:
    """The one way such a manifest is written."""
    return (json.dumps(asdict(manifest), indent=1, ensure_ascii=True) + "\n").encode()


def is_tested(manifest: bytes) -> bool:
    """Whether a ``manifest.json`` of unknown origin says of itself that it is no proof."""
    try:
        known = json.loads(manifest)
    except (ValueError, RecursionError):
        return False
    return isinstance(known, dict) and "strength" in known


def open_conjuncts(module: Module, name: str) -> tuple[str, ...]:
    """What a proof would have to show."""
    return (*(clause.text for clause in module.tasks[name].ensures), NO_EXCEPTION)


def trial_assumptions(module: Module) -> tuple[str, ...]:
    """What is taken for granted: of the inputs that did not run, and by the lemmas below."""
    below = (said for m in module.links.lemmas for one in m.chain() for said in one.assumptions)
    return tuple(dict.fromkeys((*ASSUMPTIONS, TESTED_ASSUMPTION, *below)))


def trial_files(module: Module, name: str, trial: Trial) -> dict[str, bytes]:
    """The files of a tested lemma by name, without ``SHA256SUMS``.

    Raises:
        CertificateError: a gate did not pass, nothing ran, or the judgement is another than that
            nobody knows.
    """
    _check(trial)
    source, lemmas, links = module.source.encode(), module.links.lemmas, module.links
    copies = {known: part.source.encode() for known, part in links.modules.items()}
    manifest = TrialManifest(
        format=1,
        strength="tested",
        lemmata=__version__,
        function=name,
        source=digest(source),
        policy=digest(trial.policy),
        verdict="unsupported" if trial.judgement.verdict is Verdict.UNSUPPORTED else "unknown",
        reason=trial.judgement.reason.replace(module.path, SOURCE),
        stopped=_stop(trial.judgement),
        open=open_conjuncts(module, name),
        runs=SealedRuns(
            file=RUNS,
            sha256=digest(trial.runs),
            examples=trial.tested.examples,
            generated=trial.tested.generated,
            repeated=trial.repeated,
            surroundings=trial.surroundings,
            interpreter=trial.interpreter,
            walls=trial.walls,
        ),
        golden=trial.golden,
        gates=sealed_gates(trial.gates),
        assumptions=trial_assumptions(module),
        components=tuple(SealedComponent(m.module, m.function, m.manifest) for m in lemmas),
        copies=tuple(SealedCopy(known, copy_name(known), digest(t)) for known, t in copies.items()),
    )
    return {
        SOURCE: source,
        RUNS: trial.runs,
        POLICY: trial.policy,
        **{copy_name(known): text for known, text in copies.items()},
        MANIFEST: trial_bytes(manifest),
    }


def _check(trial: Trial) -> None:
    passed = {known.gate for known in trial.gates if known.outcome is GateOutcome.PASSED}
    is_bad = any(g.outcome in (GateOutcome.FAILED, GateOutcome.BROKEN) for g in trial.gates)
    if is_bad or "execution" not in passed or not trial.tested.generated:
        raise CertificateError("nothing was tested, or a gate did not pass", remedy="judge again")
    if trial.golden is not None and "accuracy" not in passed:
        raise CertificateError("the golden set was not met", remedy="judge again")
    if trial.judgement.verdict not in (Verdict.UNKNOWN, Verdict.UNSUPPORTED):
        raise CertificateError(
            f"a body that is {trial.judgement.verdict.value} is not merely tested",
            remedy="judge again",
        )


def _stop(judgement: Judgement) -> SealedStop | None:
    known = judgement.blocked
    if known is None:
        return None
    said = tuple(SealedTool(solver, word) for solver, word in known.said)
    return SealedStop(known.obligation, known.kind, known.text, known.line, known.error, said)


def run_line(origin: str, arguments: Sequence[str], outcome: Mapping[str, str]) -> str:
    """One line of ``runs.jsonl``: an input, where it is from, and what came out of it."""
    known = {"origin": origin, "arguments": list(arguments), **outcome}
    return json.dumps(known, ensure_ascii=True) + "\n"


__all__ = [
    "POLICY",
    "RUNS",
    "SealedGolden",
    "Trial",
    "TrialManifest",
    "is_tested",
    "open_conjuncts",
    "run_line",
    "trial_assumptions",
    "trial_bytes",
    "trial_files",
]
