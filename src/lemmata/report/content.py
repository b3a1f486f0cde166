"""What a report is drawn from: the object that `compile --json` and `prove --json` print.

Plain dictionaries, typed: the published shapes (`docs/schema/results.json`) say the same, and the
tests hold the two together. What is read from a file is validated by those shapes first.
"""

from typing import Any, Literal, NotRequired, TypedDict

VerdictName = Literal["proved", "refuted", "unknown", "unsupported", "failed"]


class Written(TypedDict):
    """A counterexample's values as Python."""

    arguments: dict[str, str]
    observed: str | None


class Counterexample(TypedDict):
    """An input that replayed in CPython, and what happened there."""

    arguments: dict[str, Any]
    violated: str
    line: int
    expected: NotRequired[str | None]
    observed: NotRequired[Any]
    error: NotRequired[str | None]
    python: NotRequired[Written | None]


class Blocked(TypedDict):
    """Where a proof stopped; its state is no counterexample."""

    obligation: str
    kind: str
    text: str
    line: int
    error: str | None
    state: dict[str, Any] | None
    python: NotRequired[dict[str, str] | None]
    is_counterexample: bool
    solvers: dict[str, str]


class Finding(TypedDict):
    """What a gate or a prover found."""

    rule: str
    severity: str
    path: str
    line: int | None
    message: str
    requirement: str | None
    near_miss: NotRequired[str | None]
    counterexample: Counterexample | None


class Remark(TypedDict):
    """What a review found."""

    rule: str
    severity: str
    line: int
    message: str
    remedy: str
    arguments: dict[str, Any]
    outputs: list[Any]


class Clause(TypedDict):
    """One conjunct."""

    text: str
    line: int


class Parameter(TypedDict):
    """A parameter and its type."""

    name: str
    type: str


class Example(TypedDict):
    """A doctest example."""

    arguments: dict[str, str]
    expected: str
    line: int


class Task(TypedDict):
    """A task as its file states it."""

    text: str
    cut: int
    line: int
    summary: str
    parameters: list[Parameter]
    returns: str
    requires: list[Clause]
    ensures: list[Clause]
    raises: list[str]
    examples: list[Example]


class Cost(TypedDict):
    """What proposing cost."""

    tokens: int
    money_usd: float
    cpu_seconds: float


class Attempt(TypedDict):
    """A judged candidate; ``base`` is the attempt that it was asked to start from, 0 for none."""

    number: int
    body: str
    verdict: VerdictName
    distance: dict[str, int | None]
    reason: str | None
    note: str | None
    generator: str
    helpers: NotRequired[list[str]]
    base: int
    wanted: str
    cost: Cost
    seconds: float
    findings: list[Finding]
    counterexample: Counterexample | None
    blocked: Blocked | None


class Seconds(TypedDict):
    """Wall seconds of each solver's answer."""

    z3: float | None
    cvc5: float | None


class Obligation(TypedDict):
    """One obligation and what both solvers said."""

    name: str
    kind: str
    text: str
    line: int
    error: str | None
    z3: str
    cvc5: str
    seconds: Seconds


class Loop(TypedDict):
    """What a proof shows of a loop."""

    number: int
    invariants: list[str]
    measures: list[str]


class Hints(TypedDict):
    """What was found out of a function."""

    function: str
    loops: list[Loop]
    decreases: list[str]


class ProvedFunction(TypedDict):
    """One function of a proof."""

    function: str
    method: str
    assurance: str
    inputs: int | None
    examples: int
    assumed: list[str]
    hints: list[Hints]
    obligations: list[Obligation]


class Lemma(TypedDict):
    """A sealed lemma below a proof."""

    module: str
    function: str
    assurance: str
    manifest: str
    through: list["Lemma"]


class Proof(TypedDict):
    """What a proof rests on."""

    functions: list[ProvedFunction]
    lemmas: list[Lemma]


class SealedFunction(TypedDict):
    """Digests of a sealed function."""

    name: str
    digest: str
    contract: str


class Seal(TypedDict):
    """What a certificate says of itself."""

    format: int
    lemmata: str
    encoder: str
    source: str
    prelude: str
    versions: dict[str, str]
    limits: dict[str, float]
    manifest: str
    files: int
    obligations: int
    proofs: int
    functions: list[SealedFunction]
    components: list[dict[str, str]]
    gates: list[dict[str, Any]]


class Score(TypedDict):
    """How often a field was right in a split."""

    field: str
    split: str
    right: int
    rows: int
    share: float
    low: float
    high: float
    threshold: float


class Gate(TypedDict):
    """What one gate said."""

    gate: str
    outcome: str
    findings: list[Finding]
    scores: list[Score]
    notes: list[str]
    tools: dict[str, str]
    rules: str | None
    cpu_seconds: float


class Part(TypedDict):
    """What one of several generators cost."""

    generator: str
    tokens: int
    money_usd: float
    cpu_seconds: float


class Ledger(TypedDict):
    """The bill of a task."""

    generator: str
    attempts: int
    tokens: int
    money_usd: float
    cpu_seconds: float
    created: str
    parts: NotRequired[list[Part]]
    runs: NotRequired[int]
    lost_tokens: NotRequired[int]
    lost_usd: NotRequired[float]


class Budget(TypedDict):
    """What a task might spend."""

    attempts: int
    cpu_seconds: float
    wall_seconds: float


class Tested(TypedDict):
    """What ran of a body that nobody proved; ``lemma`` is sealed, and is no certificate."""

    examples: int
    generated: int
    golden: int
    lemma: str | None


class Result(TypedDict):
    """One function; what a compilation alone knows may be missing."""

    file: str
    function: str
    verdict: VerdictName
    assurance: str | None
    method: str | None
    seconds: float
    counterexample: Counterexample | None
    blocked: Blocked | None
    reason: str | None
    assumptions: list[str]
    notes: list[str]
    cached: bool
    stability: dict[str, Any] | None
    tested: Tested | None
    certificate: str | None
    repro: str | None
    task: NotRequired[Task | None]
    proof: NotRequired[Proof | None]
    sealed: NotRequired[Seal | None]
    body: NotRequired[str | None]
    generator: NotRequired[str]
    attempts: NotRequired[int]
    tokens: NotRequired[int]
    money_usd: NotRequired[float]
    review: NotRequired[list[Remark]]
    history: NotRequired[list[Attempt]]
    gates: NotRequired[list[Gate]]
    ledger: NotRequired[Ledger]
    budget: NotRequired[Budget]
    journal: NotRequired[str | None]


class Fault(TypedDict):
    """An error."""

    error: str
    message: str
    path: str | None
    line: int | None
    remedy: str | None


class Results(TypedDict):
    """The whole object."""

    version: int
    results: list[Result]
    errors: list[Fault]
    notes: NotRequired[list[str]]
