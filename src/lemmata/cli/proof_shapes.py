"""The published JSON shapes of a task, of what its proof rests on, and of its seal."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from lemmata.contracts.errors import DataError

StatusName = Literal["unsat", "sat", "unknown"]
AssuranceName = Literal["kernel", "two-solvers", "one-solver", "exhaustive"]


class Shape(BaseModel):
    """Base of all shapes: nothing unnamed gets in."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


def read_shape(model: type[Shape], data: bytes) -> dict[str, Any]:
    """What a file of unknown origin holds, if it has this shape; what it leaves out stays out.

    Raises:
        DataError: it has another, and where that is first seen.
    """
    try:
        return model.model_validate_json(data).model_dump(exclude_unset=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise DataError(f"another shape is expected: {where}: {first['msg']}"[:300]) from error


class ClauseShape(Shape):
    """One conjunct of a contract."""

    text: str
    line: int


class ParameterShape(Shape):
    """A parameter and its declared type."""

    name: str
    type: str


class ExampleShape(Shape):
    """A doctest example: expressions by parameter, and the expected value's text."""

    arguments: dict[str, str]
    expected: str
    line: int


class TaskShape(Shape):
    """A task as its file states it; ``cut`` counts the characters that ``text`` lacks."""

    text: str
    cut: int
    line: int
    summary: str
    parameters: list[ParameterShape]
    returns: str
    requires: list[ClauseShape]
    ensures: list[ClauseShape]
    raises: list[str]
    examples: list[ExampleShape]


class SecondsShape(Shape):
    """Wall seconds of the solvers' answers; null where an answer was kept from an earlier run."""

    z3: float | None
    cvc5: float | None


class ObligationShape(Shape):
    """One obligation of a proof, and what each solver said: ``unsat`` means that it holds."""

    name: str
    kind: str
    text: str
    line: int
    error: str | None
    z3: StatusName
    cvc5: StatusName
    seconds: SecondsShape


class LoopShape(Shape):
    """What a proof shows of a loop, as Python."""

    number: int
    invariants: list[str]
    measures: list[str]


class HintsShape(Shape):
    """What was found out of a function for the proof, and is shown by it."""

    function: str
    loops: list[LoopShape]
    decreases: list[str]


class ProvedFunctionShape(Shape):
    """One function of a proof; ``assumed`` are those whose contracts it uses."""

    function: str
    method: str
    assurance: AssuranceName
    inputs: int | None
    examples: int
    assumed: list[str]
    hints: list[HintsShape]
    obligations: list[ObligationShape]


class LemmaShape(Shape):
    """A sealed lemma that a proof is built on; ``manifest`` is the sha256 of its manifest."""

    module: str
    function: str
    assurance: AssuranceName
    manifest: str
    through: list["LemmaShape"]


class ProofShape(Shape):
    """What a proof rests on: the function itself, its callees by contract, sealed lemmas."""

    functions: list[ProvedFunctionShape]
    lemmas: list[LemmaShape]


class SealedFunctionShape(Shape):
    """The sha256 of what a sealed function means, and of its contract."""

    name: str
    digest: str
    contract: str


class ComponentShape(Shape):
    """A lemma that a certificate builds on, by the sha256 of its manifest."""

    module: str
    function: str
    manifest: str


class SealedToolShape(Shape):
    """A tool and its version."""

    name: str
    version: str


class SealedScoreShape(Shape):
    """How many golden rows of a split had the field right, as a manifest keeps it."""

    field: str
    split: Literal["train", "held-out"]
    right: int
    rows: int
    threshold: float


class SealedGateShape(Shape):
    """A gate as a manifest keeps it: ``findings`` are the ids of rules that failed nothing."""

    gate: str
    outcome: Literal["passed", "skipped"]
    rules: str
    tools: list[SealedToolShape]
    findings: list[str]
    scores: list[SealedScoreShape]
    notes: list[str]


class SealShape(Shape):
    """What a certificate says of itself: digests are sha256; ``proofs`` counts proof objects."""

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
    functions: list[SealedFunctionShape]
    components: list[ComponentShape]
    gates: list[SealedGateShape]
