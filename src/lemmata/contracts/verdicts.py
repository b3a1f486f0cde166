"""Verdicts, assurances, counterexamples, findings and candidates: what judges say."""

from dataclasses import dataclass
from enum import Enum

from lemmata.contracts.errors import Place
from lemmata.contracts.values import Value


class Verdict(Enum):
    """What is known of a body. Tests that pass are never ``PROVED``."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNKNOWN = "unknown"
    UNSUPPORTED = "unsupported"
    FAILED = "failed"


class Assurance(Enum):
    """How a proof is held up, strongest first."""

    KERNEL = "kernel"
    TWO_SOLVERS = "two-solvers"
    ONE_SOLVER = "one-solver"
    EXHAUSTIVE = "exhaustive"


@dataclass(frozen=True, slots=True)
class Counterexample:
    """An admitted input that breaks the contract; it replayed in CPython.

    Exactly one of ``observed`` (the returned value) and ``error`` (exception name and message)
    says what happened. ``violated`` is the conjunct's text, ``expected`` the value that an
    example or a unique answer demands, as Python source.
    """

    arguments: tuple[tuple[str, Value], ...]
    violated: str
    line: int
    observed: Value = None
    returned: bool = False
    error: str | None = None
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class Blocked:
    """Where a proof stopped: a weak proof, which is not wrong code.

    ``obligation`` is its name in the function, ``kind`` what it speaks of, ``text`` the claim on
    ``line``, and ``error`` the exception that must not happen, where there is one. ``state`` is
    what a solver proposes for the values there, and **no counterexample**: nothing is known to
    go wrong when it runs; empty where no solver proposed any. ``said`` is each solver's word.
    """

    obligation: str
    kind: str
    text: str
    line: int
    error: str | None = None
    state: tuple[tuple[str, Value], ...] = ()
    said: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a gate or a prover says about a candidate.

    ``requirement`` is what the next attempt must do about it, where the rule knows; empty where
    the message has to do. ``near_miss`` is Python that is much like it and that the rule allows.
    """

    rule: str
    message: str
    place: Place
    severity: str = "error"
    counterexample: Counterexample | None = None
    requirement: str = ""
    near_miss: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a candidate or a proof consumed.

    ``requests`` are the numbers of those that were paid for it, as `Payments.owes` gave them.
    """

    tokens: int = 0
    money_usd: float = 0.0
    cpu_seconds: float = 0.0
    requests: tuple[int, ...] = ()

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(
            self.tokens + other.tokens,
            self.money_usd + other.money_usd,
            self.cpu_seconds + other.cpu_seconds,
            (*self.requests, *other.requests),
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed body: statements of Python, without the ``def`` line, not indented.

    ``helpers`` are functions, each with its ``def`` and contract, that the body brings along.
    ``findings`` are what was found while a sketch was completed, for the judge to pass on.
    """

    body: str
    generator: str
    cost: Cost = Cost()
    note: str = ""
    helpers: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Seeded:
    """What a function's judgement is when the solvers' dice start from another seed."""

    seed: int
    verdict: Verdict
    assurance: Assurance | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sought:
    """How a refutation was sought, and found none: what makes an unknown a weak proof.

    ``inputs`` admitted inputs kept the contract when they were run; ``models`` of the negated
    contract, which solvers proposed, broke nothing when they were run.
    """

    inputs: int = 0
    models: int = 0

    def __add__(self, other: "Sought") -> "Sought":
        return Sought(self.inputs + other.inputs, self.models + other.models)


@dataclass(frozen=True, slots=True)
class Tried:
    """What ran of a body that nobody proved, without a fault. It is no verdict, and no proof.

    ``examples`` of the contract and ``generated`` inputs ran in the sandbox, ``golden`` rows were
    scored. ``lemma`` is the folder that keeps this, where one was written.
    """

    examples: int
    generated: int
    golden: int = 0
    lemma: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict about one function with what holds it up.

    ``method`` names the provers that decided (``small_scope``, ``smt``, …), ``reason`` says why
    a verdict is not a proof, ``assumptions`` what a proof takes for granted. ``blocked`` is the
    obligation that a proof stopped at; ``notes`` tell what changes no verdict but should be
    known; ``cached`` that some solver answers it rests on were kept from an earlier run.
    ``seeded`` holds what each further seed gave, where that was asked for. ``unproved`` are the
    claims that no proof was found for, as far as the provers came; ``sought`` is what tried to
    refute an unknown, None where nothing did. ``tested`` is
    there only where the verdict is ``UNKNOWN`` or ``UNSUPPORTED`` and a policy accepts what ran.
    """

    function: str
    verdict: Verdict
    method: str = ""
    assurance: Assurance | None = None
    counterexample: Counterexample | None = None
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    assumptions: tuple[str, ...] = ()
    seconds: float = 0.0
    blocked: Blocked | None = None
    notes: tuple[str, ...] = ()
    cached: bool = False
    seeded: tuple[Seeded, ...] = ()
    unproved: tuple[str, ...] = ()
    sought: Sought | None = None
    tested: Tried | None = None

    @property
    def word(self) -> str:
        """What it is called: its verdict, or ``tested`` where that is all there is."""
        return "tested" if self.tested else self.verdict.value

    @property
    def flipped(self) -> tuple[Seeded, ...]:
        """The seeds that gave another verdict."""
        return tuple(known for known in self.seeded if known.verdict is not self.verdict)
