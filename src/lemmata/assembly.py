"""Compiling: the pipeline, and the one place that names concrete choices.

task file -> contracts -> generator -> judge (gates, provers) -> evidence -> artifacts
                ^                        |
                +-- findings become requirements (search)
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from lemmata import __version__
from lemmata.analyses.bench import Bench, Version
from lemmata.analyses.remarks import Remark
from lemmata.analyses.reviewing import review
from lemmata.artifacts import Ledger, seal, seal_tested
from lemmata.contracts.attempts import Attempt, Budget, Judge, Proposal, Propose, Turn
from lemmata.contracts.bodies import body_of
from lemmata.contracts.errors import (
    ChoiceError,
    DataError,
    FileError,
    InputError,
    Place,
    PolicyError,
    ToolError,
    VacuousError,
)
from lemmata.contracts.gating import GateResult
from lemmata.contracts.paying import Payments, Unwritten
from lemmata.contracts.placing import helper_names, with_candidate
from lemmata.contracts.reading import reread
from lemmata.contracts.syntax import split_lines
from lemmata.contracts.tasks import Module
from lemmata.contracts.values import to_python
from lemmata.contracts.verdicts import Candidate, Cost, Finding, Judgement, Verdict
from lemmata.evidence import Evidence, rests_on
from lemmata.evidence.chain import MANIFEST
from lemmata.evidence.folders import digest
from lemmata.evidence.tested import Trial
from lemmata.gates import Submission, Toolbox, nearest_policies
from lemmata.gates.accepting import OPEN_ENDED
from lemmata.gates.gating import Gating
from lemmata.gates.protocol import Prove
from lemmata.generators import Generator, Recorder, Request, Resumable, generator
from lemmata.generators.protocol import Bill, Ending
from lemmata.generators.recorded import Recorded
from lemmata.generators.transcripts import task_digest
from lemmata.generators.watching import UNWATCHED, Watch
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Program
from lemmata.language.walking import is_apart
from lemmata.obligations.derivation import ENCODER_VERSION
from lemmata.provers import callees_first, reachable
from lemmata.proving import Known, Places, Session, is_open, tasks_of
from lemmata.search import (
    Clock,
    Journal,
    Journals,
    Outcome,
    Owner,
    Ways,
    deadline,
    learned_inputs,
    replayer,
    search,
)
from lemmata.search.fitting import fitting
from lemmata.search.reading import placed
from lemmata.search.replaying import Input
from lemmata.sketching import is_sketch

AUTOMATIC = "synth"
"""What the generator named ``auto`` stands for: the best that needs no key and no server."""

LIMITS = frozenset({"tokens", "usd", "seconds", "output", "price"})
"""Options that say how much may be spent: another value does not make it another search."""

WAITING = {"hand": 86_400.0, "model": 3_600.0}
"""Wall seconds of a search whose generator waits for somebody else, by the generator's word."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a compilation may spend on each task, who proposes, and where lemmas go.

    ``opened`` is the generator of that name, where one serves several files: its caps are then
    those of the whole run. ``recorder`` writes down what it proposes, and ``watch`` is told how
    far the generator is. ``earlier_attempts`` at the task cost ``earlier_cost``: the ledger counts
    them too. ``options`` are those of the generator; with ``journals`` a run that is cut off can be
    continued.
    """

    output: Path
    generator: str = "auto"
    attempts: int = 8
    budget_seconds: float = 5.0
    places: Places = field(default_factory=Places)
    opened: Generator | None = None
    recorder: Recorder | None = None
    watch: Watch = UNWATCHED
    earlier_attempts: int = 0
    earlier_cost: Cost = Cost()
    options: tuple[tuple[str, str], ...] = ()
    journals: Journals | None = None

    @property
    def budget(self) -> Budget:
        """The budget of one task's search; the wall limit leaves room for a busy machine."""
        words = set(re.split("[:,]", self.generator))
        wall = max((WAITING[word] for word in words & WAITING.keys()), default=0.0)
        return Budget(self.attempts, self.budget_seconds, max(wall, 4 * self.budget_seconds))


@dataclass(frozen=True, slots=True)
class Compiled:
    """How the compilation of one task ended; ``lemma`` is its folder if it was sealed.

    ``review`` is what was wrong or odd with the contract before anything was generated. A proof
    has its ``evidence``, and ``gates`` is what the sealed body passed before; ``trial`` holds up a
    body that is tested and not proved. ``journal`` is where the search wrote down what it did.
    """

    judgement: Judgement
    body: str | None
    ledger: Ledger
    attempts: tuple[Attempt, ...] = ()
    lemma: Path | None = None
    review: tuple[Remark, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    gates: tuple[GateResult, ...] = ()
    trial: Trial | None = None
    journal: Path | None = None


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
    with Toolbox() as box:
        gating = Gating(nearest_policies(Path(module.path)), box, watch=choices.watch)
        yield from _compiled(session, module, name, choices, gating, on_error, on_attempt)


def _compiled(
    session: Session,
    module: Module,
    name: str | None,
    choices: Choices,
    gating: Gating,
    on_error: Callable[[InputError], None],
    on_attempt: Callable[[Attempt], None] | None,
) -> Iterator[Compiled]:
    given, program = module, parse_program(module)
    wanted = tasks_of(module, program, name)
    known, found = Known(), set[str]()
    for current in callees_first(program, wanted):
        # Bodies that were found move lines: what does not need them is judged as it was written.
        needs = found.intersection(callees_first(program, [current]))
        wanted_here = is_open(program, current) or completes(choices.generator, given, current)
        source = module if needs or wanted_here else given
        try:
            with ExitStack() as held:
                journal = None
                if wanted_here:
                    journal = journal_of(session, module, current, choices, gating, held)
                    made, module = generate(
                        session,
                        module,
                        current,
                        choices,
                        known,
                        gating,
                        on_attempt,
                        journal=journal,
                    )
                    source = module
                    found.add(current)
                else:
                    made = keep(session, source, current, known, gating)
                made = finished(session, source, known, made, choices, gating, journal)
        except InputError as error:
            on_error(error)
            continue
        if current in wanted:
            yield made


def completes(generator_name: str, module: Module, name: str) -> bool:
    """Whether the generator completes sketches, and the function's own body is one."""
    return generator_name.partition(":")[0] == "sketch" and is_sketch(module, name)


def generate(
    session: Session,
    module: Module,
    name: str,
    choices: Choices,
    known: Known,
    gating: Gating,
    on_attempt: Callable[[Attempt], None] | None,
    *,
    journal: Journal | None = None,
) -> tuple[Compiled, Module]:
    """Review the contract, then search for a body; the module has it if it can be sealed."""
    chosen = choices.opened or opened_generator(choices.generator)
    remarks = reviewed(session, module, name)
    bill, judge = Bill(), judge_of(session, module, name, known, gating)
    ways = ways_of(session, module, name, gating)
    if journal is not None:
        needs_gates = OPEN_ENDED if gating.policies.of(name).accept == "tested" else ()
        fits = fitting(module, name, needs_gates)
        judge = journal.judging_by(judge, fits)
        ways = replace(ways, refute=journal.refuting_by(ways.refute, fits))

    def read_cpu() -> float:
        return session.cpu_seconds

    try:
        outcome = search(
            proposer(chosen, module, name, choices.recorder, choices.watch, journal),
            judge,
            choices.budget,
            ways=ways,
            on_attempt=on_attempt,
            clock=journal.started(read_cpu) if journal else Clock(read_cpu),
        )
    finally:
        if isinstance(chosen, Ending):
            bill = chosen.end()
    best, cost = outcome.best, outcome.cost + replace(bill.untold, cpu_seconds=0.0)
    if journal is not None:
        journal.ended(outcome, bill.untold)
        cost = cost + journal.unbilled
    tried = choices.earlier_attempts + len(outcome.attempts)
    ledger = Ledger.of(chosen.name, tried, choices.earlier_cost + cost, bill.parts)
    if journal is not None:
        ledger = ledger.continued(journal.history.runs, journal.lost())
    judgement, trial = ending(name, outcome), None
    if judgement.verdict is Verdict.UNKNOWN:
        best, judgement, trial = accepted_of(name, outcome, judgement, gating)
    body, path = best.candidate.body if best else None, journal.path if journal else None
    made = Compiled(
        judgement, body, ledger, outcome.attempts, review=remarks, trial=trial, journal=path
    )
    if best is None or (judgement.verdict is not Verdict.PROVED and trial is None):
        return made, module
    return made, reread(module, with_candidate(module, name, best.candidate))


def accepted_of(
    name: str, outcome: Outcome, judgement: Judgement, gating: Gating
) -> tuple[Attempt | None, Judgement, Trial | None]:
    """The nearest attempt that the policy accepts as tested, where none was proved.

    One that an input of a later attempt breaks is refuted, whatever was known when it was judged.
    """
    learned = learned_inputs(outcome.requirements)
    unbroken = (known for known in outcome.attempts if known.distance.failing_input is None)
    for attempt in sorted(unbroken, key=lambda known: known.distance):
        told, trial = gating.accepted(name, attempt.judgement, attempt.candidate, learned)
        if trial is not None:
            return attempt, replace(told, seconds=judgement.seconds), trial
        judgement = replace(judgement, notes=tuple(dict.fromkeys((*judgement.notes, *told.notes))))
    return outcome.best, judgement, None


def reviewed(session: Session, module: Module, name: str) -> tuple[Remark, ...]:
    """What is wrong or odd with the contract; a tool that breaks is the judge's to report."""
    bench = Bench(session=session)
    try:
        return review(bench, Version.of(module), name, is_brief=True).remarks
    except ToolError:
        return ()


def keep(session: Session, module: Module, name: str, known: Known, gating: Gating) -> Compiled:
    """A task that has a body already passes the gates and is proved as it stands."""
    refused = gating.refusal(module, name)
    judgement = refused or session.judge(module, parse_program(module), name, known)
    ledger = Ledger.of("given", 0, Cost(cpu_seconds=judgement.seconds))
    body = body_of(module, name) if name in module.tasks else None
    if refused:
        return Compiled(judgement, body, ledger)
    judgement, trial = gating.as_it_stands(judgement)
    return Compiled(judgement, body, ledger, trial=trial)


def tested_as_it_stands(gating: Gating, module: Module, judgement: Judgement) -> Judgement:
    """The judgement of a body that is there and that nobody proved, after the gates were asked."""
    refused = gating.refusal(module, judgement.function)
    if refused is None:
        return gating.as_it_stands(judgement)[0]
    note = f"the policy accepts `tested`, and it is not: {refused.reason}"
    return replace(judgement, notes=(*judgement.notes, note))


def journal_of(
    session: Session,
    module: Module,
    name: str,
    choices: Choices,
    gating: Gating,
    held: ExitStack,
) -> Journal | None:
    """The task's journal, where there are any; it is closed with ``held``."""
    if choices.journals is None:
        return None
    chosen = choices.opened or opened_generator(choices.generator)
    digests = tuple(
        (option, digest(value.encode("utf-8", "surrogatepass")))
        for option, value in sorted(choices.options)
        if option not in LIMITS
    )
    is_free = isinstance(chosen, Recorded)
    owner = Owner(name, task_digest(module, name), chosen.name, digests, is_free)
    basis = gating.basis(module, name)
    limits = tuple(
        getattr(session.limits, each.name)
        for each in fields(session.limits)
        if each.name != "deadline"  # what is left now, and no choice
    )
    settings = (limits, session.seeds, [known.name for known in session.provers])
    basis += f"\n{__version__}\n{ENCODER_VERSION}\n{settings}"
    judging = digest(basis.encode("utf-8", "surrogatepass"))
    return held.enter_context(choices.journals.opened(owner, judging, choices.budget))


def finished(
    session: Session,
    module: Module,
    known: Known,
    made: Compiled,
    choices: Choices,
    gating: Gating,
    journal: Journal | None,
) -> Compiled:
    """What is proved or accepted as tested, with its lemma, of which the journal tells."""
    name = made.judgement.function
    if made.judgement.verdict is Verdict.PROVED:
        made = replace(
            made,
            lemma=sealed(session, module, known, made, choices, gating),
            evidence=rests_on(name, known.evidence),
            gates=gating.passed.get(name, ()),
        )
    elif made.trial is not None:
        made = sealed_tested(module, made, made.trial, choices)
    if journal is not None and made.lemma is not None:
        journal.sealed((made.lemma / MANIFEST).read_bytes())
    return made


def sealed(
    session: Session,
    module: Module,
    known: Known,
    made: Compiled,
    choices: Choices,
    gating: Gating,
) -> Path:
    """The folder of the lemma that a proved task becomes."""
    name = made.judgement.function
    choices.places.claim(choices.output / f"{name}.lemma", module)
    passed = gating.passed.get(name, ())
    return seal(module, name, known.evidence, made.ledger, choices.output, session.solvers, passed)


def sealed_tested(module: Module, made: Compiled, trial: Trial, choices: Choices) -> Compiled:
    """The compilation with the lemma that says it is only tested; a proof is never replaced."""
    name = made.judgement.function
    folder = choices.places.claim(choices.output / f"{name}.lemma", module)
    lemma = seal_tested(module, name, trial, made.ledger, choices.output)
    if lemma is not None:
        known = replace(trial.tested, lemma=str(lemma))
        judgement = replace(made.judgement, tested=known)
        return replace(made, lemma=lemma, judgement=judgement, gates=trial.gates)
    note = f"tested, and not sealed: {folder} is a proof, which stays (remove it, or choose -o DIR)"
    judgement = replace(made.judgement, tested=None, notes=(*made.judgement.notes, note))
    return replace(made, judgement=judgement, trial=None)


def opened_generator(name: str, options: Mapping[str, str] | None = None) -> Generator:
    """The generator of that name, or the automatic one.

    Raises:
        ChoiceError: nobody offers it, or it does not take the argument or an option.
    """
    return generator(AUTOMATIC if name == "auto" else name, options)


def proposer(
    chosen: Generator,
    module: Module,
    name: str,
    recorder: Recorder | None = None,
    watch: Watch = UNWATCHED,
    journal: Journal | None = None,
) -> Propose:
    """The chosen generator, as the function that the search calls; what it says is recorded."""
    payments: Payments = journal or Unwritten()

    def ask(turn: Turn, left: Budget) -> Proposal:
        request = replace(Request.of(module, name, turn), payments=payments, watch=watch)
        return chosen.propose(request, left)

    if journal is not None and isinstance(chosen, Resumable):
        chosen.resumed(Request(module, name, payments=journal), journal.proposals)
    propose = journal.proposing(ask) if journal else ask
    return recorder.recording(propose, module, name, chosen.name) if recorder else propose


def judge_of(session: Session, module: Module, name: str, known: Known, gating: Gating) -> Judge:
    """What is known of a candidate: put into the file, read, and given to gates, then provers.

    The functions that a candidate calls are proved first, where they have a body and contract.
    A body that cannot be read is a finding about the candidate. A contract that admits nothing
    is the user's to mend, and ends the search.
    """

    def judge(candidate: Candidate, left: Budget) -> Judgement:
        for known_fault in candidate.findings:
            if known_fault.severity == "error":
                return unfinished(name, candidate, known_fault)
        try:
            changed = placed(module, name, candidate).module
            brought, trial = helper_names(candidate.helpers), known.copy()
            refused = gating.refusal(changed, name)
            with session.within(deadline(left, lambda: session.cpu_seconds)):
                refused = refused or helpers_judged(session, changed, name, brought, trial, gating)
                judgement = refused or with_callees(session, changed, name, trial)
            if refused is None:
                gating.remember(name, judgement, candidate)
            is_proved = judgement.verdict is Verdict.PROVED
            known.absorb(trial, () if is_proved else resting_on(changed, (*brought, name), trial))
            return replace(judgement, findings=(*candidate.findings, *judgement.findings))
        except (VacuousError, PolicyError, DataError, FileError, ChoiceError):
            raise  # the user's to mend, and no fault of the candidate
        except InputError as error:
            place = error.place or Place(module.path)
            finding = Finding("syntax", str(error), place)
            return Judgement(name, Verdict.UNSUPPORTED, reason=str(error), findings=(finding,))

    return judge


def resting_on(module: Module, names: Collection[str], known: Known) -> frozenset[str]:
    """What is known of these functions and of those that run them: true of this text alone."""
    program = parse_program(module)
    return frozenset(
        proved
        for proved in known.evidence
        if any(below.name in names for below in reachable(program, proved))
    )


def ways_of(session: Session, module: Module, name: str, gating: Gating) -> Ways:
    """The choices of the search that the task decides: what runs it, and what quotes it."""

    def refute(candidate: Candidate, given: Input, left: Budget) -> Judgement | None:
        changed = placed(module, name, candidate).module
        refused = gating.refusal(changed, name)
        with session.within(deadline(left, lambda: session.cpu_seconds)):
            found = refused or session.refuted(changed, name, given)
        if found is None:
            return None
        return replace(found, findings=(*candidate.findings, *found.findings))

    def lines(candidate: Candidate) -> Sequence[str]:
        try:
            return split_lines(placed(module, name, candidate).module.source)
        except InputError:
            return ()

    return Ways(replay=replayer(module, name), refute=refute, lines=lines)


def with_callees(session: Session, module: Module, name: str, known: Known) -> Judgement:
    """The judgement of a function, after those that it calls and that are not proved yet."""
    program = parse_program(module)
    for current in callees_first(program, [name]):
        if current != name and current not in known.evidence and not is_open(program, current):
            session.judge(module, program, current, known)
    return session.judge(module, program, name, known)


def unfinished(name: str, candidate: Candidate, finding: Finding) -> Judgement:
    """A sketch that could not be completed is no code: nobody is asked about it."""
    reason, found = finding.message, candidate.findings
    return Judgement(name, Verdict.UNSUPPORTED, "sketch", reason=reason, findings=found)


def helpers_judged(
    session: Session,
    module: Module,
    name: str,
    brought: tuple[str, ...],
    known: Known,
    gating: Gating,
) -> Judgement | None:
    """Why the functions that a candidate for ``name`` brings cannot be used; None if they can.

    Each passes the gates and is proved like a task of the file. What refutes one refutes no body
    of the task, so the judgement is UNKNOWN, and a counterexample of it is told in words alone.
    """
    program = parse_program(module)
    for helper in callees_first(program, [*brought, name]):
        if helper not in brought:
            continue
        judgement = gating.refusal(module, helper)
        if judgement is None and (helper in program.unsupported or is_apart(program, helper)):
            judgement = _helper_judged(session, module, program, helper, known)
        if judgement is not None and judgement.verdict is not Verdict.PROVED:
            return _without_helper(module, name, helper, judgement)
    return None


def _helper_judged(
    session: Session, module: Module, program: Program, helper: str, known: Known
) -> Judgement:
    try:
        return session.judge(module, program, helper, known)
    except VacuousError as error:  # of a contract that the candidate brought: its fault
        return Judgement(helper, Verdict.UNSUPPORTED, reason=str(error))


def _without_helper(module: Module, name: str, helper: str, said: Judgement) -> Judgement:
    what = f"the helper `{helper}` is {said.verdict.value}"
    found = said.counterexample
    if found is not None:
        given = ", ".join(f"{known}={to_python(value)}" for known, value in found.arguments)
        what += f": `{found.violated}` does not hold on {given or 'no arguments'}"
    elif said.reason:
        what += f": {said.reason}"
    task = module.tasks.get(helper)
    finding = Finding("helper", what, Place(module.path, task.line if task else 0))
    verdict = Verdict.FAILED if said.verdict is Verdict.FAILED else Verdict.UNKNOWN
    return Judgement(name, verdict, said.method, reason=what, findings=(finding,))


def prover_of(session: Session) -> Prove:
    """The portfolio, as the proof gate asks it: callees first, and nothing is sealed."""

    def prove(submission: Submission) -> Judgement:
        name, module = submission.function, submission.module
        if module is None or name not in module.tasks:
            known = submission.problem or (module.unsupported.get(name) if module else None)
            reason = known.message if known else "no task can be read of it"
            return Judgement(name, Verdict.UNSUPPORTED, reason=reason)
        if not module.tasks[name].has_contract:
            return Judgement(name, Verdict.UNKNOWN, reason="it has no contract to be proved")
        return with_callees(session, module, name, Known())

    return prove


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
