"""The proof gate: the portfolio's word, and the difference between proved and tested."""

from dataclasses import replace

from lemmata.contracts.gating import GateOutcome, GateResult
from lemmata.contracts.verdicts import Finding, Judgement, Verdict
from lemmata.gates.gate_rules import PROOF_RULES, REFUTED, UNPROVED
from lemmata.gates.protocol import Submission, Tools
from lemmata.gates.results import broken, judged
from lemmata.gates.rules import rules_digest


class ProofGate:
    """Asks the provers that the run was given."""

    name = "proof"

    def judge(self, submission: Submission, tools: Tools) -> GateResult:
        """Proved passes; what is neither proved nor refuted, only where ``tested`` is accepted."""
        if tools.prove is None:
            return broken(self.name, "no prover was given to the gates (pass `prove`)")
        judgement = tools.prove(submission)
        if judgement.verdict is Verdict.FAILED:
            return replace(broken(self.name, judgement.reason), judgement=judgement)
        is_tested = (
            submission.policy.accept == "tested" and judgement.verdict is not Verdict.REFUTED
        )
        digest = rules_digest(PROOF_RULES, {"accept": submission.policy.accept})
        findings = list(_findings(submission, judgement, is_tested=is_tested))
        result = replace(judged(self.name, findings, digest), judgement=judgement)
        if judgement.verdict is Verdict.PROVED:
            return replace(result, assurance="proved")
        if result.outcome is GateOutcome.PASSED:
            note = "tested, not proved: the policy accepts that"
            return replace(result, assurance="tested", notes=(note,))
        return result


def _findings(submission: Submission, judgement: Judgement, *, is_tested: bool) -> list[Finding]:
    if judgement.verdict is Verdict.PROVED:
        return []
    place = submission.place
    if judgement.verdict is Verdict.REFUTED:
        found = REFUTED.finding(_reason(judgement), place)
        return [replace(found, counterexample=judgement.counterexample)]
    severity = "warning" if is_tested else "error"
    own = [replace(finding, severity=severity) for finding in judgement.findings]
    return own or [replace(UNPROVED.finding(_reason(judgement), place), severity=severity)]


def _reason(judgement: Judgement) -> str:
    known = judgement.counterexample
    broken = f"breaks {known.violated}" if known else ""
    return judgement.reason or broken or f"judged {judgement.verdict.value}"


GATE = ProofGate()
