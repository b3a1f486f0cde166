"""What a prover is: from a question about one function to an answer, within limits."""

from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from lemmata.contracts.tasks import Module
from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Blocked, Counterexample, Sought, Verdict
from lemmata.evidence.proof import Evidence
from lemmata.language.tree import Function, Program
from lemmata.obligations.solvers import Solvers
from lemmata.provers.limits import Limits
from lemmata.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Question:
    """Does the body of ``name`` meet its contract?

    ``program`` is the module as the language reads it. ``sandbox`` runs it in CPython and
    ``solvers`` are warm; both start their processes at the first use, and are closed by whoever
    made the question.
    """

    module: Module
    program: Program
    name: str
    sandbox: Sandbox
    solvers: Solvers

    @property
    def function(self) -> Function:
        """The function that is asked about; it lies within the language."""
        return self.program.functions[self.name]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one prover says.

    Laws: ``PROVED`` comes with ``evidence`` that `lemmata check` can repeat, ``REFUTED`` with a
    ``counterexample`` that replays in CPython, every other verdict with a ``reason`` that names
    what stood in the way and what would help. ``witness`` is an admitted input, where one was
    seen; ``has_more`` says that higher limits would let the same prover look further, ``applies``
    that the prover is made for such a function at all. ``blocked`` is the obligation that a
    proof stopped at, ``unproved`` all claims that it could not show, ``sought`` how it tried to
    refute. ``notes`` should be known whatever the verdict, as a second opinion's word.
    """

    prover: str
    verdict: Verdict
    reason: str = ""
    counterexample: Counterexample | None = None
    evidence: Evidence | None = None
    witness: tuple[Value, ...] | None = None
    has_more: bool = False
    applies: bool = True
    blocked: Blocked | None = None
    notes: tuple[str, ...] = ()
    unproved: tuple[str, ...] = ()
    sought: Sought = field(default_factory=Sought)


@runtime_checkable
class Prover(Protocol):
    """Answers questions. It may not know; it may never be wrong."""

    @property
    def name(self) -> str:
        """The name by which users choose it."""

    def ask(self, question: Question, limits: Limits) -> Answer:
        """The answer, the same each time for the same question and limits.

        The function has a body, and so has every function it calls.

        Raises:
            ToolError: a solver or the sandbox broke; SpentError, the limits' deadline passed.
        """
