"""Several provers, one judgement: examples, refuters, proofs, and no disagreement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lemmata.contracts.errors import (
    ContractError,
    InputError,
    LimitError,
    Place,
    SpentError,
    ToolError,
)
from lemmata.contracts.values import to_python
from lemmata.contracts.verdicts import (
    Assurance,
    Counterexample,
    Finding,
    Judgement,
    Sought,
    Verdict,
)
from lemmata.evidence import Evidence, weakest
from lemmata.language.interpreter import compiled
from lemmata.language.tree import Function
from lemmata.provers.callees import reachable
from lemmata.provers.clock import cpu_seconds
from lemmata.provers.limits import Limits
from lemmata.provers.protocol import Answer, Prover, Question
from lemmata.provers.vacuity import check_admission

Result = tuple[Judgement, Evidence | None]


def prove(
    question: Question,
    provers: Sequence[Prover],
    limits: Limits,
    proved: Mapping[str, Assurance] | None = None,
) -> Result:
    """One judgement, and the evidence for it when it is ``PROVED``.

    The examples run first. Then the provers are asked in order until one refutes; if nothing is
    decided, those that can look further are asked again. ``proved`` names the functions of the
    file that are proved, as a proof by their contracts needs. A tool that breaks gives
    ``FAILED``.

    Raises:
        InputError: the body is open.
        ContractError: the precondition does not admit an example.
        VacuousError: the precondition admits nothing.
    """
    start = cpu_seconds(question)
    unsupported = question.program.unsupported.get(question.name)
    if unsupported is not None:
        judgement = Judgement(question.name, Verdict.UNSUPPORTED, reason=str(unsupported))
        return judgement, None
    if question.function.body is None:
        raise InputError(
            f"{question.name} has no body to prove",
            place=Place(question.module.path, question.function.line),
            remedy="write one, or let `lemmata compile` find one",
        )
    try:
        judgement, evidence = _Round(question, provers, limits, proved or {}).judge()
    except LimitError as error:
        judgement, evidence = Judgement(question.name, Verdict.UNKNOWN, reason=str(error)), None
    except ToolError as error:
        judgement, evidence = Judgement(question.name, Verdict.FAILED, reason=str(error)), None
    return replace(judgement, seconds=cpu_seconds(question) - start), evidence


@dataclass(slots=True)
class _Round:
    question: Question
    provers: Sequence[Prover]
    limits: Limits
    proved: Mapping[str, Assurance]
    _has_witness: bool = False
    _is_spent: bool = False

    def judge(self) -> Result:
        """Examples, then provers, then the same provers further, then why it stays open."""
        open_callee = self._open_callee()
        if open_callee is not None:
            return self._open(
                f"it calls {open_callee.name}, which has no body (line {open_callee.line});"
                " compile that first"
            )
        broken = self._broken_example()
        if broken is not None:
            return broken
        answers = self._ask(self.provers, self.limits)
        if not self._is_spent and not any(answer.verdict in _DECIDED for answer in answers):
            further = replace(self.limits, tries=self.limits.deep_tries)
            able = {answer.prover for answer in answers if answer.has_more}
            if able and further.tries > self.limits.tries:
                again = [prover for prover in self.provers if prover.name in able]
                answers = [a for a in answers if a.prover not in able] + self._ask(again, further)
        judgement, evidence = self._conclude(answers)
        notes = dict.fromkeys(note for answer in answers for note in answer.notes)
        return replace(judgement, notes=tuple(notes)), evidence

    def _ask(self, provers: Sequence[Prover], limits: Limits) -> list[Answer]:
        answers: list[Answer] = []
        for prover in provers:
            if any(answer.verdict in (Verdict.REFUTED, Verdict.FAILED) for answer in answers):
                break
            if prover.name == "small_scope" and any(known.evidence for known in answers):
                continue
            try:
                if prover.name not in _REFUTERS and not self._has_witness:
                    self._has_witness = check_admission(self.question, self.limits)
                answer = self._confirmed(prover.ask(self.question, limits))
            except SpentError as error:
                self._is_spent = True
                answers.append(Answer(prover.name, Verdict.UNKNOWN, f"{prover.name}: {error}"))
                break
            except ToolError as error:
                answer = Answer(prover.name, Verdict.FAILED, f"{prover.name}: {error}")
            self._has_witness |= answer.witness is not None
            answers.append(answer)
        return answers

    def _confirmed(self, answer: Answer) -> Answer:
        """The answer, if it brings what its verdict needs; nobody is believed on his word."""
        if answer.verdict is Verdict.REFUTED:
            replayed = answer.counterexample and self._replay(answer.counterexample)
            if replayed:
                return replace(answer, counterexample=replayed)
            said = f"{answer.prover} says refuted, but its input breaks nothing in CPython"
            return Answer(answer.prover, Verdict.FAILED, said)
        if answer.verdict is Verdict.PROVED and answer.evidence is None:
            said = f"{answer.prover} says proved, but gives no evidence that can be checked again"
            return Answer(answer.prover, Verdict.UNKNOWN, said)
        return answer

    def _replay(self, found: Counterexample) -> Counterexample | None:
        arguments = tuple(value for _, value in found.arguments)
        if len(arguments) != len(self.question.function.parameters):
            return None
        return self.question.sandbox.replay(self.question.name, arguments)

    def _conclude(self, answers: Sequence[Answer]) -> Result:
        by_verdict: dict[Verdict, list[Answer]] = {}
        for answer in answers:
            by_verdict.setdefault(answer.verdict, []).append(answer)
        proofs, refuted = by_verdict.get(Verdict.PROVED, []), by_verdict.get(Verdict.REFUTED, [])
        failures = by_verdict.get(Verdict.FAILED, [])
        if proofs and refuted:
            reason = f"{proofs[0].prover} says proved, and {refuted[0].prover} found an input"
            failures = [Answer("portfolio", Verdict.FAILED, f"{reason} that breaks the contract")]
        if failures:
            return self._judgement(
                Verdict.FAILED,
                _methods(failures),
                reason="; ".join(answer.reason for answer in failures),
                counterexample=refuted[0].counterexample if refuted else None,
            )
        if refuted:
            first = refuted[0]
            return self._judgement(
                Verdict.REFUTED, first.prover, counterexample=first.counterexample
            )
        evidence = self._strongest(proofs)
        if evidence is not None:
            return self._proof(evidence)
        verdict = Verdict.UNSUPPORTED if Verdict.UNSUPPORTED in by_verdict else Verdict.UNKNOWN
        telling = [
            answer
            for answer in answers
            if answer.applies and (verdict is Verdict.UNKNOWN or answer.verdict is verdict)
        ]
        telling = telling or list(answers)
        telling.sort(key=lambda answer: answer.prover in _REFUTERS)
        reasons = [answer.reason for answer in telling]
        blocked = next((answer.blocked for answer in telling if answer.blocked), None)
        if proofs:
            reasons, blocked = [self._unproved_callees(proofs[0].evidence)], None
        judgement, _ = self._open("; ".join(reasons), verdict, _methods(telling))
        unproved = dict.fromkeys(claim for answer in telling for claim in answer.unproved)
        sought = sum((answer.sought for answer in answers), Sought())
        return replace(judgement, blocked=blocked, unproved=tuple(unproved), sought=sought), None

    def _strongest(self, proofs: Sequence[Answer]) -> Evidence | None:
        """The strongest evidence whose assumed contracts are all proved."""
        order = list(Assurance)
        usable = [
            self._with_callees(proof.evidence)
            for proof in proofs
            if proof.evidence is not None and set(proof.evidence.assumed) <= set(self.proved)
        ]
        return min(usable, key=lambda known: order.index(known.assurance), default=None)

    def _with_callees(self, evidence: Evidence) -> Evidence:
        """The evidence, no stronger than the weakest contract that it rests on."""
        callees = [self.proved[name] for name in evidence.assumed]
        return replace(evidence, assurance=weakest([evidence.assurance, *callees]))

    def _unproved_callees(self, evidence: Evidence | None) -> str:
        missing = sorted(set(evidence.assumed if evidence else ()) - set(self.proved))
        return (
            f"it would follow from the contract of {', '.join(missing)}, which is not proved:"
            " prove that first"
        )

    def _proof(self, evidence: Evidence) -> Result:
        callees = tuple(f"the contract of {name} holds (proved)" for name in evidence.assumed)
        empty = () if self._has_witness else ("the precondition admits some input",)
        judgement = Judgement(
            self.question.name,
            Verdict.PROVED,
            evidence.method,
            evidence.assurance,
            assumptions=(*evidence.assumptions, *callees, *empty),
        )
        return judgement, evidence

    def _open_callee(self) -> Function | None:
        functions = reachable(self.question.program, self.question.name)
        return next((known for known in functions if known.body is None), None)

    def _broken_example(self) -> Result | None:
        """The judgement that an example decides, if the body does not meet one."""
        checker = compiled(self.question.program, self.question.name)
        for sample in self.question.function.examples:
            if not checker.admits(sample.arguments):
                raise ContractError(
                    f"an example of {self.question.name} lies outside its precondition",
                    place=Place(self.question.module.path, sample.line),
                    remedy="correct the example, or weaken the precondition",
                )
        try:
            broken = checker.example_violation()
        except LimitError as error:
            return self._open(f"an example could not be evaluated: {error}")
        if broken is None:
            return None
        sample, _ = broken
        found = self.question.sandbox.replay_example(self.question.name, sample)
        if found is None:
            reason = (
                f"the reference interpreter says that the body misses the example"
                f" {to_python(sample.arguments)}, and CPython does not; please report this"
            )
            return self._judgement(Verdict.FAILED, "examples", reason=reason)
        return self._judgement(Verdict.REFUTED, "examples", counterexample=found)

    def _open(self, reason: str, verdict: Verdict = Verdict.UNKNOWN, method: str = "") -> Result:
        return self._judgement(verdict, method, reason=reason)

    def _judgement(
        self,
        verdict: Verdict,
        method: str,
        *,
        reason: str = "",
        counterexample: Counterexample | None = None,
    ) -> Result:
        findings: tuple[Finding, ...] = ()
        if counterexample is not None:
            place = Place(self.question.module.path, counterexample.line)
            findings = (
                Finding(method, counterexample.violated, place, counterexample=counterexample),
            )
        return (
            Judgement(
                self.question.name,
                verdict,
                method,
                counterexample=counterexample,
                reason=reason,
                findings=findings,
            ),
            None,
        )


_REFUTERS = ("exhaustive", "small_scope")
_DECIDED = (Verdict.PROVED, Verdict.REFUTED, Verdict.FAILED)


def _methods(answers: Sequence[Answer]) -> str:
    return ", ".join(dict.fromkeys(answer.prover for answer in answers))
