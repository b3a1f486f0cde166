"""What a prover hands over when it says proved: frozen, and checkable again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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


class Seconds(NamedTuple):
    """Wall seconds of both solvers' answers to one obligation; 0 for an answer that was kept."""

    z3: float
    cvc5: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why one function is said to be proved.

    ``method`` is ``smt`` or ``exhaustive``. For ``smt``, ``obligations`` and ``answers`` go in
    pairs and ``assumed`` names the functions whose contracts were used; for ``exhaustive``,
    ``inputs`` counts every input of the domain, admitted or not. ``examples`` counts the
    contract's examples that were evaluated; ``assumptions`` says what is taken for granted.
    ``cached`` evidence holds answers of an earlier run, which no certificate takes over.
    ``seconds`` goes with ``answers``, and is no part of what is shown.
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
    seconds: tuple[Seconds, ...] = field(default=(), compare=False)


def rests_on(name: str, evidence: Mapping[str, Evidence]) -> tuple[Evidence, ...]:
    """The evidence for a function, then for those whose contracts it assumes, each once.

    A function without evidence is left out: a lemma that the file imports proves it.
    """
    found: dict[str, Evidence] = {}
    pending = [name]
    while pending:
        current = pending.pop(0)
        if current in evidence and current not in found:
            found[current] = evidence[current]
            pending.extend(evidence[current].assumed)
    return tuple(found.values())
