"""What a body does on the inputs of the execution gate, written down so that it can be repeated.

Golden rows are left out: their inputs may be nobody's to pass on, and the golden set says them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lemmata.contracts.tasks import Task
from lemmata.contracts.types import Type
from lemmata.contracts.values import to_python
from lemmata.evidence.tested import run_line
from lemmata.gates.calling import OTHER, USUAL, Call, Caller, call_of_texts
from lemmata.gates.decoding import MisfitError, decoded
from lemmata.gates.execution_gate import MOST_REPEATED, calls_of, findings_of
from lemmata.gates.protocol import Submission, Tools
from lemmata.sandbox import Did, Gave, Scripts, Surroundings, Threw


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The inputs with what came out, as ``runs.jsonl`` has them, and what they ran behind.

    ``stopped`` says why there is nothing to write down; it is empty where there is.
    """

    lines: tuple[str, ...] = ()
    examples: int = 0
    generated: int = 0
    repeated: int = 0
    surroundings: tuple[str, ...] = ()
    interpreter: str = ""
    walls: str = ""
    stopped: str = ""

    @property
    def text(self) -> bytes:
        """The content of ``runs.jsonl``."""
        return "".join(self.lines).encode()


def rehearse(submission: Submission, tools: Tools) -> Rehearsal:
    """Run the function on its examples and drawn inputs; the same each time for the same text.

    Raises:
        SandboxError: the sandbox broke, or a wall of it is missing.
    """
    task = submission.task
    if task is None:
        return Rehearsal(stopped="its types are outside the language, so no input can be drawn")
    apart = replace(submission, golden=())
    scripts = tools.scripts(submission.policy)
    caller = Caller(apart, scripts)
    calls = calls_of(apart, caller)
    if not any(call.origin == "generated" for call in calls):
        return Rehearsal(stopped="no generated input ran: none was drawn, or none is admitted")
    return _rehearsed(task, apart, scripts, calls, caller.run(calls))


def repeat(submission: Submission, tools: Tools, runs: Sequence[Mapping[str, Any]]) -> Rehearsal:
    """Run the function on inputs that were written down, and judge what it does on them.

    Raises:
        SandboxError: as `rehearse`.
    """
    task = submission.task
    if task is None:
        return Rehearsal(stopped="its types are outside the language")
    scripts = tools.scripts(submission.policy)
    caller = Caller(submission, scripts)
    calls = [replace(call_of_texts(known["arguments"]), origin=known["origin"]) for known in runs]
    if not all(len(call.texts) == len(task.parameters) for call in calls):
        return Rehearsal(stopped="an input has more or fewer arguments than the function")
    if not all(caller.admitted(task.requires, calls)):
        return Rehearsal(stopped="an input is outside the precondition")
    did = caller.run(calls)
    found = findings_of(submission, caller, calls, did)
    if found:
        return Rehearsal(stopped=found[0].message)
    return _rehearsed(task, submission, scripts, calls, did)


def _rehearsed(
    task: Task,
    submission: Submission,
    scripts: Scripts,
    calls: Sequence[Call],
    did: Sequence[Did],
) -> Rehearsal:
    if len(did) < len(calls):
        return Rehearsal(stopped="a call had to be stopped")
    try:
        lines = tuple(_lines(task.returns, calls, did))
    except MisfitError as error:
        return Rehearsal(stopped=str(error))
    counts = [call.origin for call in calls]
    is_repeated = submission.policy.execution.deterministic
    return Rehearsal(
        lines,
        counts.count("example"),
        counts.count("generated"),
        min(len(calls), MOST_REPEATED) if is_repeated else 0,
        (_said(USUAL), *([_said(OTHER)] if is_repeated else [])),
        scripts.interpreter,
        scripts.walls.value,
    )


def _lines(returns: Type, calls: Sequence[Call], did: Sequence[Did]) -> Iterator[str]:
    for call, one in zip(calls, did, strict=True):
        match one:
            case Gave(value=value):
                outcome = {"gives": to_python(decoded(returns, value))}
            case Threw(error=error):
                outcome = {"raises": error}
            case _:
                raise MisfitError(f"{call.tuple_text:.120} reaches {one.limit}")
        yield run_line(call.origin, call.texts, outcome)


def _said(known: Surroundings) -> str:
    return f"hash seed {known.hash_seed}, locale {known.locale}, time zone {known.time_zone}"
