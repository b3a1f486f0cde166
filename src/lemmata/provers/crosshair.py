"""A second opinion by CrossHair: the one file that starts it.

It is the ``crosshair`` of the environment that ``$LEMMATA_CROSSHAIR`` names, else the one beside
the running Python, else the first on PATH. It imports a copy of the task file in a process of
its own, outside the sandbox, and watches for side effects itself.
"""

import ast
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lemmata.contracts.errors import LemmataError, ToolError
from lemmata.contracts.values import Value
from lemmata.language.parsing import parse_value
from lemmata.provers.limits import Limits
from lemmata.provers.opinions import EXTRA, confirmation, doubt, replayed, run_tool
from lemmata.provers.protocol import Answer, Question

ENVIRONMENT = "LEMMATA_CROSSHAIR"
_WALL_PER_BUDGET = 6
"""The wall limit of one obligation is this many budgets; CrossHair counts in budgets."""
_SUBJECT = "lemmata_subject"
_LINE = re.compile(r"^.*?:\d+: (error|info|warning): (.*)$", re.MULTILINE)
_CALL = "when calling "
_LOOP_WORDS = """\
def invariant(holds):
    assert holds


def decreases(*measure):
    pass


def hole():
    raise RuntimeError("a hole")
"""
"""Stands for Lemmata in the tool's environment, where it need not be installed."""


@dataclass(frozen=True, slots=True)
class CrossHair:
    """Refutes by an input that replays; what it confirms is a note."""

    name: str = "crosshair"

    def require(self) -> None:
        """As `NeedsTool.require`."""
        _program()

    def ask(self, question: Question, limits: Limits) -> Answer:
        """Refuted, or unknown with what CrossHair says.

        Raises:
            ToolError: it is missing, or the sandbox broke.
        """
        program, budget = _program(), limits.solver.wall_seconds / _WALL_PER_BUDGET
        task = question.module.tasks[question.name]
        if not task.ensures:
            return doubt(self.name, "it reads no examples, and there is no postcondition")
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / f"{_SUBJECT}.py"
            copy.write_text(question.module.source, encoding="utf-8")
            (copy.parent / "lemmata.py").write_text(_LOOP_WORDS, encoding="utf-8")
            for name, part in question.module.links.modules.items():
                file = copy.parent.joinpath(*name.split(".")).with_suffix(".py")
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(part.source, encoding="utf-8")
            options = ["--report_all", f"--per_condition_timeout={budget:g}"]
            command = [str(program), "check", *options, f"{_SUBJECT}.{question.name}"]
            patience = 30 + 4 * budget * (len(task.ensures) + 1)
            status, output = run_tool(command, copy.parent, patience)
        if status is None:
            return doubt(self.name, f"no answer in {patience:g} s")
        said = _LINE.findall(output)
        if not said:
            last = (output.strip().splitlines() or ["nothing said"])[-1]
            return doubt(self.name, f"exit code {status}, {last[:200]}")
        return self._judged(question, limits, said)

    def _judged(
        self, question: Question, limits: Limits, said: Sequence[tuple[str, str]]
    ) -> Answer:
        errors = [text for level, text in said if level == "error"]
        for text in errors:
            arguments = _arguments(question, text)
            if arguments is not None:
                return replayed(self.name, question, arguments, limits)
        if errors:
            return doubt(self.name, f"it says {errors[0][:200]}")
        if all("Confirmed over all paths" in text for _, text in said):
            return confirmation(self.name, "confirms every postcondition over all paths")
        return doubt(self.name, "it confirms nothing and finds nothing")


def _program() -> Path:
    named = os.environ.get(ENVIRONMENT)
    beside = Path(sys.executable).parent
    folders = [Path(named) / "bin"] if named else [beside]
    found = next(
        (folder / "crosshair" for folder in folders if (folder / "crosshair").exists()), None
    )
    on_path = None if named else shutil.which("crosshair")
    if found is None and on_path is None:
        raise ToolError(
            f"crosshair is not in {named}" if named else "crosshair is not installed",
            remedy=f"pip install 'lemmata[{EXTRA}]', or name its environment in {ENVIRONMENT}",
        )
    return found or Path(str(on_path))


def _arguments(question: Question, text: str) -> tuple[Value, ...] | None:
    """The arguments of the call that a message shows, if they are values of the language."""
    parameters = question.function.parameters
    for call in _calls(text.partition(_CALL)[2], question.name):
        given = dict(zip((known.name for known in parameters), call.args, strict=False))
        given.update((known.arg, known.value) for known in call.keywords if known.arg)
        try:
            return tuple(
                parse_value(question.module, ast.unparse(given[known.name]), known.type, 1)
                for known in parameters
            )
        except (LemmataError, KeyError):
            return None
    return None


def _calls(text: str, name: str) -> Iterator[ast.Call]:
    """The call of the function that the text starts with: what follows it is prose."""
    ends = [match.start() for match in re.finditer(r" \(which ", text)]
    for end in [*reversed(ends), len(text)]:
        try:
            node = ast.parse(text[:end].strip(), mode="eval").body
        except (SyntaxError, ValueError):
            continue
        if isinstance(node, ast.Call) and ast.unparse(node.func) == name:
            yield node
            return


PROVER = CrossHair()
