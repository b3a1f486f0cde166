"""From a sketch to a body: holes are filled, invariants that do not hold are left out, all is said.

What cannot be filled stays a hole, and the finding says which: no prover is asked about it, and
nothing with a hole is ever sealed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lemmata.contracts.attempts import Requirement, RequirementKind
from lemmata.contracts.errors import InputError, Place, UnsupportedError
from lemmata.contracts.placing import with_candidate
from lemmata.contracts.reading import reread
from lemmata.contracts.syntax import split_lines
from lemmata.contracts.tasks import Module
from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Candidate, Finding
from lemmata.generators.recalling import Standing, standing
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Program
from lemmata.obligations.solvers import Solvers
from lemmata.provers.constants import constants_of
from lemmata.provers.protocol import Question
from lemmata.sandbox import Sandbox
from lemmata.sketching.filling import Filler, Unfilled, invariants_of
from lemmata.sketching.pruning import Dropped, pruned, without_invariants
from lemmata.sketching.reading import MOST_HOLES, Spot, filled_text, holes_of, typings
from lemmata.sketching.terms import Words, words_of

REMEDY = "write the expression, or give the hole less to do: one more statement before it"


@dataclass(frozen=True, slots=True)
class Completed:
    """A sketch after completion. ``findings`` are errors where a hole is left, else warnings."""

    body: str
    findings: tuple[Finding, ...] = ()
    filled: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether no hole is left."""
        return all(known.severity != "error" for known in self.findings)


@dataclass(frozen=True, slots=True)
class Draft:
    """A sketch to be completed: of a task, with what was learned, and who is to be avoided.

    ``judged`` are bodies that need not be found again.
    """

    module: Module
    name: str
    candidate: Candidate
    requirements: tuple[Requirement, ...] = ()
    judged: frozenset[str] = frozenset()

    @property
    def body(self) -> str:
        """The sketch's text."""
        return self.candidate.body


def completed(draft: Draft, is_late: Callable[[], bool]) -> Completed:
    """The draft with its holes filled and only the invariants that hold.

    Raises:
        ToolError: a solver is missing or broke.
    """
    spots = holes_of(draft.module, draft.body)
    body, filled = draft.body, tuple[str, ...]()
    if spots:
        found = _filled(draft, spots, is_late)
        if isinstance(found, Completed):
            return found
        body, filled = found
    dropped = _dropped(draft, body, is_late)
    findings = tuple(_of_invariant(draft, known) for known in dropped)
    return Completed(without_invariants(draft.module, body, dropped), findings, filled)


def _filled(
    draft: Draft, spots: Sequence[Spot], is_late: Callable[[], bool]
) -> tuple[str, tuple[str, ...]] | Completed:
    refused = next((spot for spot in spots if spot.refused), None)
    if refused is not None:
        at = spots.index(refused)
        return _left(draft, spots, at, refused.refused)
    if len(spots) > MOST_HOLES:
        return _left(draft, spots, MOST_HOLES, f"a sketch has at most {MOST_HOLES} holes")
    try:
        around = _around(draft)
        program = parse_program(around)
        ways = list(typings(around, draft.name, draft.body, spots))
        words = _words(draft, program)
    except (InputError, UnsupportedError) as error:
        return _left(draft, spots, 0, f"the sketch cannot be read: {error}")
    if not ways or draft.name not in program.functions:
        return _left(draft, spots, 0, "it stands where nothing is ever run")
    last: Unfilled | None = None
    function, known = program.functions[draft.name], _inputs(draft.requirements)
    for way in ways:
        filler = Filler(program, function, way, words, known, is_late)
        for said in filler.fillings():
            if isinstance(said, Unfilled):
                last = said if last is None or said.deepest >= last.deepest else last
                continue
            body = filled_text(draft.body, spots, said)
            if body not in draft.judged and _is_readable(draft, body):
                return body, said
    assert last is not None
    return _left(draft, spots, min(last.deepest, len(spots) - 1), _why(last))


def _around(draft: Draft) -> Module:
    """The file with what the candidate brings, the task open."""
    bare = Candidate("...", "", helpers=draft.candidate.helpers)
    return reread(draft.module, with_candidate(draft.module, draft.name, bare))


def _why(last: Unfilled) -> str:
    ended = "time is over" if last.is_late else "no expression over what it sees fits"
    where = f"; the last one fails on {last.wrong_on}" if last.wrong_on else ""
    return f"{ended}, after {last.tries} tries up to size {last.size}{where}"


def _words(draft: Draft, program: Program) -> Words:
    task = draft.module.tasks[draft.name]
    clauses = [clause.text for clause in (*task.requires, *task.ensures)]
    texts = [*clauses, draft.body, *draft.candidate.helpers]
    return words_of(constants_of(program, draft.name), texts)


def _inputs(requirements: tuple[Requirement, ...]) -> tuple[tuple[Value, ...], ...]:
    return tuple(
        tuple(value for _, value in known.arguments)
        for known in requirements
        if known.kind is RequirementKind.EXAMPLE
    )


def _is_readable(draft: Draft, body: str) -> bool:
    """Whether the text means what was tried: it is in the language, with all its names."""
    candidate = Candidate(body, "", helpers=draft.candidate.helpers)
    found = standing(draft.module, draft.name, candidate, ())
    return found is not Standing.OUTSIDE


def _left(draft: Draft, spots: Sequence[Spot], at: int, why: str) -> Completed:
    spot = spots[at]
    message = f"hole {at + 1} of {len(spots)} (`{spot.about}`) is not filled: {why}"
    place = Place(draft.module.path, _line(draft, spot.line))
    return Completed(draft.body, (Finding("hole", message, place, requirement=REMEDY),))


def _line(draft: Draft, line: int) -> int:
    """The line of the file in which a line of the body will stand."""
    try:
        placed = reread(draft.module, with_candidate(draft.module, draft.name, draft.candidate))
    except InputError:
        return 0
    end = placed.tasks[draft.name].node.end_lineno or 0
    return end - len(split_lines(draft.body.rstrip("\n"))) + line


def _dropped(draft: Draft, body: str, is_late: Callable[[], bool]) -> tuple[Dropped, ...]:
    """The invariants that go; none where the body is outside the language."""
    candidate = Candidate(body, "", helpers=draft.candidate.helpers)
    try:
        placed = reread(draft.module, with_candidate(draft.module, draft.name, candidate))
        program = parse_program(placed)
        function = program.functions.get(draft.name)
        if function is None or not invariants_of(function.body or ()):
            return ()
        with Solvers() as solvers, Sandbox(placed, program) as sandbox:
            return pruned(Question(placed, program, draft.name, sandbox, solvers), is_late)
    except (InputError, UnsupportedError):
        return ()


def _of_invariant(draft: Draft, known: Dropped) -> Finding:
    message = f"the invariant `{known.text}` of loop {known.loop} was left out: {known.why}"
    place = Place(draft.module.path, known.line)
    return Finding("invariant", message, place, "warning")
