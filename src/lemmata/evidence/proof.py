"""What a prover hands over when it says proved: frozen, and checkable again."""

from dataclasses import dataclass
from typing import NamedTuple

from lemmata.contracts.hints import Hints
from lemmata.contracts.verdicts import Assurance
from lemmata.obligations.obligation import Obligation


class Answers(NamedTuple):
    """What both solvers said of one obligation: ``unsat``, ``sat`` or ``unknown``.

    A solver that was not asked said ``unknown``.
    """

    z3: str
    cvc5: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why one function is said to be proved.

    ``method`` is ``smt`` or ``exhaustive``. For ``smt``, ``obligations`` and ``answers`` go in
    pairs and ``assumed`` names the functions whose contracts were used; for ``exhaustive``,
    ``inputs`` counts every input of the domain, admitted or not. ``examples`` counts the
    contract's examples that were evaluated; ``assumptions`` says what is taken for granted.
    ``cached`` evidence holds answers of an earlier run, which no certificate takes over.
    """

    function: str
    method: str
    assurance: Assurance
    obligations: tuple[Obligation, ...] = ()
    answers: tuple[Answers, ...] = ()
    inputs: int = 0
    examples: int = 0
    assumed: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    hints: tuple[tuple[str, Hints], ...] = ()
    cached: bool = False
