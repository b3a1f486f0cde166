"""How much an answer is worth: the one place where answers become an assurance."""

from collections.abc import Iterable, Sequence

from lemmata.contracts.tasks import Component
from lemmata.contracts.verdicts import Assurance
from lemmata.evidence.proof import Answers

ASSUMPTIONS = (
    "arguments are of exactly the declared types",
    "asserts are on (Python runs without -O)",
    "the interpreter's limits (RecursionError, MemoryError, digits of an int as text) are not"
    " reached",
    "the strings of one call hold at most 65,536 different characters",
)
"""What every proof takes for granted."""

SOLVER_ASSUMPTION = {
    Assurance.TWO_SOLVERS: "z3 and cvc5 are not both wrong on the same obligation",
    Assurance.ONE_SOLVER: "the solver that answered is right",
    Assurance.EXHAUSTIVE: "the function is deterministic in CPython, as its language is",
}


def assumptions_of(assurance: Assurance) -> tuple[str, ...]:
    """What a proof of this assurance takes for granted, as sentences."""
    own = SOLVER_ASSUMPTION.get(assurance)
    return (*ASSUMPTIONS, own) if own else ASSUMPTIONS


def inherited(strength: Assurance, lemmas: Iterable[Component]) -> tuple[str, ...]:
    """What a proof that builds on lemmas takes for granted: of its own, and what they do."""
    theirs = (said for known in lemmas for below in known.chain() for said in below.assumptions)
    return tuple(dict.fromkeys((*assumptions_of(strength), *theirs)))


def assurance_of(answers: Sequence[Answers]) -> Assurance | None:
    """What the solvers' answers to all obligations of a function amount to; None: no proof.

    One ``sat`` refutes whatever the other solver says. No obligation at all needs no solver, and
    counts as agreed by both.
    """
    weakest_so_far = Assurance.TWO_SOLVERS
    for answer in answers:
        said = (answer.z3, answer.cvc5)
        if "unsat" not in said or "sat" in said:
            return None
        if said != ("unsat", "unsat"):
            weakest_so_far = Assurance.ONE_SOLVER
    return weakest_so_far


def weakest(assurances: Iterable[Assurance]) -> Assurance:
    """The weakest of one or more; ``Assurance`` lists the strongest first."""
    order = list(Assurance)
    return max(assurances, key=order.index)
