"""One body of a client: put into the file, judged as `lemmata compile` judges, sealed if proved."""

import ast
import hashlib
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lemmata.assembly import Choices, Compiled, compile_module
from lemmata.cli.compile_command import attempt_json, details
from lemmata.cli.gate_command import finding_json
from lemmata.cli.output import SHAPE_VERSION, judgement_json
from lemmata.cli.review_command import remark_json
from lemmata.cli.shapes import AttemptShape, CompiledShape, JudgementShape
from lemmata.contracts.attempts import (
    Attempt,
    Budget,
    Exhausted,
    Proposal,
    Requirement,
    RequirementKind,
    Wanted,
)
from lemmata.contracts.codec import Json, from_json, to_json
from lemmata.contracts.errors import ChoiceError, InputError, Place, ToolError
from lemmata.contracts.placing import with_candidate
from lemmata.contracts.reading import reread
from lemmata.contracts.tasks import Module
from lemmata.contracts.verdicts import Candidate, Cost, Judgement, Verdict
from lemmata.generators import Request
from lemmata.generators.transcripts import task_digest
from lemmata.language.parsing import parse_program
from lemmata.proving import Session, Settings, is_open
from lemmata.search import body_digest, learned_inputs, measure, replayer
from lemmata.serving.sessions import Store
from lemmata.serving.shapes import RequirementShape, SessionShape, TriedShape
from lemmata.serving.telling import nearest, requirements, session_digest, task_named

GENERATOR = "agent"
"""Who proposed the body, in the ledger of the lemma."""
PROVED = Verdict.PROVED.value
WANTED = {PROVED: "nothing", Verdict.UNKNOWN.value: Wanted.PROOF_HELP.value}
"""What is asked for after a verdict; after any other it is another body."""
KINDS = {kind.value: kind for kind in RequirementKind}
MOST_ATTEMPTS = 500
"""Of one session; who has not found a body by then needs another contract."""


@dataclass(slots=True)
class OneBody:
    """A generator with one thing to say."""

    candidate: Candidate
    name: str = GENERATOR
    _is_told: bool = field(default=False, init=False)

    def propose(self, request: Request, budget: Budget) -> Proposal:
        """The body, once."""
        if self._is_told:
            return Exhausted("a client proposes one body at a time")
        self._is_told = True
        return self.candidate


@dataclass(frozen=True, slots=True)
class Submitting:
    """A submission for one task of a module; ``say`` hears what is being done."""

    store: Store
    module: Module
    name: str
    output: Path
    say: Callable[[str], None]

    def judged(self, candidate: Candidate, budget_seconds: float) -> Json:
        """The judgement as JSON. An attempt counts once it was judged, and not before.

        Raises:
            ChoiceError: no such task, one with a body of its own, or too many attempts.
            UnsupportedError: the task is outside the language.
            InputError: the contract, a policy or a lemma that it needs cannot be used.
        """
        self._need_open()
        self._need_statements(candidate.body)
        self.store.prepare()
        digest = session_digest(self.module, self.name)
        before = self.store.read(self.module.path, self.name, digest)
        module = self._with_neighbours(candidate)
        tried = _basis(module, self.name, candidate)
        known = next((one for one in before.attempts if one.digest == tried), None)
        if known is not None and _is_settled(known, candidate):
            return self._repeated(before, known)
        if len(before.attempts) >= MOST_ATTEMPTS:
            raise ChoiceError(
                f"{MOST_ATTEMPTS} bodies were judged, as many as a session holds",
                place=Place(self.module.path),
                remedy="change the contract, or remove the session's file to start anew",
            )
        self.say(f"judging a body for {self.name}")
        choices = self._choices(candidate, budget_seconds, before)
        made = self._compiled(module, choices)
        attempt = self._measured(made, before)
        return self._kept(attempt, made, digest, tried, choices.budget)

    def _need_open(self) -> None:
        task_named(self.module, self.name)
        program = parse_program(self.module)
        if self.name in program.unsupported:
            raise program.unsupported[self.name]
        if not is_open(program, self.name):
            raise ChoiceError(
                f"{self.name} has a body already",
                place=Place(self.module.path, self.module.tasks[self.name].line),
                remedy="prove it as it stands, or write ... in its place to have it compiled",
            )

    def _need_statements(self, body: str) -> None:
        """Refuse what agents hand in by habit, before it costs an attempt."""
        defined = [known.name for known in _statements(body) if isinstance(known, ast.FunctionDef)]
        problem = ""
        if body.lstrip().startswith("```"):
            problem = "it is a fenced block"
        elif self.name in defined:
            problem = f"it holds the def line of {self.name}"
        elif body.strip() == "...":
            problem = "it is no body, but the mark of one that is missing"
        elif body.encode(errors="replace").decode() != body:
            problem = "it holds half a surrogate pair, which no file can"
        if problem:
            remedy = "submit the statements of the body alone, not indented"
            raise ChoiceError(problem, remedy=remedy)

    def _choices(
        self, candidate: Candidate, budget_seconds: float, before: SessionShape
    ) -> Choices:
        spent = sum(known.judgement.seconds for known in before.attempts)
        return Choices(
            self.output,
            GENERATOR,
            attempts=1,
            budget_seconds=budget_seconds,
            opened=OneBody(candidate),
            earlier_attempts=len(before.attempts),
            earlier_cost=Cost(cpu_seconds=spent),
        )

    def _compiled(self, module: Module, choices: Choices) -> Compiled:
        """The pipeline, with a generator that says this one thing."""
        errors: list[InputError] = []
        with Session(Settings(choices.budget_seconds)) as session:
            every = compile_module(session, module, self.name, choices, errors.append, self._told)
            for made in every:
                if made.judgement.function == self.name:
                    return made
        raise errors[-1]

    def _told(self, attempt: Attempt) -> None:
        is_proved = attempt.judgement.verdict is Verdict.PROVED
        self.say("the body is proved; sealing it" if is_proved else "the body is not proved")

    def _with_neighbours(self, candidate: Candidate) -> Module:
        """The file with the bodies that were proved in sessions for what this body calls.

        They are judged again with it: what a session says is believed of nothing.
        """
        module, needed = self.module, _names(candidate)
        done: set[str] = {self.name}
        while found := [n for n in module.tasks if n in needed - done and module.tasks[n].is_open]:
            for name in found:
                done.add(name)
                digest = session_digest(self.module, name)
                proved = _proved(self.store.read(self.module.path, name, digest))
                if proved is not None:
                    before = candidate_of(proved.attempt.body, proved.attempt.helpers)
                    module = reread(module, with_candidate(module, name, before))
                    needed |= _names(before)
        return module

    def _measured(self, made: Compiled, session: SessionShape) -> Attempt:
        """The attempt, its distance counting the inputs that all attempts so far have shown.

        Raises:
            ToolError: a tool broke, so that nothing is known of the body.
        """
        if not made.attempts or made.attempts[-1].judgement.verdict is Verdict.FAILED:
            raise ToolError(
                made.judgement.reason or "the body was not judged",
                place=Place(self.module.path, self.module.tasks[self.name].line),
                remedy="no attempt is counted; look at `lemmata doctor` and submit it again",
            )
        attempt = made.attempts[-1]
        learned = tuple(map(self._requirement, requirements(session)))
        inputs = learned_inputs((*learned, *attempt.taught))
        replayed = replayer(self.module, self.name)(attempt.candidate, inputs)
        distance = measure(attempt.candidate, attempt.judgement, replayed)
        return replace(attempt, distance=distance)

    def _kept(
        self, attempt: Attempt, made: Compiled, digest: str, tried: str, budget: Budget
    ) -> Json:
        """What the attempt taught goes into the session; another client may have been there."""
        judgement = _told(made, attempt)
        is_proved = judgement.verdict is Verdict.PROVED
        lemma = str(made.lemma) if made.lemma and is_proved else None
        result = judgement_json(self.module.path, judgement, lemma)
        told = CompiledShape.model_validate(
            {**result, **details(self.module, made, budget), "history": []}
        )
        with self.store.opened(self.module.path, self.name, digest) as session:
            notes = list(session.notes)
            earlier = [one for one in session.attempts if one.digest == tried]
            others = [one for one in session.attempts if one.digest != tried]
            number = earlier[0].number if earlier else len(session.attempts) + 1
            known = _tried(attempt, number, nearest(session), tried, result)
            session.attempts = sorted((*others, known), key=lambda one: one.number)
            session.lemma = lemma or session.lemma
            if is_proved or not _is_sealed(session.result):
                session.result = told
        answer = self._answer(session, known, is_duplicate=False)
        return {
            **answer,
            "result": result,
            "findings": [finding_json(found) for found in judgement.findings],
            "review": [remark_json(remark) for remark in made.review],
            "notes": [*notes],
        }

    def _repeated(self, session: SessionShape, known: TriedShape) -> Json:
        """The judgement of a body that was judged before, from memory; it costs no attempt."""
        note = f"attempt {known.number} was this body: propose another one"
        return {
            **self._answer(session, known, is_duplicate=True),
            "result": known.judgement.model_dump(exclude_unset=True),
            "findings": [],
            "review": [],
            "notes": [note],
        }

    def _answer(
        self, session: SessionShape, known: TriedShape, *, is_duplicate: bool
    ) -> dict[str, Json]:
        best = nearest(session)
        return {
            "version": SHAPE_VERSION,
            "attempt": known.number,
            "duplicate": is_duplicate,
            "distance": dict(known.attempt.distance),
            "nearest": best.number if best else known.number,
            "wanted": WANTED.get(known.judgement.verdict, Wanted.BODY.value),
            "requirements": [one.model_dump() for one in requirements(session)],
        }

    def _requirement(self, shape: RequirementShape) -> Requirement:
        """A requirement of a session, its arguments read by the types of the task.

        Raises:
            DataError: an argument is no value of its parameter.
        """
        kinds = {known.name: known.type for known in self.module.tasks[self.name].parameters}
        read = tuple(
            (name, from_json(kinds[name], data, f"the session's argument {name}"))
            for name, data in shape.arguments.items()
            if name in kinds
        )
        kind = KINDS.get(shape.kind, RequirementKind.NOTE)
        return Requirement(kind, shape.text, read, shape.violated or "", shape.expected)


def _basis(module: Module, name: str, candidate: Candidate) -> str:
    """A digest of the body and of what it means in this file, with all that it calls."""
    try:
        meaning = task_digest(reread(module, with_candidate(module, name, candidate)), name)
    except InputError:  # the judge says so
        meaning = ""
    return hashlib.sha256(f"{body_digest(candidate)}\n{meaning}".encode()).hexdigest()


def _is_settled(known: TriedShape, candidate: Candidate) -> bool:
    """Whether judging again would say the same.

    Only a judge may say proved: a session's file is a memory that anybody can write. Who knows
    nothing may know more with another budget, and what cannot be read may be written otherwise.
    """
    said, before = known.judgement.verdict, known.attempt
    is_same_text = (before.body, tuple(before.helpers)) == (candidate.body, candidate.helpers)
    is_unread = said == Verdict.UNSUPPORTED.value
    return said == Verdict.REFUTED.value or (is_unread and is_same_text)


def _is_sealed(result: CompiledShape | None) -> bool:
    """Whether an earlier result is a proof whose lemma is there."""
    is_proof = result is not None and result.verdict == PROVED
    return is_proof and result is not None and Path(result.certificate or "none").is_dir()


def _told(made: Compiled, attempt: Attempt) -> Judgement:
    """The judge's word, with what the pipeline made of it: a proof, or a body that is tested."""
    if made.judgement.verdict is Verdict.PROVED:
        return made.judgement
    notes = tuple(dict.fromkeys((*attempt.judgement.notes, *made.judgement.notes)))
    return replace(attempt.judgement, tested=made.judgement.tested, notes=notes)


def _proved(session: SessionShape) -> TriedShape | None:
    proved = [one for one in session.attempts if one.judgement.verdict == PROVED]
    return proved[-1] if proved else None


def _tried(
    attempt: Attempt, number: int, best: TriedShape | None, digest: str, result: dict[str, Json]
) -> TriedShape:
    """An attempt as a session keeps it; its base is the one that was the nearest then."""
    based = replace(attempt, number=number, base=best.number if best else 0)
    return TriedShape(
        number=number,
        digest=digest,
        attempt=AttemptShape.model_validate(attempt_json(based)),
        judgement=JudgementShape.model_validate(result),
        requirements=[_shape(known) for known in attempt.taught],
    )


def _shape(requirement: Requirement) -> RequirementShape:
    return RequirementShape(
        kind=requirement.kind.value,
        text=requirement.text,
        arguments={name: to_json(value) for name, value in requirement.arguments},
        violated=requirement.violated or None,
        expected=requirement.expected,
        line=requirement.line or None,
        quote=requirement.quote or None,
        state={name: to_json(value) for name, value in requirement.state},
        rule=requirement.rule or None,
        near_miss=requirement.near_miss or None,
    )


def candidate_of(body: str, helpers: Sequence[str]) -> Candidate:
    """What a client handed in."""
    return Candidate(body, GENERATOR, helpers=tuple(helpers))


def _names(candidate: Candidate) -> frozenset[str]:
    """The names that a body and its helpers mention; none where they are not Python."""
    texts = (candidate.body, *candidate.helpers)
    statements = [statement for text in texts for statement in _statements(text)]
    nodes = [node for statement in statements for node in ast.walk(statement)]
    return frozenset(node.id for node in nodes if isinstance(node, ast.Name))


def _statements(body: str) -> list[ast.stmt]:
    """The body as Python, indented under a ``def`` so that ``return`` may stand in it."""
    try:
        (function,) = ast.parse("def body():\n" + textwrap.indent(body, "    ")).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return function.body if isinstance(function, ast.FunctionDef) else []
