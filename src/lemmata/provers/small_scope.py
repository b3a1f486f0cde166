"""Looks for a counterexample among small inputs around the constants of code and contract."""

from dataclasses import dataclass
from itertools import islice

from lemmata.contracts.errors import LimitError
from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Verdict
from lemmata.language.interpreter import compiled
from lemmata.provers.constants import constants_of
from lemmata.provers.enumeration import inputs
from lemmata.provers.limits import Limits
from lemmata.provers.protocol import Answer, Question
from lemmata.provers.replaying import refutation


@dataclass(frozen=True, slots=True)
class SmallScope:
    """Refutes, or does not know: inputs that pass never prove anything.

    The reference interpreter tries ``limits.tries`` inputs in a fixed order; CPython then
    replays the first that fails, made smaller.
    """

    name: str = "small_scope"

    def ask(self, question: Question, limits: Limits) -> Answer:
        """Refuted by the first bad input, else unknown with the number of inputs tried."""
        checker = compiled(question.program, question.name)
        kinds = [parameter.type for parameter in question.function.parameters]
        stream = inputs(kinds, constants_of(question.program, question.name))
        witness: tuple[Value, ...] | None = None
        tried = admitted = 0
        for arguments in islice(stream, limits.tries):
            tried += 1
            try:
                if not checker.admits(arguments):
                    continue
                witness = arguments if witness is None else witness
                admitted += 1
                bad = checker.violation(arguments) is not None
            except LimitError:
                continue
            if bad:
                return refutation(self.name, question, arguments, limits)
        reason = f"small_scope: none of {admitted:,} admitted inputs breaks the contract"
        if not admitted:
            reason = f"small_scope: none of {tried:,} small inputs is admitted"
        has_more = tried == limits.tries
        return Answer(self.name, Verdict.UNKNOWN, reason, witness=witness, has_more=has_more)


PROVER = SmallScope()
