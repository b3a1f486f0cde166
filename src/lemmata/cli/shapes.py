"""The published JSON shapes of every command, as pydantic models.

The commands print plain dictionaries, because importing pydantic would cost each of them a
tenth of a second; the tests hold the two together. ``python -m lemmata.cli.shapes`` prints
the schema that `docs/schema/results.json` keeps.
"""

import json
from typing import Any, Literal

from pydantic import Field

from lemmata.cli.bench_shapes import TrialsShape
from lemmata.cli.proof_shapes import AssuranceName, ProofShape, SealShape, Shape, TaskShape
from lemmata.cli.rule_proof_shapes import RULE_PROOF_OUTPUTS
from lemmata.cli.rule_shapes import RULE_OUTPUTS

VerdictName = Literal["proved", "refuted", "unknown", "unsupported", "failed"]
RuleName = Literal[
    "contract",
    "vacuous",
    "contradicted-example",
    "unrealizable",
    "underspecified",
    "redundant",
    "unmentioned-parameter",
]


class ErrorShape(Shape):
    """An error: its class, what happened, where, and what to do."""

    error: str
    message: str
    path: str | None
    line: int | None
    remedy: str | None


class PythonShape(Shape):
    """A counterexample's values as Python would write them."""

    arguments: dict[str, str]
    observed: str | None


class CounterexampleShape(Shape):
    """An input that replayed in CPython; ``observed`` or ``error`` says what happened."""

    arguments: dict[str, Any]
    violated: str
    line: int
    expected: str | None = None
    observed: Any = None
    error: str | None = None
    python: PythonShape | None = None


class BlockedShape(Shape):
    """Where a proof stopped: a weak proof, not wrong code; ``state`` is no counterexample."""

    obligation: str
    kind: str
    text: str
    line: int
    error: str | None
    state: dict[str, Any] | None
    python: dict[str, str] | None = None
    is_counterexample: Literal[False]
    solvers: dict[str, str]


class FlipShape(Shape):
    """A solver seed that gave another verdict, and why."""

    seed: int
    verdict: VerdictName
    reason: str | None


class StabilityShape(Shape):
    """What ``--seeds`` found: how many seeds gave each verdict, and which gave another."""

    seeds: int
    stable: bool
    verdicts: dict[str, int]
    flipped: list[FlipShape]


class TestedShape(Shape):
    """What ran of a body that nobody proved; ``lemma`` is sealed, and is no certificate."""

    examples: int
    generated: int
    golden: int
    lemma: str | None


class JudgementShape(Shape):
    """One function of `prove`; ``tested`` only where the policy accepts that and none proved it."""

    file: str
    function: str
    verdict: VerdictName
    assurance: AssuranceName | None
    method: str | None
    seconds: float
    counterexample: CounterexampleShape | None
    blocked: BlockedShape | None
    reason: str | None
    assumptions: list[str]
    notes: list[str]
    cached: bool
    stability: StabilityShape | None
    tested: TestedShape | None
    certificate: str | None
    repro: str | None
    task: TaskShape | None = None
    proof: ProofShape | None = None
    sealed: SealShape | None = None


class RemarkShape(Shape):
    """One finding of `review`: the input that shows it, and the outputs that are allowed there."""

    rule: RuleName
    severity: Literal["error", "note"]
    line: int
    message: str
    remedy: str
    arguments: dict[str, Any]
    outputs: list[Any]


class FindingShape(Shape):
    """One thing that a gate found; ``requirement`` is what the next attempt is told.

    ``near_miss`` is Python that is much like it, and that the rule allows.
    """

    rule: str
    severity: Literal["error", "warning", "note"]
    path: str
    line: int | None
    message: str
    requirement: str | None
    near_miss: str | None = None
    counterexample: CounterexampleShape | None


class ScoreShape(Shape):
    """How often a field was right in a split, with the 95% interval of its share."""

    field: str
    split: Literal["train", "held-out"]
    right: int
    rows: int
    share: float
    low: float
    high: float
    threshold: float


class GateShape(Shape):
    """What one gate says; ``tools`` are versions, ``rules`` is the digest of what decided."""

    gate: str
    outcome: Literal["passed", "failed", "broken", "skipped"]
    findings: list[FindingShape]
    scores: list[ScoreShape]
    notes: list[str]
    tools: dict[str, str]
    rules: str | None
    cpu_seconds: float


class CostShape(Shape):
    """What proposing a candidate consumed."""

    tokens: int
    money_usd: float
    cpu_seconds: float


class BudgetShape(Shape):
    """What a task might spend."""

    attempts: int
    cpu_seconds: float
    wall_seconds: float


class PartShape(Shape):
    """What one of several generators cost: its proposals alone."""

    generator: str
    tokens: int
    money_usd: float
    cpu_seconds: float


class LedgerShape(Shape):
    """The bill of a task: who proposed, in how many attempts, for how much, and when (UTC).

    ``runs`` is how often its search was begun or continued; what was lost may have been billed too.
    """

    generator: str
    attempts: int
    tokens: int
    money_usd: float
    cpu_seconds: float
    created: str
    parts: list[PartShape]
    runs: int
    lost_tokens: int
    lost_usd: float


class AttemptShape(Shape):
    """One candidate of a compilation: what it was, how it was judged, how far it was off.

    ``seconds`` are those of judging it, ``cost`` is that of proposing it; ``base`` is the attempt
    that it was asked to start from, 0 for none, and ``wanted`` what was asked for.
    """

    number: int
    body: str
    helpers: list[str]
    verdict: VerdictName
    distance: dict[str, int | None]
    reason: str | None
    note: str | None
    generator: str
    base: int
    wanted: Literal["body", "proof help"]
    cost: CostShape
    seconds: float
    findings: list[FindingShape]
    counterexample: CounterexampleShape | None
    blocked: BlockedShape | None


class CompiledShape(JudgementShape):
    """One function of `compile`; ``certificate`` is the sealed lemma."""

    body: str | None
    generator: str
    attempts: int
    tokens: int
    money_usd: float
    review: list[RemarkShape]
    history: list[AttemptShape]
    gates: list[GateShape]
    ledger: LedgerShape
    budget: BudgetShape
    journal: str | None


class ProblemShape(Shape):
    """What `check` found wrong in a lemma, and in which file."""

    file: str
    message: str


class UndecidedShape(Shape):
    """A rule that could not be decided, and why."""

    rule: RuleName
    reason: str


class ReviewShape(Shape):
    """One function of `review`."""

    file: str
    function: str
    findings: list[RemarkShape]
    undecided: list[UndecidedShape]


class OutcomeShape(Shape):
    """What a version did: exactly one of what it returned and the exception's type."""

    returned: Any = None
    raised: str | None = None


class WitnessShape(Shape):
    """An input on which two versions differ, replayed in both."""

    arguments: dict[str, Any]
    old: OutcomeShape
    new: OutcomeShape


class ComparisonShape(Shape):
    """One function of `diff`."""

    function: str
    relation: Literal["equal", "different", "changed", "added", "removed", "unknown"]
    method: str | None
    assurance: AssuranceName | None
    witness: WitnessShape | None
    reason: str | None
    notes: list[str]
    assumptions: list[str]


class RegionWitnessShape(Shape):
    """An input of a region, and what CPython did; ``broken`` is what of the contract it breaks."""

    arguments: dict[str, Any]
    outcome: OutcomeShape
    admitted: bool
    broken: str | None


class RegionShape(Shape):
    """One region of `explain`: a condition in Python, and what follows where it is true.

    At most one of ``returns`` (a Python expression) and ``raises`` is there; with neither, the
    function goes on for longer than was looked (``beyond``), no expression says what it returns
    (``unsaid``), or a value leaves its declared type.
    """

    condition: str
    returns: str | None
    raises: str | None
    beyond: bool
    unsaid: bool
    line: int
    witness: RegionWitnessShape | None
    admitted: Literal["all", "some", "none", "unknown"]
    contract_speaks: bool
    constrained_by: list[str]
    declared: bool


class ExplanationShape(Shape):
    """One function of `explain`; ``reason`` says why it has no regions.

    ``tested`` is the lemma that says that this function is only tested.
    """

    file: str
    function: str
    line: int
    has_contract: bool
    regions: list[RegionShape]
    reason: str | None
    tested: str | None


class SuggestionShape(Shape):
    """One function of `suggest`; ``verdict`` is of the file with ``decorators`` in place."""

    file: str
    function: str
    line: int
    requires: list[str]
    ensures: list[str]
    implied: list[str]
    moves: list[str]
    decorators: list[str]
    total: bool
    verdict: VerdictName | None
    reason: str | None


class TestedLemmaShape(Shape):
    """What a lemma that is only tested says: what ran, why there is no proof, what is open."""

    examples: int
    generated: int
    golden: int
    walls: str
    reason: str
    open: list[str]


class CheckedShape(Shape):
    """One lemma of `check`: proof objects made again, and how many of them ethos accepted.

    ``ok`` is of proofs alone. ``state`` is ``tested`` for a lemma that says so and ran as it says;
    ``again`` are the gates that it passed just now.
    ``components`` are the folders of the lemmas that it is built on, each checked as well;
    ``gates`` are those that the body passed when it was sealed, as its manifest says.
    """

    lemma: str
    ok: bool
    state: Literal["holds", "tested", "broken"]
    tested: TestedLemmaShape | None
    assurance: AssuranceName | None
    obligations: int
    seconds: float
    proofs: int
    accepted: int | None
    components: list[str]
    gates: list[str]
    again: list[str]
    notes: list[str]
    problems: list[ProblemShape]


class RowShape(Shape):
    """One row of `run`: its result, or why it was refused."""

    row: int
    result: Any = None
    error: str | None = None


class SightingShape(Shape):
    """One finding of `screen`: lines and columns from 1, offsets from 0 in code points."""

    rule: str
    family: Literal["injection", "hidden", "personal", "secret", "leak", "limit"]
    severity: Literal["error", "warning"]
    message: str
    line: int
    column: int
    start: int
    end: int
    layers: list[str]


class ScreenedShape(Shape):
    """One text of `screen`; a finding of severity ``error`` blocks it."""

    file: str
    blocked: bool
    findings: list[SightingShape]


class FactShape(Shape):
    """One thing `doctor` looked at."""

    name: str
    ok: bool
    detail: str


class GatedShape(Shape):
    """One function; ``assurance`` says whether what passed is proved or only tested."""

    file: str
    function: str
    outcome: Literal["passed", "failed", "broken"]
    assurance: Literal["proved", "tested"] | None
    gates: list[GateShape]


class ProveOutput(Shape):
    """`lemmata prove --json`."""

    version: Literal[2]
    results: list[JudgementShape]
    errors: list[ErrorShape]
    notes: list[str] = Field(default=[])


class CompileOutput(Shape):
    """`lemmata compile --json`."""

    version: Literal[2]
    results: list[CompiledShape]
    errors: list[ErrorShape]
    notes: list[str] = Field(default=[])


class ReviewOutput(Shape):
    """`lemmata review --json`."""

    version: Literal[1]
    results: list[ReviewShape]
    errors: list[ErrorShape]


class DiffOutput(Shape):
    """`lemmata diff --json`."""

    version: Literal[1]
    old: str
    new: str
    results: list[ComparisonShape]


class ExplainOutput(Shape):
    """`lemmata explain --json`."""

    version: Literal[1]
    results: list[ExplanationShape]
    errors: list[ErrorShape]


class SuggestOutput(Shape):
    """`lemmata suggest --json`."""

    version: Literal[1]
    results: list[SuggestionShape]
    errors: list[ErrorShape]


class CheckOutput(Shape):
    """`lemmata check --json`."""

    version: Literal[1]
    results: list[CheckedShape]


class RunOutput(Shape):
    """`lemmata run --json`."""

    version: Literal[1]
    lemma: str
    strength: Literal["proved", "tested"]
    results: list[RowShape]


class ScreenOutput(Shape):
    """`lemmata screen --json`."""

    version: Literal[1]
    results: list[ScreenedShape]
    errors: list[ErrorShape]


class GateOutput(Shape):
    """`lemmata gate --json`."""

    version: Literal[1]
    policy: str | None
    results: list[GatedShape]


class ReportOutput(Shape):
    """`lemmata report --json`: the file that was written, and how many of each verdict it shows.

    What is only tested is counted as that, and not by its verdict.
    """

    version: Literal[1]
    source: str
    report: str
    verdicts: dict[VerdictName | Literal["tested"], int]


class BenchOutput(Shape):
    """`lemmata bench ab --json`."""

    version: Literal[1]
    results: list[TrialsShape]
    errors: list[ErrorShape]


class DoctorOutput(Shape):
    """`lemmata doctor --json`."""

    version: Literal[1]
    facts: list[FactShape]


OUTPUTS: dict[str, type[Shape]] = {
    "prove": ProveOutput,
    "compile": CompileOutput,
    "review": ReviewOutput,
    "diff": DiffOutput,
    "explain": ExplainOutput,
    "suggest": SuggestOutput,
    "check": CheckOutput,
    "run": RunOutput,
    "screen": ScreenOutput,
    "gate": GateOutput,
    "report": ReportOutput,
    "bench": BenchOutput,
    "doctor": DoctorOutput,
    **RULE_OUTPUTS,
    **RULE_PROOF_OUTPUTS,
}


def schema() -> str:
    """The JSON Schema of every command's output, by command."""
    schemas = {name: model.model_json_schema() for name, model in OUTPUTS.items()}
    return json.dumps(schemas, indent=1, sort_keys=True)


if __name__ == "__main__":
    print(schema())
