"""The published JSON shapes of `lemmata rules prove`, `check`, `export` and `run`."""

from typing import Literal

from lemmata.cli.proof_shapes import AssuranceName, Shape

VerdictName = Literal["proved", "refuted", "unknown", "unsupported", "failed"]
HaltName = Literal[
    "accepts", "rejects", "undefined transition", "step bound exhausted", "provably loops"
]


class RuleClaimShape(Shape):
    """One claim: how it was found, over how many inputs or obligations, and what is wrong."""

    claim: str
    method: str
    count: int
    seconds: float
    problem: str | None


class ProvedRuleShape(Shape):
    """One rule or machine; ``inputs`` of a machine are configurations, ``proof`` is a folder."""

    rule: str
    verdict: VerdictName
    assurance: AssuranceName | None
    constructed: bool
    inputs: int | None
    rows: int | None
    states: int | None
    units: list[int]
    bound: int | None
    exact: list[str]
    claims: list[RuleClaimShape]
    reason: str | None
    proof: str | None


class CheckedRuleShape(Shape):
    """One proof of a rule, checked again."""

    proof: str
    rule: str | None
    ok: bool
    assurance: AssuranceName | None
    inputs: int
    claims: list[RuleClaimShape]
    problems: list[str]
    notes: list[str]


class RanWordShape(Shape):
    """One run of a Turing machine; ``first`` is the position of the first cell of ``tape``."""

    word: str
    halt: HaltName
    reason: str | None
    steps: int
    state: str
    tape: list[str]
    first: int
    head: int
    network_agrees: bool


class RulesProveOutput(Shape):
    """`lemmata rules prove --json`."""

    version: Literal[1]
    file: str
    results: list[ProvedRuleShape]


class RulesCheckOutput(Shape):
    """`lemmata rules check --json`."""

    version: Literal[1]
    results: list[CheckedRuleShape]


class RulesExportOutput(Shape):
    """`lemmata rules export --json`."""

    version: Literal[1]
    written: str
    bytes: int


class RulesRunOutput(Shape):
    """`lemmata rules run --json`."""

    version: Literal[1]
    machine: str
    results: list[RanWordShape]


RULE_PROOF_OUTPUTS: dict[str, type[Shape]] = {
    "rules prove": RulesProveOutput,
    "rules check": RulesCheckOutput,
    "rules export": RulesExportOutput,
    "rules run": RulesRunOutput,
}
