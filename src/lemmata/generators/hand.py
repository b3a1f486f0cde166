"""The generator ``hand``: a person. ``hand:FILE`` reads a body; ``hand`` opens ``$EDITOR``.

With an editor the task and what was found stand above the body as lines that begin with ``#:``.
Each save is judged; the editor comes back with the findings until the body is proved, the budget
ends, or the person leaves without a change.
"""

import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lemmata.contracts.attempts import Budget, Exhausted, Proposal, Wanted
from lemmata.contracts.errors import ChoiceError
from lemmata.contracts.syntax import split_lines
from lemmata.contracts.verdicts import Candidate
from lemmata.generators.files import read_text
from lemmata.generators.protocol import Generator, Request
from lemmata.generators.registry import refuse_options

LARGEST = 1 << 20
"""Bytes of the largest body that is read."""
ABOVE = "#:"
"""Begins the lines that are ours and no part of the body."""
STDERR = 2


@dataclass(frozen=True, slots=True)
class BodyFile:
    """Proposes the statements that a file holds."""

    name: str
    path: Path

    def propose(self, request: Request, budget: Budget) -> Proposal:
        """The file's body, unless it was judged already.

        Raises:
            FileError: the file cannot be read.
        """
        if budget.is_spent:
            return Exhausted("the budget is spent")
        body = read_text(self.path, LARGEST)
        if any(attempt.candidate.body == body for attempt in request.attempts):
            return Exhausted(f"{self.path} was judged; change it and compile again")
        return Candidate(body, self.name)


@dataclass(frozen=True, slots=True)
class Editor:
    """Proposes what a person saves; ``edit`` opens a file and returns the editor's exit code."""

    name: str
    edit: Callable[[Path], int]

    def propose(self, request: Request, budget: Budget) -> Proposal:
        """The body as it was saved; leaving it as it was gives up."""
        if budget.is_spent:
            return Exhausted("the budget is spent")
        last = request.attempts[-1].candidate.body if request.attempts else "...\n"
        with tempfile.TemporaryDirectory(prefix="lemmata-") as folder:
            path = Path(folder) / f"{request.task}.py"
            path.write_text(f"{above(request)}\n{last}", encoding="utf-8")
            code = self.edit(path)
            body = without_above(read_text(path, LARGEST))
        if code:
            return Exhausted(f"the editor ended with code {code}")
        if body.strip() == last.strip():
            return Exhausted("the editor was left without a change")
        return Candidate(body, self.name)


def above(request: Request) -> str:
    """The task, and what earlier attempts taught, as lines that are no part of the body."""
    task = request.module.tasks[request.task]
    node, lines = task.node, split_lines(request.module.source)
    first = min([node.lineno, *(known.lineno for known in node.decorator_list)])
    shown = [line.rstrip() for line in lines[first - 1 : node.end_lineno]]
    said = [
        "Write the body below these lines, not indented; save it and leave the editor.",
        "Leave it as it is to give up.",
        "",
        *shown,
    ]
    if request.wanted is Wanted.PROOF_HELP:
        said += ["", "The body is neither refuted nor proved: keep it, and help its proof."]
    if request.requirements:
        said += ["", "What was found:"]
    for requirement in request.requirements:
        where = f"line {requirement.line}: " if requirement.line else ""
        said += f"- {where}{requirement.text}".splitlines()
    return "".join(f"{ABOVE} {line}".rstrip() + "\n" for line in said)


def without_above(text: str) -> str:
    """The body of a saved file: what is left without our lines."""
    kept = [line for line in split_lines(text) if not line.startswith(ABOVE)]
    body = "".join(kept).strip("\r\n")
    return f"{body}\n" if body else ""


def editor_command() -> tuple[str, ...]:
    """The words of ``$VISUAL``, or of ``$EDITOR``.

    Raises:
        ChoiceError: neither is set, or it is no command line. None is guessed: where nobody sits
            at a terminal, an editor would wait for ever.
    """
    text = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        words = tuple(shlex.split(text))
    except ValueError as fault:
        raise ChoiceError(f"$EDITOR is {text!r}: {fault}", remedy="name a command") from fault
    if not words:
        raise ChoiceError(
            "no editor is named", remedy="set EDITOR, or give a body's file: hand:FILE"
        )
    return words


def edit_with(command: tuple[str, ...]) -> Callable[[Path], int]:
    """Opens a file in an editor and waits for its end.

    The editor writes to stderr, as stdout is for results. Raises ChoiceError where the command
    cannot be started.
    """

    def edit(path: Path) -> int:
        try:
            return subprocess.run([*command, path], stdout=STDERR, check=False).returncode
        except OSError as fault:
            raise ChoiceError(
                f"the editor {command[0]!r} cannot be started: {fault.strerror or fault}",
                remedy="set EDITOR to a command that is installed",
            ) from fault

    return edit


@dataclass(frozen=True, slots=True)
class HandFamily:
    """A file's body, or an editor's."""

    name: str = "hand"

    def configured(self, argument: str, options: Mapping[str, str]) -> Generator:
        """The generator that reads the file behind the colon, or opens the editor.

        Raises:
            ChoiceError: no editor is named, or an option is given.
        """
        refuse_options(self.name, options)
        if argument:
            return BodyFile(f"{self.name}:{argument}", Path(argument))
        return Editor(self.name, edit_with(editor_command()))


FAMILY = HandFamily()

__all__ = ["FAMILY", "BodyFile", "Editor", "HandFamily"]
