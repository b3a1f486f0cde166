"""The published JSON shapes of `lemmata rules classify`, `compose`, `conflicts` and `diff`."""

from typing import Any, Literal

from lemmata.cli.proof_shapes import AssuranceName, Shape

CauseName = Literal[
    "time",
    "randomness",
    "I/O",
    "model call",
    "global state",
    "float",
    "unbounded type",
    "outside the language",
]
SemanticsName = Literal["pipeline", "dispatch"]
ConflictName = Literal[
    "differing-writes", "order", "unreachable", "redundant", "loop", "retry-loop", "gap"
]


class CauseShape(Shape):
    """Why a function is not pure: the text that shows it, and its line."""

    cause: CauseName
    text: str
    line: int


class ProbeShape(Shape):
    """What a core takes in place of a test, or of a value, that is not pure."""

    name: str
    text: str
    line: int


class ClassifiedShape(Shape):
    """One function; ``inputs``, ``reads`` and ``writes`` are its rule's, or its core's."""

    file: str
    function: str
    nature: Literal["pure", "hybrid", "empirical"]
    line: int
    reasons: list[CauseShape]
    inputs: int | None
    reads: list[str]
    writes: list[str]
    core: str | None
    probes: list[ProbeShape]


class RuleFieldShape(Shape):
    """A field: an int from ``low`` to ``high``, or one of ``values``."""

    name: str
    kind: Literal["bool", "enum", "choice", "int"]
    low: int | None = None
    high: int | None = None
    values: list[Any] | None = None


class TableRowShape(Shape):
    """All inputs within the ranges of ``when``; fields that are not there may have any value."""

    when: dict[str, list[list[Any]]]
    writes: dict[str, Any]


class ConflictShape(Shape):
    """One finding, and the least input that shows it."""

    kind: ConflictName
    severity: Literal["error", "note"]
    semantics: SemanticsName | None
    rules: list[str]
    fields: list[str]
    witness: dict[str, Any]
    detail: str


class UndecidedConflictShape(Shape):
    """A question that grew too large, or has no answer before another is mended."""

    kind: ConflictName
    rules: list[str]
    reason: str


class LeftOutShape(Shape):
    """A function that is no rule, and why."""

    rule: str
    error: dict[str, Any]


class RuleWitnessShape(Shape):
    """An input, and what each version decides there, as Python."""

    input: dict[str, Any]
    old: str
    new: str


class RuleComparisonShape(Shape):
    """One rule in two versions."""

    rule: str
    relation: Literal["equal", "different", "changed", "added", "removed", "unknown"]
    method: str | None
    assurance: AssuranceName | None
    witness: RuleWitnessShape | None
    reason: str | None


class ClassifyOutput(Shape):
    """`lemmata rules classify --json`."""

    version: Literal[1]
    results: list[ClassifiedShape]


class ComposeOutput(Shape):
    """`lemmata rules compose --json`; the rows are disjoint and cover all inputs."""

    version: Literal[1]
    file: str
    semantics: SemanticsName
    rules: list[str]
    inputs: int
    nodes: int
    fields: list[RuleFieldShape]
    writes: list[RuleFieldShape]
    rows: list[TableRowShape]
    written: str | None


class ConflictsOutput(Shape):
    """`lemmata rules conflicts --json`; where nothing is undecided there are no other findings."""

    version: Literal[1]
    file: str
    rules: list[str]
    inputs: int
    pairs: int
    pairs_apart: int
    findings: list[ConflictShape]
    undecided: list[UndecidedConflictShape]
    left_out: list[LeftOutShape]


class RulesDiffOutput(Shape):
    """`lemmata rules diff --json`."""

    version: Literal[1]
    old: str
    new: str
    results: list[RuleComparisonShape]


RULE_OUTPUTS: dict[str, type[Shape]] = {
    "rules classify": ClassifyOutput,
    "rules compose": ComposeOutput,
    "rules conflicts": ConflictsOutput,
    "rules diff": RulesDiffOutput,
}
