"""Running task functions in CPython, and judging what they return, each in its own process."""

from collections.abc import Mapping, Sequence

from lemmata.contracts.closing import Closing
from lemmata.contracts.errors import ChoiceError, InputError, Place, SandboxError
from lemmata.contracts.tasks import Clause, Module
from lemmata.contracts.types import contains, show
from lemmata.contracts.values import Value, to_python
from lemmata.contracts.verdicts import Counterexample
from lemmata.language.exceptions import declares
from lemmata.language.interpreter import Outcome, Raised
from lemmata.language.tree import Function, Program, Sample
from lemmata.sandbox.image import Image, build_image, compile_clauses
from lemmata.sandbox.process import Batch, Child, SandboxLimits
from lemmata.sandbox.wire import (
    read_judgement,
    read_outcome,
    to_wire,
    wire_environment,
)

Answer = Outcome | SandboxError
Broken = tuple[Clause, Answer]


class Sandbox(Closing):
    """Runs the functions of one task file in confined CPython processes.

    The first wall is the language's parser: only functions it accepted are ever sent. The second
    is the process: the same interpreter, started by exec without environment, site packages or
    inherited files, forking one process for each question. That process is nobody where it was
    root, has one pipe and no other file, limits on CPU, memory and file size, the few system
    calls of `zygote/filters.py`, and sees only the builtins that the language models. Where a
    wall is missing nothing runs, unless weaker `Walls` were named.

    A body, its precondition and its postconditions run in three processes, so a body never sees
    what it is judged by. No process starts before the first question.
    """

    def __init__(
        self,
        module: Module,
        program: Program,
        limits: SandboxLimits | None = None,
        *,
        child: Child | None = None,
    ) -> None:
        """``child`` is a warm process, with limits of its own, that its maker closes."""
        self._module = module
        self._program = program
        self._child = child or Child(limits)
        self._closes_child = child is None
        self._image: Image | None = None

    def close(self) -> None:
        """End the child process, if one was started here."""
        if self._closes_child:
            self._child.close()

    @property
    def cpu_seconds(self) -> float:
        """CPU time of the running child; an ended one counts among this process's children."""
        return self._child.cpu_seconds

    def call(self, name: str, arguments: Sequence[Value]) -> Outcome:
        """What the function does on the arguments, in order of its parameters.

        Raises:
            ChoiceError: no such function.
            InputError: the function has no body.
            UnsupportedError: the function is outside the language.
            SandboxError: a limit was hit (the message names it), or the child broke.
        """
        (answer,) = self.call_many(name, [arguments])
        if isinstance(answer, SandboxError):
            raise answer
        return answer

    def call_many(self, name: str, batch: Sequence[Sequence[Value]]) -> tuple[Answer, ...]:
        """What the function does on each tuple of arguments; one that hits a limit loses no other.

        An answer that is a `SandboxError` names the limit.
        """
        self._runnable(name)
        items = [tuple(map(to_wire, arguments)) for arguments in batch]
        lines = self._lines("call", items, name=name)
        return tuple(
            line if isinstance(line, SandboxError) else read_outcome(line) for line in lines
        )

    def admitted(self, name: str, batch: Sequence[Sequence[Value]]) -> tuple[bool, ...]:
        """Whether the precondition is defined and true, for each tuple of arguments.

        Raises:
            SandboxError: deciding it hit a limit, so that nobody knows.
        """
        self._function(name)
        clauses = self._module.tasks[name].requires
        said = self._judge(clauses, [(self._environment(name, a), None) for a in batch])
        for broken in said:
            if broken is not None and isinstance(broken[1], SandboxError):
                raise broken[1]
        return tuple(broken is None for broken in said)

    def breaches(
        self, name: str, batch: Sequence[tuple[Sequence[Value], Value]]
    ) -> tuple[Broken | None, ...]:
        """For each (arguments, returned value) the first postcondition that is not true.

        It comes with what it did: a `SandboxError` where deciding it hit a limit.
        """
        self._function(name)
        items = []
        for arguments, result in batch:
            before = self._environment(name, arguments)
            items.append(({**before, "result": result}, before))
        return self._judge(self._module.tasks[name].ensures, items)

    def replay(self, name: str, arguments: Sequence[Value]) -> Counterexample | None:
        """The counterexample that these arguments are, or None: not admitted, or all is well.

        Raises:
            SandboxError: a limit was hit, or the child broke.
        """
        function = self._runnable(name)
        if not self.admitted(name, [arguments])[0]:
            return None
        return self.judge(name, arguments, self.call(name, arguments), function)

    def judge(
        self, name: str, arguments: Sequence[Value], outcome: Outcome, function: Function
    ) -> Counterexample | None:
        """What the outcome breaks on admitted arguments: exception, declared type, clauses.

        An exception that the contract declares breaks nothing.
        """
        named = _named(function, arguments)
        if isinstance(outcome, Raised):
            if declares(function.raises, outcome.error):
                return None
            return Counterexample(
                named, "no exception", outcome.line or function.line, error=_error(outcome)
            )
        if not contains(function.returns, outcome.value):
            return Counterexample(
                named, f"returns {show(function.returns)}", function.line, outcome.value, True
            )
        (broken,) = self.breaches(name, [(arguments, outcome.value)])
        if broken is None:
            return None
        clause, answer = broken
        if isinstance(answer, SandboxError):
            raise answer
        violated = clause.text
        if isinstance(answer, Raised):
            violated = f"{clause.text} (raises {_error(answer)})"
        return Counterexample(named, violated, clause.line, outcome.value, True)

    def replay_example(self, name: str, sample: Sample) -> Counterexample | None:
        """The counterexample that an example of the contract is, or None where it is met.

        Values compare as the doctest does: see `Sample.is_met_by`.
        """
        function = self._runnable(name)
        outcome = self.call(name, sample.arguments)
        named, expected = _named(function, sample.arguments), to_python(sample.expected)
        if isinstance(outcome, Raised):
            return Counterexample(
                named, "example", sample.line, error=_error(outcome), expected=expected
            )
        if sample.is_met_by(outcome.value):
            return None
        return Counterexample(named, "example", sample.line, outcome.value, True, expected=expected)

    def _judge(
        self,
        clauses: Sequence[Clause],
        items: Sequence[tuple[Mapping[str, Value], Mapping[str, Value] | None]],
    ) -> tuple[Broken | None, ...]:
        if not clauses:
            return (None,) * len(items)
        wires = [
            (wire_environment(now), None if old is None else wire_environment(old))
            for now, old in items
        ]
        code = compile_clauses(clauses, self._module.path)
        said: list[Broken | None] = []
        for line in self._lines("judge", wires, clauses=code):
            if isinstance(line, SandboxError):
                said.append((clauses[0], line))
                continue
            index, answer = read_judgement(line)
            said.append(None if answer is None else (clauses[index], answer))
        return tuple(said)

    def _lines(
        self, kind: str, items: Sequence[object], **more: object
    ) -> list[bytes | SandboxError]:
        """One line an item.

        Where a process stops early, the item it worked on gets the blame only after it has
        failed alone; the rest goes on in a new process.
        """
        done: list[bytes | SandboxError] = []
        size = self._child.limits.batch
        while len(done) < len(items):
            part = items[len(done) : len(done) + size]
            batch = self._ask(kind, part, **more)
            if len(batch.lines) > len(part):
                batch = Batch((), "an answer that nobody asked for")
            done.extend(batch.lines[: len(part)])
            if not batch.stopped and len(batch.lines) == len(part):
                size = self._child.limits.batch
            elif len(part) > 1:
                size = 1
            else:
                done.append(_limit_error(batch.stopped or "an answer short of lines"))
                size = self._child.limits.batch
        return done

    def _ask(self, kind: str, items: Sequence[object], **more: object) -> Batch:
        if self._image is None:
            self._image = build_image(self._module, self._program)
        return self._child.ask(self._image, kind, items, **more)

    def _environment(self, name: str, arguments: Sequence[Value]) -> dict[str, Value]:
        return dict(_named(self._program.functions[name], arguments))

    def _function(self, name: str) -> Function:
        if name in self._program.unsupported:
            raise self._program.unsupported[name]
        if name not in self._program.functions:
            known = ", ".join(sorted(self._program.functions)) or "none"
            place = Place(self._module.path)
            raise ChoiceError(f"no function {name!r}", place=place, remedy=f"known: {known}")
        return self._program.functions[name]

    def _runnable(self, name: str) -> Function:
        function = self._function(name)
        if function.body is None:
            raise InputError(
                f"{name} has no body to run",
                place=Place(self._module.path, function.line),
                remedy="compile it first",
            )
        return function


def _named(function: Function, arguments: Sequence[Value]) -> tuple[tuple[str, Value], ...]:
    names = (parameter.name for parameter in function.parameters)
    return tuple(zip(names, arguments, strict=True))


def _error(raised: Raised) -> str:
    return f"{raised.error}: {raised.message}" if raised.message else raised.error


def _limit_error(reason: str) -> SandboxError:
    return SandboxError(
        f"the call was stopped by {reason}",
        remedy="simplify the function or give the sandbox a higher limit",
    )
