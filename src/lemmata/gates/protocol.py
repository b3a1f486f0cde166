"""What every gate is asked and answers; ours and a stranger's are of one kind."""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, TypeAlias, runtime_checkable

from lemmata.contracts.borrowing import Linker, no_components
from lemmata.contracts.errors import InputError, Place, SourceError
from lemmata.contracts.gating import GateResult
from lemmata.contracts.reading import read_source
from lemmata.contracts.tasks import Module, Task
from lemmata.contracts.verdicts import Finding, Judgement
from lemmata.gates.golden import GoldenRow
from lemmata.gates.policy import Policy
from lemmata.gates.servers import Servers
from lemmata.sandbox import Scripts

LARGEST = 200_000
"""Characters of the longest text that is read as a task file."""


@dataclass(frozen=True)
class Submission:
    """A candidate as the gates see it: the whole text of the file with its body in place.

    ``module`` is the text as a task file, None where it cannot be read as one; ``problem`` says
    why, and is a finding of the syntax gate where the text is no Python. ``fits`` is false for a
    body that did not fit into the file: then ``source`` is the body alone, and ``names`` are what
    it takes from around it. Nothing of the text has been run.
    """

    path: str
    source: str
    function: str
    policy: Policy = field(default_factory=Policy)
    golden: tuple[GoldenRow, ...] = ()
    module: Module | None = None
    problem: InputError | None = None
    fits: bool = True
    names: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        path: str,
        source: str,
        function: str,
        policy: Policy | None = None,
        golden: tuple[GoldenRow, ...] = (),
        *,
        link: Linker = no_components,
    ) -> "Submission":
        """A submission of a text that nobody has read yet."""
        module, problem = None, None
        try:
            check_size(source, path)
            module = read_source(source, path, needs_contract=False, link=link)
        except InputError as error:
            problem = error
        return cls(path, source, function, policy or Policy(), golden, module, problem)

    @property
    def task(self) -> Task | None:
        """The function with its contract, where the language's types can describe it."""
        return self.module.tasks.get(self.function) if self.module else None

    @cached_property
    def tree(self) -> ast.Module | None:
        """The syntax tree; None where the text is no Python."""
        try:
            return ast.parse(self.source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    @cached_property
    def definition(self) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """The function's definition at the top level: the last of that name, as Python binds it."""
        found = [
            node
            for node in (self.tree.body if self.tree else ())
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and node.name == self.function
        ]
        return found[-1] if found else None

    @property
    def place(self) -> Place:
        """Where the function stands."""
        return Place(self.path, self.definition.lineno if self.definition else 0)


def check_size(source: str, path: str) -> None:
    """Refuse to read a text that the security gate refuses for its size.

    Raises:
        SourceError: it has more than `LARGEST` characters.
    """
    if len(source) > LARGEST:
        raise SourceError(
            f"{len(source)} characters are more than the {LARGEST} that are read",
            place=Place(path),
            remedy="write less code",
        )


Prove: TypeAlias = Callable[[Submission], Judgement]
"""The portfolio of provers, as the proof gate is given it."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What gates use and nobody starts twice: the sandbox, the servers, and the provers."""

    scripts: Callable[[Policy], Scripts]
    servers: Servers
    prove: Prove | None = None


@runtime_checkable
class Gate(Protocol):
    """Judges one side of a submission."""

    @property
    def name(self) -> str:
        """The name by which policies choose it, and which its results carry."""

    def judge(self, submission: Submission, tools: Tools) -> GateResult:
        """What it says, the same each time for the same submission.

        Laws: it runs nothing of the submission outside the sandbox; FAILED comes with a finding of
        severity ``error``, PASSED with none; BROKEN and SKIPPED with a note. Whatever it raises
        is a broken result.
        """


@runtime_checkable
class Judge(Protocol):
    """An opinion about a candidate, as of a model. It is shown, and decides nothing."""

    @property
    def name(self) -> str:
        """The name by which policies choose it."""

    def opinion(self, submission: Submission) -> tuple[Finding, ...]:
        """What it thinks."""
