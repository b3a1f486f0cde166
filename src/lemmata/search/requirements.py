"""From what a judge said to what the next attempt must do.

| the judge said | requirement | what it asks |
|---|---|---|
| a counterexample (of a finding or of the whole) | EXAMPLE | there the conjunct must hold |
| rule ``syntax``, or what a gate cannot read | SYNTAX | the named line must be Python |
| rule ``unsupported``, or the verdict ``unsupported`` | CONSTRUCT | the named construct must go |
| a gate's rule | RULE | what the rule asks; its near miss shows what is allowed |
| a claim that is not shown, rule ``unproved``, or the verdict ``unknown`` | CONJUNCT | prove it |
| the obligation that the proof stopped at | STEP | help there; its state is no counterexample |
| proof help that an input breaks, the code being right there | HELP | drop the help alone |
| a body judged before | DUPLICATE | propose another body |
| anything else | NOTE | the message |
"""

from collections.abc import Iterator, Sequence

from lemmata.contracts.attempts import Attempt, Requirement, RequirementKind
from lemmata.contracts.values import Value, to_python
from lemmata.contracts.verdicts import (
    Blocked,
    Candidate,
    Counterexample,
    Finding,
    Judgement,
    Verdict,
)

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

HELP_FOR = {
    "postcondition": "state as an `assert` what makes it true before the `return`, or an invariant",
    "precondition": "state as an `assert` before the call what the callee asks for",
    "invariant": "weaken the invariant, or state another one beside it that makes it last",
    "termination": "state a `decreases(...)` that is never negative and shrinks",
    "assertion": "state an intermediate `assert` before it",
}
"""What helps a proof that stops at an obligation of this kind."""

_LONGEST = 400


def requirements_of(judgement: Judgement, lines: Sequence[str] = ()) -> tuple[Requirement, ...]:
    """Everything that the judgement asks of the next attempt, without repeats, in its order.

    ``lines`` are those of the file as it was judged: what is asked quotes the one that it names.
    """
    return tuple(dict.fromkeys(_stated(judgement, lines)))


def duplicate_requirement(candidate: Candidate) -> Requirement:
    """A body that was judged already asks for another one."""
    text = f"this body was judged already, propose another one:\n{candidate.body}"
    return Requirement(RequirementKind.DUPLICATE, text)


def help_requirement(base: Attempt, counterexample: Counterexample) -> Requirement:
    """Help that is false, given to code that is right on that input."""
    given = _state(counterexample.arguments) or "no arguments"
    found = counterexample.error or f"`{counterexample.violated}` is broken"
    text = (
        f"the proof help for attempt {base.number} is false on {given} ({found}), and its code is"
        " right there: keep the code, and drop or weaken that help"
    )
    return Requirement(
        RequirementKind.HELP,
        text,
        counterexample.arguments,
        counterexample.violated,
        line=counterexample.line,
    )


def _stated(judgement: Judgement, lines: Sequence[str]) -> Iterator[Requirement]:
    if judgement.verdict is Verdict.PROVED:
        return
    for finding in judgement.findings:
        yield _of_finding(finding, lines)
    if judgement.counterexample is not None:
        yield of_counterexample(judgement.counterexample, lines)
        return
    for claim in judgement.unproved:
        text = f"no proof was found that `{_brief(claim)}`"
        yield Requirement(RequirementKind.CONJUNCT, text, violated=claim)
    if judgement.blocked is not None:
        yield _of_step(judgement.blocked, lines)
    elif not judgement.findings and not judgement.unproved:
        kind = KIND_OF_VERDICT[judgement.verdict]
        yield Requirement(kind, judgement.reason or f"judged {judgement.verdict.value}")


def _of_finding(finding: Finding, lines: Sequence[str]) -> Requirement:
    if finding.counterexample is not None:
        return of_counterexample(finding.counterexample, lines)
    otherwise = RequirementKind.RULE if finding.requirement else RequirementKind.NOTE
    kind = KIND_OF_RULE.get(finding.rule, otherwise)
    asked = f"{finding.requirement} ({finding.message})" if finding.requirement else ""
    line = finding.place.line
    return Requirement(
        kind,
        asked or finding.message,
        line=line,
        rule=finding.rule,
        near_miss=finding.near_miss,
        quote=_quoted(lines, line),
    )


def _of_step(blocked: Blocked, lines: Sequence[str]) -> Requirement:
    error = f" raises no {blocked.error}" if blocked.error else ""
    said = "; ".join(f"{solver} {word}" for solver, word in blocked.said)
    text = (
        f"the proof stops at {blocked.obligation} ({blocked.kind}): that `{_brief(blocked.text)}`"
    )
    text += f"{error or ' holds'}"
    if blocked.state:
        text += f", in a state {_state(blocked.state)}, which is no counterexample"
    if said:
        text += f" ({said})"
    if advice := HELP_FOR.get(blocked.kind):
        text += f": {advice}"
    return Requirement(
        RequirementKind.STEP,
        text,
        violated=blocked.text,
        line=blocked.line,
        state=blocked.state,
        quote=_quoted(lines, blocked.line),
    )


def of_counterexample(counterexample: Counterexample, lines: Sequence[str] = ()) -> Requirement:
    """The input on which a candidate failed, with the conjunct that must hold there.

    Of an exception the line that raised it is quoted: of a step that fails, the step.
    """
    given = _state(counterexample.arguments)
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
        quote=_quoted(lines, counterexample.line) if counterexample.error else "",
    )


def _state(named: tuple[tuple[str, Value], ...]) -> str:
    return ", ".join(f"{name}={to_python(value)}" for name, value in named)


def _quoted(lines: Sequence[str], line: int) -> str:
    return _brief(lines[line - 1].strip()) if 0 < line <= len(lines) else ""


def _brief(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
