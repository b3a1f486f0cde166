"""What a certificate states about itself: the content of ``manifest.json``.

Plain frozen values, so that writing one needs no validator; `manifest_reading` reads them back
from files of unknown origin.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Literal, cast

from lemmata.contracts.gating import GateOutcome, GateResult
from lemmata.contracts.hints import Hints, LoopHint

Status = Literal["unsat", "sat", "unknown"]
Method = Literal["smt", "exhaustive"]
Split = Literal["train", "held-out"]
Strength = Literal["kernel", "two-solvers", "one-solver", "exhaustive"]

FORMAT = 1
STRICT = {"strict": True, "extra": "forbid"}


@dataclass(frozen=True)
class SealedObligation:
    """One obligation of ``function``: its file, its digest (sha256), and what was answered."""

    __pydantic_config__ = STRICT
    file: str
    sha256: str
    function: str
    kind: str
    text: str
    line: int
    error: str | None
    z3: Status
    cvc5: Status
    proof: str | None
    proof_sha256: str | None


@dataclass(frozen=True)
class SealedFunction:
    """One function that the certificate proves: the sealed one, or one whose contract it uses."""

    __pydantic_config__ = STRICT
    name: str
    method: Method
    assurance: Strength
    digest: str
    contract: str
    inputs: int
    examples: int
    assumed: tuple[str, ...]


@dataclass(frozen=True)
class SealedLoop:
    """What the proof shows of a loop: invariants and measures, as Python."""

    __pydantic_config__ = STRICT
    number: int
    invariants: tuple[str, ...]
    measures: tuple[str, ...]


@dataclass(frozen=True)
class SealedHints:
    """What was found out for the proof of a function and is shown by it; see `Hints`."""

    __pydantic_config__ = STRICT
    function: str
    loops: tuple[SealedLoop, ...]
    decreases: tuple[str, ...]


@dataclass(frozen=True)
class SealedComponent:
    """A lemma that the proof builds on: what it is imported as, and its manifest's sha256."""

    __pydantic_config__ = STRICT
    module: str
    function: str
    manifest: str


@dataclass(frozen=True)
class SealedCopy:
    """The code of a module that the source imports: its file here, and the file's sha256."""

    __pydantic_config__ = STRICT
    module: str
    file: str
    sha256: str


@dataclass(frozen=True)
class SealedTool:
    """A tool that judged, and its version."""

    __pydantic_config__ = STRICT
    name: str
    version: str


@dataclass(frozen=True)
class SealedScore:
    """How many golden rows of a split had the field right, and the share that was demanded."""

    __pydantic_config__ = STRICT
    field: str
    split: Split
    right: int
    rows: int
    threshold: float


@dataclass(frozen=True)
class SealedGate:
    """What a gate said of the body before it was proved; see `GateResult`.

    ``rules`` is the sha256 of the rules and bounds that decided, ``findings`` the ids of the rules
    of those that failed nothing. A record: nothing of the proof rests on it.
    """

    __pydantic_config__ = STRICT
    gate: str
    outcome: Literal["passed", "skipped"]
    rules: str
    tools: tuple[SealedTool, ...]
    findings: tuple[str, ...]
    scores: tuple[SealedScore, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class SealedLimits:
    """The limits that the solvers ran under, in their own units, and wall seconds."""

    __pydantic_config__ = STRICT
    z3_rlimit: int
    cvc5_rlimit: int
    wall_seconds: float


@dataclass(frozen=True)
class SealedVersions:
    """Who answered: solver versions and the Python that ran."""

    __pydantic_config__ = STRICT
    z3: str
    cvc5: str
    python: str


@dataclass(frozen=True)
class Manifest:
    """Everything a certificate claims. ``functions`` starts with ``function`` itself.

    A certificate without ``hints`` does not write the field, as older ones did not; nor does
    one without ``components`` write that field and ``copies``, nor one without ``gates`` that.
    """

    __pydantic_config__ = STRICT
    format: Literal[1]
    lemmata: str
    encoder: str
    function: str
    method: Method
    assurance: Strength
    source: str
    prelude: str
    functions: tuple[SealedFunction, ...]
    obligations: tuple[SealedObligation, ...]
    versions: SealedVersions
    limits: SealedLimits
    assumptions: tuple[str, ...]
    hints: tuple[SealedHints, ...] = ()
    components: tuple[SealedComponent, ...] = ()
    copies: tuple[SealedCopy, ...] = ()
    gates: tuple[SealedGate, ...] = ()


def manifest_bytes(manifest: Manifest) -> bytes:
    """The one way a manifest is written."""
    content = asdict(manifest)
    for name in ("hints", "components", "copies", "gates"):
        if not content[name]:
            del content[name]
    return (json.dumps(content, indent=1, ensure_ascii=True) + "\n").encode()


def sealed_hints(hints: Mapping[str, Hints]) -> tuple[SealedHints, ...]:
    """Hints as a manifest writes them, sorted by function."""
    return tuple(
        SealedHints(
            name,
            tuple(SealedLoop(one.number, one.invariants, one.measures) for one in known.loops),
            known.decreases,
        )
        for name, known in sorted(hints.items())
        if known
    )


def sealed_gates(results: Iterable[GateResult]) -> tuple[SealedGate, ...]:
    """The gates' results as a manifest keeps them; what they cost is not among it."""
    return tuple(
        SealedGate(
            gate=known.gate,
            outcome="passed" if known.outcome is GateOutcome.PASSED else "skipped",
            rules=known.rules,
            tools=tuple(SealedTool(name, version) for name, version in known.tools),
            findings=tuple(dict.fromkeys(found.rule for found in known.findings)),
            scores=tuple(
                SealedScore(s.field, cast(Split, s.split), s.right, s.rows, float(s.threshold))
                for s in known.scores
            ),
            notes=known.notes,
        )
        for known in results
        if known.outcome in (GateOutcome.PASSED, GateOutcome.SKIPPED)
    )


def unsealed_hints(manifest: Manifest) -> dict[str, Hints]:
    """The hints of a manifest, by function."""
    return {
        known.function: Hints(
            tuple(LoopHint(one.number, one.invariants, one.measures) for one in known.loops),
            known.decreases,
        )
        for known in manifest.hints
    }
