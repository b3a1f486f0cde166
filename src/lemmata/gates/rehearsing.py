"""What a body does on the inputs of the execution gate, written down so that it can be repeated.

Golden rows are left out: their inputs may be nobody's to pass on, and the golden set says them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lemmata.contracts.types import Type
from lemmata.contracts.values import to_python
from lemmata.evidence.tested import run_line
from lemmata.gates.calling import OTHER, USUAL, Call, Caller
from lemmata.gates.decoding import MisfitError, decoded
from lemmata.gates.execution_gate import MOST_REPEATED, calls_of
from lemmata.gates.protocol import Submission, Tools
from lemmata.sandbox import Did, Gave, Surroundings, Threw


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
    did = caller.run(calls)
    counts = [call.origin for call in calls]
    if "generated" not in counts:
        return Rehearsal(stopped="no generated input ran: none was drawn, or none is admitted")
    if len(did) < len(calls):
        return Rehearsal(stopped="a call had to be stopped")
    try:
        lines = tuple(_lines(task.returns, calls, did))
    except MisfitError as error:
        return Rehearsal(stopped=str(error))
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


def _lines(returns: Type, calls: list[Call], did: tuple[Did, ...]) -> Iterator[str]:
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
