"""From what a judge said to what the next attempt must do.

| the judge said | requirement | what it asks |
|---|---|---|
| a counterexample (of a finding or of the whole) | EXAMPLE | there the conjunct must hold |
| rule ``syntax``, or what a gate cannot read | SYNTAX | the named line must be Python |
| rule ``unsupported``, or the verdict ``unsupported`` | CONSTRUCT | the named construct must go |
| rule ``unproved``, or the verdict ``unknown`` | CONJUNCT | the conjunct must become provable |
| a body judged before | DUPLICATE | propose another body |
| any other rule | NOTE | what the rule asks, and where it has nothing to ask, the message |
"""

from collections.abc import Iterator

from lemmata.contracts.attempts import Requirement, RequirementKind
from lemmata.contracts.values import to_python
from lemmata.contracts.verdicts import Candidate, Counterexample, Finding, Judgement, Verdict

KIND_OF_RULE = {
    "syntax": RequirementKind.SYNTAX,
    "unreadable": RequirementKind.SYNTAX,
    "unreadable-source": RequirementKind.SYNTAX,
    "unsupported": RequirementKind.CONSTRUCT,
    "unproved": RequirementKind.CONJUNCT,
}

KIND_OF_VERDICT = {
    Verdict.UNSUPPORTED: RequirementKind.CONSTRUCT,
    Verdict.UNKNOWN: RequirementKind.CONJUNCT,
    Verdict.REFUTED: RequirementKind.NOTE,
    Verdict.FAILED: RequirementKind.NOTE,
}


def requirements_of(judgement: Judgement) -> tuple[Requirement, ...]:
    """Everything that the judgement asks of the next attempt, without repeats, in its order."""
    return tuple(dict.fromkeys(_stated(judgement)))


def duplicate_requirement(candidate: Candidate) -> Requirement:
    """A body that was judged already asks for another one."""
    text = f"this body was judged already, propose another one:\n{candidate.body}"
    return Requirement(RequirementKind.DUPLICATE, text)


def _stated(judgement: Judgement) -> Iterator[Requirement]:
    if judgement.verdict is Verdict.PROVED:
        return
    for finding in judgement.findings:
        yield _of_finding(finding)
    if judgement.counterexample is not None:
        yield of_counterexample(judgement.counterexample)
    elif not judgement.findings:
        kind = KIND_OF_VERDICT[judgement.verdict]
        yield Requirement(kind, judgement.reason or f"judged {judgement.verdict.value}")


def _of_finding(finding: Finding) -> Requirement:
    if finding.counterexample is not None:
        return of_counterexample(finding.counterexample)
    kind = KIND_OF_RULE.get(finding.rule, RequirementKind.NOTE)
    asked = f"{finding.requirement} ({finding.message})" if finding.requirement else ""
    return Requirement(kind, asked or finding.message, line=finding.place.line)


def of_counterexample(counterexample: Counterexample) -> Requirement:
    """The input on which a candidate failed, with the conjunct that must hold there."""
    given = ", ".join(f"{name}={to_python(value)}" for name, value in counterexample.arguments)
    demand = f"`{counterexample.violated}` must hold"
    if counterexample.expected is not None:
        demand = f"the result must be {counterexample.expected}"
    found = counterexample.error or f"returned {to_python(counterexample.observed)}"
    return Requirement(
        RequirementKind.EXAMPLE,
        f"on {given or 'no arguments'} {demand} (the last attempt: {found})",
        counterexample.arguments,
        counterexample.violated,
        counterexample.expected,
        counterexample.line,
    )
