"""What the tools for coding agents answer, beside the published shapes of the commands."""

from typing import Any, Literal

from lemmata.cli.proof_shapes import Shape
from lemmata.cli.shapes import (
    AttemptShape,
    CompiledShape,
    FindingShape,
    JudgementShape,
    RemarkShape,
)


class RequirementShape(Shape):
    """One demand on the next body, as an earlier attempt taught it.

    An ``example`` names an input in ``arguments`` and the clause that it ``violated``. The
    ``state`` of a ``step`` is no counterexample. ``line`` counts in the file as it was judged.
    """

    kind: str
    text: str
    arguments: dict[str, Any]
    violated: str | None
    expected: str | None
    line: int | None
    quote: str | None
    state: dict[str, Any]
    rule: str | None
    near_miss: str | None


class TriedShape(Shape):
    """One body that was judged in a session; ``digest`` is blind to formatting and comments."""

    number: int
    digest: str
    attempt: AttemptShape
    judgement: JudgementShape
    requirements: list[RequirementShape]


class SessionShape(Shape):
    """What was tried on a task that means what ``digest`` says; ``lemma`` is its sealed folder.

    ``result`` is that of the proof, or else of the last attempt, as `compile --json` has it.
    """

    version: Literal[1]
    file: str
    function: str
    digest: str
    attempts: list[TriedShape]
    lemma: str | None
    result: CompiledShape | None
    notes: list[str]


class NextOutput(Shape):
    """`next_requirements`: the task in its own words, and all that earlier attempts taught.

    ``nearest`` is the attempt of the least distance, to be repaired; where ``lemma`` stands,
    nothing is left to do but to check it.
    """

    version: Literal[1]
    file: str
    function: str
    signature: str
    summary: str
    requires: list[str]
    ensures: list[str]
    raises: list[str]
    examples: list[str]
    is_open: bool
    attempts: int
    nearest: TriedShape | None
    requirements: list[RequirementShape]
    lemma: str | None
    notes: list[str]


class SubmittedOutput(Shape):
    """`submit_candidate`: the judgement of one body, and what the next one must do.

    ``attempt`` counts the bodies judged in the session; a ``duplicate`` costs none and gives the
    judgement from before. ``result.certificate`` is the sealed lemma of a proof. ``wanted`` is
    other code, or help for the proof of this code, or nothing any more.
    """

    version: Literal[1]
    result: JudgementShape
    attempt: int
    duplicate: bool
    distance: dict[str, int | None]
    nearest: int
    wanted: Literal["body", "proof help", "nothing"]
    findings: list[FindingShape]
    requirements: list[RequirementShape]
    review: list[RemarkShape]
    notes: list[str]


class ExplanationOutput(Shape):
    """`explain_finding`: what a name in a finding means, with code that shows it."""

    version: Literal[1]
    name: str
    kind: str
    title: str
    why: str
    rejected: str | None
    near_miss: str | None
    remedy: str | None
