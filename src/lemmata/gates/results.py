"""Making results: what was found decides, and what could not be judged says why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from lemmata.contracts.errors import LemmataError
from lemmata.contracts.gating import GateOutcome, GateResult
from lemmata.contracts.verdicts import Finding


def judged(
    gate: str,
    findings: Iterable[Finding],
    rules: str,
    tools: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> GateResult:
    """FAILED where a finding is an error, PASSED otherwise."""
    found = tuple(findings)
    is_bad = any(one.severity == "error" for one in found)
    outcome = GateOutcome.FAILED if is_bad else GateOutcome.PASSED
    named = tuple(sorted((tools or {}).items()))
    return GateResult(gate, outcome, found, named, rules, notes=tuple(notes))


def broken(gate: str, error: BaseException | str) -> GateResult:
    """The gate could not judge; the error's remedy is told with it."""
    if isinstance(error, LemmataError):
        told = str(error)
    elif isinstance(error, BaseException):
        told = f"raised {type(error).__name__}: {error!s:.300}"
    else:
        told = error
    return GateResult(gate, GateOutcome.BROKEN, notes=(told,))


def skipped(gate: str, why: str) -> GateResult:
    """The gate was not asked, and why; that is no pass."""
    return GateResult(gate, GateOutcome.SKIPPED, notes=(why,))


def with_cost(result: GateResult, cpu_seconds: float) -> GateResult:
    """The result with what it cost; never less than nothing."""
    return replace(result, cpu_seconds=max(0.0, cpu_seconds))
