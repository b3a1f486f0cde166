"""What second opinions share: tools of others, as processes, asked only where they are named.

Whatever they confirm is a note and never a proof. An input that they show counts only after it
replayed in CPython. They run on CPU time or wall time, so an undecided one may differ next time.
"""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

from lemmata.contracts.errors import ToolError
from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Verdict
from lemmata.provers.limits import Limits
from lemmata.provers.protocol import Answer, Question
from lemmata.provers.replaying import call_text, refutation

EXTRA = "second-opinions"


@runtime_checkable
class NeedsTool(Protocol):
    """A prover that speaks to a tool which may not be there."""

    def require(self) -> None:
        """Nothing, where the tool is there.

        Raises:
            ToolError: it is not; the remedy says how to get it.
        """


class Ran(NamedTuple):
    """How a process ended; no status where its time was over."""

    status: int | None
    output: str


def run_tool(
    command: Sequence[str],
    folder: Path,
    seconds: float,
    environment: Mapping[str, str] | None = None,
) -> Ran:
    """Run the tool in the folder with an almost empty environment, both streams together.

    Raises:
        ToolError: it could not be started.
    """
    inherited = {name: os.environ[name] for name in ("JAVA_HOME", "HOME") if name in os.environ}
    fixed = {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", os.defpath)}
    try:
        done = subprocess.run(
            list(command),
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**inherited, **fixed, **(environment or {})},
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        return Ran(None, "")
    except OSError as error:
        raise ToolError(f"{command[0]} could not be started: {error}") from error
    return Ran(done.returncode, done.stdout.decode(errors="replace"))


def confirmation(prover: str, how: str) -> Answer:
    """Unknown, with the note that the tool found nothing wrong."""
    said = f"{prover} {how}: a second opinion, not a proof"
    return Answer(prover, Verdict.UNKNOWN, said, notes=(said,))


def doubt(prover: str, why: str, *, applies: bool = True) -> Answer:
    """Unknown, because the tool says so or could not say."""
    said = f"{prover}: {why}"
    return Answer(prover, Verdict.UNKNOWN, said, applies=applies, notes=(said,))


def replayed(
    prover: str, question: Question, arguments: tuple[Value, ...], limits: Limits
) -> Answer:
    """The refutation by the input that the tool shows; a doubt where CPython disagrees."""
    if question.sandbox.replay(question.name, arguments) is None:
        call = call_text(question, arguments)
        return doubt(prover, f"it shows {call}, which breaks nothing in CPython")
    return refutation(prover, question, arguments, limits)
