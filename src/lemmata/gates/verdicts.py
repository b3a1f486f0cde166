"""From what the gates said to a judgement, as a search takes it."""

from lemmata.contracts.gating import GateOutcome, GateResult
from lemmata.contracts.verdicts import Judgement, Verdict


def judgement_of(function: str, results: tuple[GateResult, ...]) -> Judgement | None:
    """The judgement of a candidate that a gate before the proof did not pass; None if all did.

    A broken gate is FAILED, for nobody knows. A run that breaks the contract is REFUTED, with its
    input; a golden row that is not met refutes no contract, so it is UNKNOWN. What security,
    syntax, types or a plug-in refuse is UNSUPPORTED.
    """
    for result in results:
        if result.outcome is GateOutcome.BROKEN:
            reason = f"the {result.gate} gate is broken: {'; '.join(result.notes)}"
            return Judgement(function, Verdict.FAILED, f"gate {result.gate}", reason=reason)
        if result.outcome is GateOutcome.FAILED:
            return _failed(function, result)
    return None


def _failed(function: str, result: GateResult) -> Judgement:
    reason = f"the {result.gate} gate: {result.errors[0].message}"
    if len(result.errors) > 1:
        reason += f", and {len(result.errors) - 1} more"
    found = next((f.counterexample for f in result.errors if f.counterexample), None)
    if result.gate == "execution" and found is not None:
        verdict = Verdict.REFUTED
    elif result.gate in ("execution", "accuracy"):
        verdict, found = Verdict.UNKNOWN, None
    else:
        verdict, found = Verdict.UNSUPPORTED, None
    return Judgement(
        function,
        verdict,
        f"gate {result.gate}",
        counterexample=found,
        reason=reason,
        findings=result.findings,
    )
