"""Every input of a finite domain, through CPython itself."""

from dataclasses import dataclass
from itertools import product

from lemmata.contracts.errors import SandboxError
from lemmata.contracts.types import TupleType, cardinality, contains, inhabitants, show
from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Assurance, Verdict
from lemmata.evidence import Evidence, assumptions_of
from lemmata.language.interpreter import Outcome, Returned
from lemmata.language.walking import rests_on_sealed
from lemmata.provers.limits import Limits
from lemmata.provers.protocol import Answer, Question


@dataclass(frozen=True, slots=True)
class Exhaustive:
    """Decides functions of finite domains, by the body's and the contract's own execution.

    Precondition, body and postconditions run in three confined processes, each over all inputs.
    What calls a sealed lemma is only refuted here: a proof may use its contract alone.
    """

    name: str = "exhaustive"

    def ask(self, question: Question, limits: Limits) -> Answer:
        """Proved or refuted for a finite domain within the limit, else unknown."""
        kinds = tuple(parameter.type for parameter in question.function.parameters)
        size = cardinality(TupleType(kinds))
        if size is None:
            endless = next(kind for kind in kinds if cardinality(kind) is None)
            return self._unknown(f"the domain is not finite ({show(endless)})", applies=False)
        if size > limits.exhaustive_inputs:
            said = f"{size:,} inputs are more than {limits.exhaustive_inputs:,}"
            return self._unknown(said, applies=False)
        every = tuple(product(*map(inhabitants, kinds)))
        try:
            return self._run(question, every)
        except SandboxError as error:
            return self._unknown(f"an input could not be evaluated: {error}")

    def _run(self, question: Question, every: tuple[tuple[Value, ...], ...]) -> Answer:
        sandbox, name = question.sandbox, question.name
        verdicts = sandbox.admitted(name, every)
        admitted = [found for found, good in zip(every, verdicts, strict=True) if good]
        if not admitted:
            return self._unknown(f"none of all {len(every):,} inputs is admitted")
        outcomes = [_decided(said) for said in sandbox.call_many(name, admitted)]
        returned = [
            (arguments, outcome.value)
            for arguments, outcome in zip(admitted, outcomes, strict=True)
            if isinstance(outcome, Returned) and contains(question.function.returns, outcome.value)
        ]
        said = sandbox.breaches(name, returned)
        good = {pair[0] for pair, broken in zip(returned, said, strict=True) if broken is None}
        for arguments, outcome in zip(admitted, outcomes, strict=True):
            if arguments in good:
                continue
            found = sandbox.judge(name, arguments, outcome, question.function)
            if found is not None:
                return Answer(self.name, Verdict.REFUTED, counterexample=found, witness=arguments)
        if sealed := rests_on_sealed(question.program, name):
            said_of = f"every input is right, but {sealed[0]} is known by its sealed contract only"
            return self._unknown(said_of, witness=admitted[0])
        evidence = Evidence(
            name,
            self.name,
            Assurance.EXHAUSTIVE,
            inputs=len(every),
            examples=len(question.function.examples),
            assumptions=assumptions_of(Assurance.EXHAUSTIVE),
        )
        return Answer(self.name, Verdict.PROVED, evidence=evidence, witness=admitted[0])

    def _unknown(
        self, reason: str, *, applies: bool = True, witness: tuple[Value, ...] | None = None
    ) -> Answer:
        said = f"exhaustive: {reason}"
        return Answer(self.name, Verdict.UNKNOWN, said, applies=applies, witness=witness)


def _decided(said: Outcome | SandboxError) -> Outcome:
    if isinstance(said, SandboxError):
        raise said
    return said


PROVER = Exhaustive()
