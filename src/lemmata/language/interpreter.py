"""The reference interpreter: what a function of the tree does on values, as CPython would.

Calls run the callee's body, never its contract. `compiled` gives the reusable form; the plain
functions look it up.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias, cast

from lemmata.contracts.errors import ChoiceError, DataError, InputError, LimitError, Place
from lemmata.contracts.types import contains, show
from lemmata.contracts.values import Value
from lemmata.language.closures import Routine, Stop
from lemmata.language.compiling import compile_body, compile_test
from lemmata.language.exceptions import declares
from lemmata.language.fuel import FUEL, STEPS
from lemmata.language.tree import Condition, Function, Program, Sample
from lemmata.language.weighing import SCALES


@dataclass(frozen=True, slots=True)
class Returned:
    """The function returned ``value``."""

    value: Value


@dataclass(frozen=True, slots=True)
class Raised:
    """The function raised: the exception type's name, its message, and the line."""

    error: str
    message: str
    line: int


Outcome: TypeAlias = Returned | Raised


class ViolationKind(Enum):
    """What an admitted input broke."""

    EXCEPTION = "exception"
    TYPE = "type"
    ENSURES = "ensures"


@dataclass(frozen=True, slots=True)
class Violation:
    """The first broken demand on an admitted input.

    ``text`` is the clause (``no exception``, ``returns int``, or the conjunct) and ``line`` its
    line, ``outcome`` what the body did. ``fault`` is the exception of a postcondition that
    raised instead of answering.
    """

    text: str
    line: int
    outcome: Outcome
    kind: ViolationKind
    fault: Raised | None = None


class Checker:
    """One function of a program, compiled: call it, and judge calls by its contract.

    Arguments are values in the order of the parameters, of the declared types. ``steps`` bounds
    each run: of a body, of one clause.
    """

    def __init__(self, program: Program, name: str, routine: Callable[[str], Routine]) -> None:
        self.function = _function(program, name)
        self._program = program
        self._routine = routine
        names = [parameter.name for parameter in self.function.parameters]
        self._requires = [compile_test(names, c.test, routine) for c in self.function.requires]
        after = [*names, "result"]
        self._ensures = [(c, compile_test(after, c.test, routine)) for c in self.function.ensures]
        self._body: Routine | None = None

    def call(self, arguments: Sequence[Value], steps: int = STEPS) -> Outcome:
        """Runs the body.

        Raises:
            InputError: the body, or a callee's, is open.
            DataError: the number of arguments is wrong.
            LimitError: a value, the steps or the depth of calls outgrew their bound.
        """
        if self._body is None:
            self._body = self._routine(self.function.name)
        if len(arguments) != len(self.function.parameters):
            raise _wrong_count(self.function, arguments)
        return _outcome(self._body, arguments, steps)

    def admits(self, arguments: Sequence[Value], steps: int = STEPS) -> bool:
        """Whether every precondition is defined and true; LimitError as for `call`."""
        if len(arguments) != len(self.function.parameters):
            raise _wrong_count(self.function, arguments)
        for test in self._requires:
            answer = _outcome(test, arguments, steps)
            if isinstance(answer, Raised) or not answer.value:
                return False
        return True

    def violation(self, arguments: Sequence[Value], steps: int = STEPS) -> Violation | None:
        """What this admitted input breaks first: no exception, the type, each postcondition.

        An exception that the contract declares breaks nothing.
        """
        return next(self.violations(arguments, steps), None)

    def violations(self, arguments: Sequence[Value], steps: int = STEPS) -> Iterator[Violation]:
        """All that this admitted input breaks: an exception or the type alone, or postconditions.

        Postconditions after one that raises are looked at too, and each is run by itself.
        """
        outcome = self.call(arguments, steps)
        function = self.function
        if isinstance(outcome, Raised):
            if not declares(function.raises, outcome.error):
                yield Violation("no exception", outcome.line, outcome, ViolationKind.EXCEPTION)
            return
        if not contains(function.returns, outcome.value):
            text = f"returns {show(function.returns)}"
            yield Violation(text, function.line, outcome, ViolationKind.TYPE)
            return
        values = (*arguments, outcome.value)
        for condition, test in self._ensures:
            answer = _outcome(test, values, steps)
            if isinstance(answer, Raised) or not answer.value:
                fault = answer if isinstance(answer, Raised) else None
                kind = ViolationKind.ENSURES
                yield Violation(condition.text, condition.line, outcome, kind, fault)

    def example_violation(self) -> tuple[Sample, Outcome] | None:
        """The first example whose value the body does not return, with what it did."""
        for sample in self.function.examples:
            outcome = self.call(sample.arguments)
            if isinstance(outcome, Raised) or not sample.is_met_by(outcome.value):
                return sample, outcome
            if not contains(self.function.returns, outcome.value):
                return sample, outcome
        return None


class _Workshop:
    """A program's routines and checkers, compiled when they are first wanted."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._routines: dict[str, Routine] = {}
        self._checkers: dict[str, Checker] = {}

    def routine(self, name: str) -> Routine:
        known = self._routines.get(name)
        if known is None:
            function = _function(self.program, name)
            if function.body is None:
                raise InputError(
                    f"{name} has no body to run",
                    place=Place(self.program.path, function.line),
                    remedy="compile it first",
                )
            names = [parameter.name for parameter in function.parameters]
            known = self._routines[name] = compile_body(names, function.body, self.routine)
        return known

    def checker(self, name: str) -> Checker:
        known = self._checkers.get(name)
        if known is None:
            known = self._checkers[name] = Checker(self.program, name, self.routine)
        return known


_KEPT = 8
_workshops: dict[int, _Workshop] = {}


def _workshop(program: Program) -> _Workshop:
    # Keyed by identity: a workshop keeps its program alive, so the key cannot be reused.
    known = _workshops.get(id(program))
    if known is None or known.program is not program:
        while len(_workshops) >= _KEPT:
            _workshops.pop(next(iter(_workshops)), None)
        known = _workshops[id(program)] = _Workshop(program)
    return known


def routines(program: Program) -> Callable[[str], Routine]:
    """The bodies of a program's functions, as routines by name."""
    return _workshop(program).routine


def compiled(program: Program, name: str) -> Checker:
    """The checker of one function, kept for the next time.

    Raises:
        ChoiceError: the program has no such function.
        UnsupportedError: it is outside the language.
    """
    return _workshop(program).checker(name)


def call(program: Program, name: str, arguments: Sequence[Value]) -> Outcome:
    """Runs the body of ``name``; see `Checker.call`."""
    return compiled(program, name).call(arguments)


def admits(program: Program, name: str, arguments: Sequence[Value]) -> bool:
    """Whether every precondition of ``name`` is defined and true on the arguments."""
    return compiled(program, name).admits(arguments)


def violation(program: Program, name: str, arguments: Sequence[Value]) -> Violation | None:
    """What an admitted input breaks first, or None; see `Checker.violation`."""
    return compiled(program, name).violation(arguments)


def example_violation(program: Program, name: str) -> tuple[Sample, Outcome] | None:
    """The first example that the body does not meet, with the outcome, or None."""
    return compiled(program, name).example_violation()


def holds(
    program: Program,
    condition: Condition,
    environment: Mapping[str, Value],
    steps: int = STEPS,
) -> Outcome:
    """Evaluates a clause: a bool, or the exception it raised; ``steps`` as for `Checker`.

    ``environment`` holds the parameters by name and, for a postcondition, ``result``.
    """
    routine = _workshop(program).routine
    test = compile_test(list(environment), condition.test, routine)
    outcome = _outcome(test, tuple(environment.values()), steps)
    # A value outside its declared type may stand in the test as it is.
    return Returned(bool(outcome.value)) if isinstance(outcome, Returned) else outcome


def _function(program: Program, name: str) -> Function:
    function = program.functions.get(name)
    if function is not None:
        return function
    if name in program.unsupported:
        raise program.unsupported[name]
    known = ", ".join(sorted(program.functions)) or "none"
    raise ChoiceError(
        f"no function {name!r} in the file", place=Place(program.path), remedy=f"known: {known}"
    )


def _outcome(routine: Routine, arguments: Sequence[Value], steps: int = STEPS) -> Outcome:
    FUEL.fill(steps)
    SCALES.clear()
    usual, depth = sys.getrecursionlimit(), min(_DEPTH, _LEAST_DEPTH + steps // 20)
    if usual < depth:
        sys.setrecursionlimit(depth)
    try:
        return Returned(cast(Value, routine(arguments)))
    except Stop as stopped:
        return Raised(stopped.error, stopped.message, stopped.line)
    except RecursionError:
        raise _too_deep() from None
    finally:
        if usual < depth:
            sys.setrecursionlimit(usual)


_DEPTH = 8_000
_LEAST_DEPTH = 1_000
"""Frames of this interpreter: closures take several a call of the program."""


def _too_deep() -> LimitError:
    return LimitError(
        "the evaluation nests too deeply", remedy="shorten the expression or the chain of calls"
    )


def _wrong_count(function: Function, arguments: Sequence[Value]) -> DataError:
    wanted = len(function.parameters)
    return DataError(f"{function.name} takes {wanted} arguments, got {len(arguments)}")
