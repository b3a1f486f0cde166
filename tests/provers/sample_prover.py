"""A stranger's prover in one file: it tries a few inputs in CPython, and never claims a proof."""

from dataclasses import dataclass
from itertools import product

from lemmata.contracts.types import IntType, cardinality, inhabitants
from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Verdict
from lemmata.provers import Answer, Limits, Question


@dataclass(frozen=True)
class ThreeNumbers:
    """Tries -1, 0 and 1 for every int, and all values of finite types."""

    name: str = "three_numbers"

    def ask(self, question: Question, limits: Limits) -> Answer:
        """Refuted by one of the inputs, or unknown."""
        choices: list[list[Value]] = []
        for parameter in question.function.parameters:
            if isinstance(parameter.type, IntType):
                choices.append([-1, 0, 1])
            elif cardinality(parameter.type) is not None:
                choices.append(list(inhabitants(parameter.type)))
            else:
                return Answer(self.name, Verdict.UNKNOWN, f"no values for {parameter.name}")
        for arguments in list(product(*choices))[: limits.tries]:
            found = question.sandbox.replay(question.name, arguments)
            if found is not None:
                return Answer(self.name, Verdict.REFUTED, counterexample=found)
        return Answer(self.name, Verdict.UNKNOWN, "none of the small inputs breaks the contract")


PROVER = ThreeNumbers()
