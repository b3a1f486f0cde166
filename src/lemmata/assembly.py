"""Compiling: the pipeline, and the one place that names concrete choices.

task file -> contracts -> generator -> judge (provers) -> evidence -> artifacts
                ^                        |
                +-- findings become requirements (search)
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lemmata.analyses.bench import Bench, Version
from lemmata.analyses.remarks import Remark
from lemmata.analyses.reviewing import review
from lemmata.artifacts import Ledger, seal
from lemmata.contracts.attempts import Attempt, Budget
from lemmata.contracts.bodies import body_of, with_body
from lemmata.contracts.errors import InputError, Place, ToolError, VacuousError
from lemmata.contracts.reading import reread
from lemmata.contracts.tasks import Module
from lemmata.contracts.verdicts import Candidate, Cost, Finding, Judgement, Verdict
from lemmata.generators import Request, generator
from lemmata.language.parsing import parse_program
from lemmata.provers import callees_first
from lemmata.proving import Known, Places, Session, is_open, tasks_of
from lemmata.search import Outcome, failures_among, search
from lemmata.search.loop import Judge, Propose

AUTOMATIC = "synth"
"""What the generator named ``auto`` stands for: the best that needs no key and no server."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a compilation may spend on each task, who proposes, and where lemmas go."""

    output: Path
    generator: str = "auto"
    attempts: int = 8
    budget_seconds: float = 5.0
    places: Places = field(default_factory=Places)

    @property
    def budget(self) -> Budget:
        """The budget of one task's search; the wall limit leaves room for a busy machine."""
        return Budget(self.attempts, self.budget_seconds, 4 * self.budget_seconds)


@dataclass(frozen=True, slots=True)
class Compiled:
    """How the compilation of one task ended; ``lemma`` is its folder if it was proved.

    ``review`` is what was wrong or odd with the contract before anything was generated.
    """

    judgement: Judgement
    body: str | None
    ledger: Ledger
    attempts: tuple[Attempt, ...] = ()
    lemma: Path | None = None
    review: tuple[Remark, ...] = ()


def compile_module(
    session: Session,
    module: Module,
    name: str | None,
    choices: Choices,
    on_error: Callable[[InputError], None],
    on_attempt: Callable[[Attempt], None] | None = None,
) -> Iterator[Compiled]:
    """The way through: each task after the ones it calls is generated, judged, proved, sealed.

    A body that was found becomes part of the file for the tasks after it. A task that cannot be
    used goes to ``on_error`` and loses no other.

    Raises:
        ChoiceError: the file has no such function, or nobody offers the generator.
    """
    given, program = module, parse_program(module)
    wanted = tasks_of(module, program, name)
    known, found = Known(), set[str]()
    for current in callees_first(program, wanted):
        # Bodies that were found move lines: what does not need them is judged as it was written.
        needs = found.intersection(callees_first(program, [current]))
        source = module if needs or is_open(program, current) else given
        try:
            if is_open(program, current):
                made, module = generate(session, module, current, choices, known, on_attempt)
                source = module
                found.add(current)
            else:
                made = keep(session, source, current, known)
            if made.judgement.verdict is Verdict.PROVED:
                made = replace(made, lemma=sealed(session, source, known, made, choices))
        except InputError as error:
            on_error(error)
            continue
        if current in wanted:
            yield made


def generate(
    session: Session,
    module: Module,
    name: str,
    choices: Choices,
    known: Known,
    on_attempt: Callable[[Attempt], None] | None,
) -> tuple[Compiled, Module]:
    """Review the contract, then search for a body; the module has it if it was proved."""
    chosen = AUTOMATIC if choices.generator == "auto" else choices.generator
    remarks = reviewed(session, module, name)
    outcome = search(
        proposer(chosen, module, name),
        judge_of(session, module, name, known),
        choices.budget,
        failures=failures_among(module, name),
        on_attempt=on_attempt,
    )
    best = outcome.best
    ledger = Ledger.of(chosen, len(outcome.attempts), outcome.cost)
    judgement = ending(name, outcome)
    body = best.candidate.body if best else None
    made = Compiled(judgement, body, ledger, outcome.attempts, review=remarks)
    if best is None or judgement.verdict is not Verdict.PROVED:
        return made, module
    return made, reread(module, with_body(module, name, best.candidate.body))


def reviewed(session: Session, module: Module, name: str) -> tuple[Remark, ...]:
    """What is wrong or odd with the contract; a tool that breaks is the judge's to report."""
    bench = Bench(session=session)
    try:
        return review(bench, Version.of(module), name, is_brief=True).remarks
    except ToolError:
        return ()


def keep(session: Session, module: Module, name: str, known: Known) -> Compiled:
    """A task that has a body already is proved as it stands."""
    judgement = session.judge(module, parse_program(module), name, known)
    ledger = Ledger.of("given", 0, Cost(cpu_seconds=judgement.seconds))
    body = body_of(module, name) if name in module.tasks else None
    return Compiled(judgement, body, ledger)


def sealed(
    session: Session, module: Module, known: Known, made: Compiled, choices: Choices
) -> Path:
    """The folder of the lemma that a proved task becomes."""
    name = made.judgement.function
    choices.places.claim(choices.output / f"{name}.lemma", module)
    return seal(module, name, known.evidence, made.ledger, choices.output, session.solvers)


def proposer(generator_name: str, module: Module, name: str) -> Propose:
    """The chosen generator, as the function that the search calls."""
    chosen = generator(generator_name)
    return lambda requirements, attempts, left: chosen.propose(
        Request(module, name, requirements, attempts), left
    )


def judge_of(session: Session, module: Module, name: str, known: Known) -> Judge:
    """What is known of a candidate: put into the file, read, and given to the provers.

    A body that cannot be read is a finding about the candidate. A contract that admits nothing
    is the user's to mend, and ends the search.
    """

    def judge(candidate: Candidate) -> Judgement:
        try:
            changed = reread(module, with_body(module, name, candidate.body))
            return session.judge(changed, parse_program(changed), name, known)
        except VacuousError:
            raise
        except InputError as error:
            place = error.place or Place(module.path)
            finding = Finding("syntax", str(error), place)
            return Judgement(name, Verdict.UNSUPPORTED, reason=str(error), findings=(finding,))

    return judge


def ending(name: str, outcome: Outcome) -> Judgement:
    """The judgement of a whole search: that of the proved body, or why there is none."""
    if outcome.verdict is Verdict.PROVED and outcome.best is not None:
        return replace(outcome.best.judgement, seconds=outcome.cost.cpu_seconds)
    return Judgement(
        name,
        outcome.verdict,
        method="search",
        counterexample=outcome.counterexample,
        reason=outcome.reason,
        seconds=outcome.cost.cpu_seconds,
    )
