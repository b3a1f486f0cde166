"""Proving what is there: one session of warm solvers over any number of task files."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from lemmata.contracts.clocks import Deadline
from lemmata.contracts.closing import Closing
from lemmata.contracts.errors import ChoiceError, InputError, Place, SandboxError, SpentError
from lemmata.contracts.tasks import Module, Origin
from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Assurance, Finding, Judgement, Seeded, Verdict
from lemmata.evidence import Evidence
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Program
from lemmata.obligations.solvers import Limits, Solvers
from lemmata.provers import Question, callees_first, chosen, limits_for, prove
from lemmata.provers.clock import cpu_with
from lemmata.sandbox import Child, Sandbox

if TYPE_CHECKING:
    from lemmata.provers.remembering import Remembering


@dataclass(frozen=True, slots=True)
class Settings:
    """How much may be spent on each function (CPU seconds), and which provers are asked.

    Without names, all built-in provers are. The seconds stand for counts and solver units, so
    that a verdict does not depend on how busy the machine is. ``cache`` is a folder of solver
    answers; what is proved with it cannot be sealed. Above one, ``seeds`` is how often each
    function is judged, with other dice in the solvers.
    """

    budget_seconds: float = 5.0
    provers: tuple[str, ...] = ()
    cache: Path | None = None
    seeds: int = 1


@dataclass(slots=True)
class Known:
    """What is proved of a file so far; grows as its functions are judged, callees first."""

    evidence: dict[str, Evidence] = field(default_factory=dict)
    assurances: dict[str, Assurance] = field(default_factory=dict)

    def copy(self) -> "Known":
        """The same knowledge, which may grow apart."""
        return Known(dict(self.evidence), dict(self.assurances))

    def absorb(self, other: "Known", without: Collection[str] = ()) -> None:
        """What the other knows of functions beside these."""
        for name, evidence in other.evidence.items():
            if name not in without:
                self.evidence[name] = evidence
                self.assurances[name] = other.assurances[name]

    def learn(self, judgement: Judgement, evidence: Evidence | None) -> None:
        """Remember a proof; anything else teaches callers nothing, and takes an older one back."""
        self.evidence.pop(judgement.function, None)
        self.assurances.pop(judgement.function, None)
        if judgement.verdict is Verdict.PROVED and judgement.assurance and evidence:
            self.evidence[judgement.function] = evidence
            self.assurances[judgement.function] = judgement.assurance


class Session(Closing):
    """Provers, limits, warm solvers and a warm sandbox, for one run of a command."""

    def __init__(self, settings: Settings | None = None) -> None:
        settings = settings or Settings()
        self.limits = limits_for(settings.budget_seconds)
        self.seeds = settings.seeds
        self.provers = chosen(settings.provers)
        self._kept = _remembering(self.limits.solver, settings.cache) if settings.cache else None
        self.solvers = self._kept or Solvers(self.limits.solver)
        self._child = Child()

    def close(self) -> None:
        """End the solvers and the sandbox."""
        self.solvers.close()
        self._child.close()

    @property
    def cpu_seconds(self) -> float:
        """CPU seconds of this process, its ended children, the warm solvers and the sandbox."""
        return cpu_with(self.solvers, self._child.cpu_seconds)

    @contextmanager
    def within(self, deadline: Deadline) -> Iterator[None]:
        """What is judged here ends at the deadline: undecided, if it was not decided before."""
        limits, before = self.limits, self.solvers.deadline
        self.limits = replace(limits, deadline=deadline)
        self.solvers.deadline = self._child.deadline = deadline
        try:
            yield
        finally:
            self.limits = limits
            self.solvers.deadline = self._child.deadline = before

    def judge(self, module: Module, program: Program, name: str, known: Known) -> Judgement:
        """The judgement of one function; a proof is added to ``known``.

        Raises:
            InputError: the body is open, or the contract admits nothing or contradicts itself.
        """
        proved = {**sealed_assurances(module, program), **known.assurances}
        with Sandbox(module, program, child=self._child) as sandbox:
            question = Question(module, program, name, sandbox, self.solvers)
            before, late = self._kept.hits if self._kept else 0, self.solvers.late
            judgement, evidence = prove(question, self.provers, self.limits, proved)
            judgement = _with_clock(judgement, self.solvers.late - late)
            judgement = self._seeded(question, judgement, proved)
        judgement = _with_inherited(judgement, module, program, evidence)
        assumed = evidence.assumed if evidence else ()
        is_kept = any(known.evidence[name].cached for name in assumed if name in known.evidence)
        if is_kept or (self._kept and self._kept.hits > before):
            judgement = replace(judgement, cached=True)
            evidence = replace(evidence, cached=True) if evidence else None
        known.learn(judgement, evidence)
        return judgement

    def refuted(
        self, module: Module, name: str, given: tuple[tuple[str, Value], ...]
    ) -> Judgement | None:
        """That this one input refutes the function, by CPython; None where it does not.

        It is one that is known to be bad for another body: no prover is asked.
        """
        program = parse_program(module)
        if name not in program.functions:
            return None
        with Sandbox(module, program, child=self._child) as sandbox:
            try:
                found = sandbox.replay(name, [value for _, value in given])
            except (SandboxError, SpentError):
                return None
        if found is None:
            return None
        place = Place(module.path, found.line)
        finding = Finding("learned", found.violated, place, counterexample=found)
        return Judgement(
            name,
            Verdict.REFUTED,
            "learned",
            counterexample=found,
            findings=(finding,),
        )

    def _seeded(
        self, question: Question, judgement: Judgement, proved: Mapping[str, Assurance]
    ) -> Judgement:
        """The judgement with what the other seeds say of it; they may not say the opposite."""
        seeded = []
        for seed in range(1, self.seeds):
            limits = replace(self.limits, solver=replace(self.limits.solver, seed=seed))
            again, _ = prove(question, self.provers, limits, proved)
            seeded.append(Seeded(seed, again.verdict, again.assurance, again.reason))
        said = {judgement.verdict, *(again.verdict for again in seeded)}
        if {Verdict.PROVED, Verdict.REFUTED} <= said:
            reason = "one seed says proved and another refuted; please report this"
            judgement = Judgement(question.name, Verdict.FAILED, "seeds", reason=reason)
        return replace(judgement, seeded=tuple(seeded))

    @property
    def notes(self) -> tuple[str, ...]:
        """What kept the cache from being used."""
        return tuple(self._kept.memory.notes) if self._kept else ()


def sealed_assurances(module: Module, program: Program) -> dict[str, Assurance]:
    """What the sealed contracts that a file may use are worth, by the names that it gives them."""
    proved = module.links.proved()
    return {name: proved[o] for name, o in program.origins.items() if o in proved}


def _with_inherited(
    judgement: Judgement, module: Module, program: Program, evidence: Evidence | None
) -> Judgement:
    """A proof takes for granted what the lemmas that it uses do."""
    if judgement.verdict is not Verdict.PROVED or evidence is None:
        return judgement
    used = {program.origins[name] for name in evidence.assumed if name in program.origins}
    below = [known for lemma in module.links.lemmas for known in lemma.chain()]
    inherited = [
        said
        for lemma in below
        if used & {Origin(lemma.module, name) for name in lemma.proved}
        for said in lemma.assumptions
    ]
    together = tuple(dict.fromkeys((*judgement.assumptions, *inherited)))
    return replace(judgement, assumptions=together)


def _with_clock(judgement: Judgement, late: int) -> Judgement:
    """The judgement, saying that the clock and not a count of steps ended some questions."""
    if not late or any("the clock" in note for note in judgement.notes):
        return judgement
    note = f"the clock ended {late} answers of solvers on the way: a less busy machine may say more"
    return replace(judgement, notes=(*judgement.notes, note))


def _remembering(limits: Limits, folder: Path) -> "Remembering":
    room = import_module("lemmata.provers.remembering")
    return cast("Remembering", room.Remembering(limits, room.Memory(folder)))


class Places:
    """The folders that one run writes to: two functions of one name may not share one."""

    def __init__(self) -> None:
        self._owners: dict[Path, str] = {}

    def claim(self, folder: Path, module: Module) -> Path:
        """The folder, for a function of this module.

        Raises:
            ChoiceError: a function of another file has it.
        """
        owner = self._owners.setdefault(folder, module.path)
        if owner != module.path:
            raise ChoiceError(
                f"{folder} already holds the function of that name of {owner}",
                place=Place(module.path),
                remedy="give each file a folder of its own, or rename one function",
            )
        return folder


def prove_module(
    session: Session,
    module: Module,
    name: str | None,
    on_error: Callable[[InputError], None],
    only: Collection[str] | None = None,
) -> Iterator[tuple[Judgement, Known]]:
    """Judge every task of the file, or the one named, after the tasks that it calls.

    ``only`` leaves out the tasks that it does not name.

    A function whose contract cannot be used goes to ``on_error`` and loses no other function.

    Raises:
        ChoiceError: the file has no such function.
    """
    program = parse_program(module)
    wanted = tasks_of(module, program, name)
    if only is not None:
        wanted = tuple(task for task in wanted if task in only)
    known = Known()
    for current in callees_first(program, wanted):
        if is_open(program, current) and current not in wanted:
            continue
        try:
            judgement = session.judge(module, program, current, known)
        except InputError as error:
            on_error(error)
            continue
        if current in wanted:
            yield judgement, known


def tasks_of(module: Module, program: Program, name: str | None) -> tuple[str, ...]:
    """The functions with a contract, in the file's order; or the one named.

    Raises:
        ChoiceError: the file has no such function, or it has no contract.
    """
    tasks = [known for known, task in module.tasks.items() if task.has_contract]
    tasks += [known for known in module.unsupported if known not in module.tasks]
    if name is None:
        return tuple(tasks)
    if name in tasks:
        return (name,)
    known_helper = name in module.tasks
    raise ChoiceError(
        f"{name} has no contract" if known_helper else f"no function {name!r}",
        place=Place(module.path, module.tasks[name].line if known_helper else 0),
        remedy=f"the tasks here are {', '.join(tasks)}",
    )


def is_open(program: Program, name: str) -> bool:
    """Whether the function is within the language and still to be compiled."""
    function = program.functions.get(name)
    return function is not None and function.body is None
