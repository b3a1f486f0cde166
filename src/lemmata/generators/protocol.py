"""What a generator is: from a task and what was learned so far to one more body."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from lemmata.contracts.attempts import Attempt, Budget, Proposal, Requirement, Turn, Wanted
from lemmata.contracts.paying import Payments, Unwritten
from lemmata.contracts.tasks import Module
from lemmata.contracts.verdicts import Cost
from lemmata.generators.watching import UNWATCHED, Watch


@dataclass(frozen=True, slots=True)
class Request:
    """One more body is wanted for ``task``, a function of ``module``.

    ``requirements`` holds everything that earlier attempts taught, ``attempts`` those attempts.
    With ``PROOF_HELP`` wanted the code of ``base`` was neither refuted nor proved: it should stay,
    and get the invariants, measures, assertions or lemmas that its proof lacks. A generator that
    has no such help may propose other code, which is judged as such. With ``BODY`` wanted, ``base``
    is the attempt to repair, None for a fresh start.
    The same request and the same ``seed`` give the same proposal. Who pays for something says so
    to ``payments``, before and after. ``watch`` is told of progress and may call the work off.
    Where ``may_sketch`` a body may hold `hole()` for expressions: somebody fills them.
    """

    module: Module
    task: str
    requirements: tuple[Requirement, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    seed: int = 0
    wanted: Wanted = Wanted.BODY
    base: Attempt | None = None
    payments: Payments = field(default_factory=Unwritten, compare=False, repr=False)
    may_sketch: bool = False
    watch: Watch = field(default=UNWATCHED, compare=False, repr=False)

    @classmethod
    def of(cls, module: Module, task: str, turn: Turn) -> "Request":
        """The request that a turn of a search is, for a task."""
        return cls(
            module,
            task,
            turn.requirements,
            turn.attempts,
            turn.seed,
            turn.wanted,
            turn.base,
        )


@runtime_checkable
class Generator(Protocol):
    """Proposes bodies. It is never believed: a judge proves or refutes what it proposes."""

    @property
    def name(self) -> str:
        """The name by which users choose it."""

    def propose(self, request: Request, budget: Budget) -> Proposal:
        """The next body, or why there is none; the proposal carries what it cost.

        A spent budget gives `Exhausted` at once. A body that a requirement's example refutes,
        or that was judged before, is not proposed again.
        """


@runtime_checkable
class Resumable(Protocol):
    """A generator with a memory of its own: caps, how far it came, or those whom it asks."""

    def resumed(self, request: Request, proposals: tuple[Proposal, ...]) -> None:
        """Told once a task, before the first `propose`: the candidates that earlier runs had of it.

        Whoever asks other generators passes it on. Spending is in the request's ``payments``.
        """


@dataclass(frozen=True, slots=True)
class Bill:
    """What the work on one task cost beyond its proposals, and what each part of it cost in all.

    ``untold`` is the cost of what no proposal told: answers that nobody came to ask for, and
    requests that were called off. ``parts`` is empty where one generator alone was asked.
    """

    untold: Cost = Cost()
    parts: tuple[tuple[str, Cost], ...] = ()


@runtime_checkable
class Ending(Protocol):
    """A generator that works ahead or asks others: it is told when the search for a task ends."""

    def end(self) -> Bill:
        """Call off what is on its way, and say what it cost; then all is forgotten."""


@runtime_checkable
class Concurrent(Protocol):
    """A generator that waits for somebody else: several threads may ask it at once."""

    @property
    def is_concurrent(self) -> bool:
        """Whether they may."""


@runtime_checkable
class Family(Protocol):
    """Makes generators out of what stands behind the colon: ``recorded:FILE``, ``model:NAME``."""

    @property
    def name(self) -> str:
        """The word before the colon."""

    def configured(self, argument: str, options: Mapping[str, str]) -> Generator:
        """The generator for the argument, empty where no colon was written.

        Raises:
            ChoiceError: the argument is missing or unknown, or an option is none of the family's.
        """
