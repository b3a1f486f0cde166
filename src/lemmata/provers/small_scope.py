"""Looks for a counterexample among small inputs around the constants of code and contract."""

from dataclasses import dataclass

from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Sought, Verdict
from lemmata.language.interpreter import compiled
from lemmata.provers.constants import constants_of
from lemmata.provers.limits import Limits
from lemmata.provers.protocol import Answer, Question
from lemmata.provers.replaying import refutation
from lemmata.provers.searching import Search


@dataclass(frozen=True, slots=True)
class SmallScope:
    """Refutes, or does not know: inputs that pass never prove anything.

    The reference interpreter tries ``limits.tries`` inputs in a fixed order; CPython then
    replays the first that fails, made smaller.
    """

    name: str = "small_scope"

    def ask(self, question: Question, limits: Limits) -> Answer:
        """Refuted by the first bad input, else unknown with the number of inputs tried."""
        kinds = [parameter.type for parameter in question.function.parameters]
        constants = constants_of(question.program, question.name)
        checker = compiled(question.program, question.name)
        search = Search(checker, kinds, constants, limits.tries, limits.deadline)
        witness: tuple[Value, ...] | None = None
        for arguments in search.admitted():
            witness = arguments if witness is None else witness
            if search.breaks(arguments):
                return refutation(self.name, question, arguments, limits)
        reason = f"small_scope: none of {search.found:,} admitted inputs breaks the contract"
        if not search.found:
            reason = f"small_scope: none of {search.tried:,} small inputs is admitted"
        if search.endless:
            reason += f"; {search.endless:,} runs were too long to see their end"
        return Answer(
            self.name,
            Verdict.UNKNOWN,
            reason,
            witness=witness,
            has_more=search.has_more,
            sought=Sought(inputs=search.found),
        )


PROVER = SmallScope()
