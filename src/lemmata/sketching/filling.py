"""Holes filled by counterexamples: an expression for each, right on every input that is known.

The body runs with the holes as calls, so that a filling is tried without reading anything again. A
hole that is not filled yet ends a run that reaches it: what is wrong before that is wrong whatever
the hole becomes. What is right on the inputs so far is tried on many more; each that it gets wrong
joins them (counterexample-guided inductive synthesis).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import islice
from typing import Any

from lemmata.contracts.errors import LemmataError, LimitError
from lemmata.contracts.values import Value, to_python
from lemmata.language.closures import Routine
from lemmata.language.compiling import compile_body
from lemmata.language.interpreter import Checker, Raised, compiled, routines
from lemmata.language.tree import (
    Assert,
    Case,
    Condition,
    For,
    Function,
    If,
    Loop,
    Match,
    Program,
    Stmt,
    While,
)
from lemmata.language.walking import nodes
from lemmata.provers.constants import constants_of
from lemmata.provers.enumeration import inputs
from lemmata.provers.inference.houdini import Hint
from lemmata.sketching.reading import Hole, Typing
from lemmata.sketching.terms import LARGEST, Term, Terms, Words

FIRST_INPUTS = 60
MORE_INPUTS = 800
MOST_LOOKED_AT = 4_000
STEPS, FEW_STEPS = 4_000, 400
"""Of the interpreter, for one run, few on the smallest inputs: an endless loop ends there."""
SMALLEST = 16
MOST_TRIES = 60_000


class _UntouchedError(Exception):
    """A run reached a hole that is not filled yet."""


class _Says(Enum):
    RIGHT = "right"
    WRONG = "wrong"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Guide:
    """What of a sketch's own words must hold while it runs: these invariants, and its steps."""

    invariants: frozenset[Hint]
    steps: bool


@dataclass(frozen=True, slots=True)
class Unfilled:
    """No filling was found: how far the search came, and why it ended."""

    tries: int
    size: int
    is_late: bool
    deepest: int
    wrong_on: str = ""


@dataclass(slots=True)
class Filler:
    """The search for one typing of a sketch.

    ``known`` are inputs that must come out right, learned before. ``is_late`` ends the search.
    """

    program: Program
    function: Function
    typing: Typing
    words: Words
    known: Sequence[tuple[Value, ...]]
    is_late: Callable[[], bool]
    tries: int = 0
    _cells: dict[str, Routine] = field(default_factory=dict)
    _points: list[tuple[Value, ...]] = field(default_factory=list)
    _checker: Checker | None = None
    _last: tuple[Value, ...] | None = None
    _deepest: int = 0

    def _guides(self) -> dict[Guide, int]:
        """What of the sketch's own words is to hold in its runs, and how late it is tried.

        All steps and invariants that no run contradicts whatever the holes become; without one of
        the invariants; the steps alone; nothing.
        """
        stated = invariants_of(self.typing.statements)
        alive = []
        for hint, condition in stated.items():
            self._prepare(Guide(frozenset({hint}), False))
            if not self._is_contradicted(condition.line):
                alive.append(hint)
        whole = frozenset(alive)
        fewer = [whole - {hint} for hint in alive] if len(alive) > 1 else []
        found = {Guide(whole, True): 0}
        for known in fewer:
            found.setdefault(Guide(known, True), 1)
        found.setdefault(Guide(frozenset(), True), 2)
        found.setdefault(Guide(frozenset(), False), 3)
        return found

    def _is_contradicted(self, line: int) -> bool:
        """Whether an assertion of that line fails before any hole is reached."""
        assert self._checker is not None
        for point in self._points:
            try:
                found = self._checker.call(point, STEPS)
            except (_UntouchedError, LemmataError):
                continue
            if isinstance(found, Raised) and (found.error, found.line) == ("AssertionError", line):
                return True
        return False

    def fillings(self) -> Iterator[tuple[str, ...] | Unfilled]:
        """The texts for the holes that are right on every input tried, the smallest first.

        One with which more of the sketch's own words hold goes before a smaller one, in bounds.
        The last thing said is `Unfilled`, how the search ended.
        """
        known = routines(self.program)
        terms = [Terms(hole, self.words, known) for hole in self.typing.holes]
        guides, largest = self._guides(), LARGEST * len(terms)
        for effort in range(len(terms), largest + max(guides.values()) + 1):
            for guide, late in guides.items():
                if not len(terms) <= effort - late <= largest:
                    continue
                self._prepare(guide)
                for chosen in self._chosen(terms, (), effort - late):
                    if chosen is None:
                        yield self._unfilled(effort - late)
                        return
                    if self._is_right_on_more():
                        yield tuple(term.text for term in chosen)
        yield self._unfilled(largest)

    def _unfilled(self, size: int) -> Unfilled:
        names = [parameter.name for parameter in self.function.parameters]
        last = zip(names, self._last or (), strict=False)
        wrong = ", ".join(f"{name}={to_python(value)}" for name, value in last)
        return Unfilled(self.tries, size, self.is_late(), self._deepest, wrong)

    def _chosen(
        self, terms: Sequence[Terms], before: tuple[Term, ...], left: int
    ) -> Iterator[tuple[Term, ...] | None]:
        """Fillings of this size in all that no known input contradicts; None where time is over."""
        at = len(before)
        rest = len(terms) - at - 1
        holes = self.typing.holes
        for size in [left] if not rest else range(1, min(left - rest, LARGEST) + 1):
            if size > LARGEST:
                return
            for term in terms[at].of_size(size):
                self.tries += 1
                if self.tries > MOST_TRIES or (not self.tries % 64 and self.is_late()):
                    yield None
                    return
                self._cells[holes[at].function] = term.run
                for later in holes[at + 1 :]:
                    self._cells.pop(later.function, None)
                if self._said() is _Says.WRONG:
                    continue
                self._deepest = max(self._deepest, at + 1)
                if not rest:
                    yield (*before, term)
                else:
                    yield from self._chosen(terms, (*before, term), left - size)

    def _prepare(self, guide: Guide) -> None:
        body = stripped(self.typing.statements, guide)
        function = replace(self.function, body=body)
        name = function.name
        program = replace(self.program, functions={**self.program.functions, name: function})
        known = routines(self.program)
        names = [parameter.name for parameter in function.parameters]
        own: list[Routine] = []
        self._cells.clear()

        def routine(called: str) -> Routine:
            if called in stubs:
                return stubs[called]
            return again if called == name else known(called)

        def again(values: Sequence[Any]) -> Any:
            return own[0](values)

        def stub(hole: Hole) -> Routine:
            def run(values: Sequence[Any]) -> Any:
                cell = self._cells.get(hole.function)
                if cell is None:
                    raise _UntouchedError
                return cell(values)

            return run

        stubs = {hole.function: stub(hole) for hole in self.typing.holes}
        own.append(compile_body(names, body, routine))
        self._routine = routine
        self._checker = Checker(program, name, routine)
        kinds = [parameter.type for parameter in function.parameters]
        if self._points:
            return
        source = inputs(kinds, constants_of(program, name))
        admits = compiled(self.program, name).admits
        examples = [sample.arguments for sample in function.examples]
        more = _admitted(admits, islice(source, MOST_LOOKED_AT))
        first = [*self.known, *examples, *islice(more, FIRST_INPUTS)]
        self._points = list(dict.fromkeys(first))
        self._few = frozenset(self._points[:SMALLEST])
        self._rest = list(islice(more, MORE_INPUTS))

    _routine: Callable[[str], Routine] = field(init=False)
    _rest: list[tuple[Value, ...]] = field(default_factory=list)
    _few: frozenset[tuple[Value, ...]] = frozenset()

    def _said(self) -> _Says:
        """What the known inputs say of the holes as they are filled now."""
        found = _Says.RIGHT
        for at, point in enumerate(self._points):
            said = self._on(point)
            if said is _Says.WRONG:
                self._last = point
                self._points.insert(0, self._points.pop(at))  # what refutes one refutes many
                return said
            if said is _Says.OPEN:
                found = said
        return found

    def _is_right_on_more(self) -> bool:
        for point in self._rest:
            if self._on(point) is not _Says.RIGHT:
                self._last = point
                self._points.insert(0, point)
                return False
        return True

    def _on(self, point: tuple[Value, ...]) -> _Says:
        assert self._checker is not None
        try:
            steps = FEW_STEPS if point in self._few else STEPS
            if self._checker.violation(point, steps) is not None:
                return _Says.WRONG
            for sample in self.function.examples:
                if sample.arguments == point and not self._meets(sample.arguments):
                    return _Says.WRONG
        except _UntouchedError:
            return _Says.OPEN
        except LemmataError:
            return _Says.WRONG
        return _Says.RIGHT

    def _meets(self, arguments: tuple[Value, ...]) -> bool:
        assert self._checker is not None
        return self._checker.example_violation() is None


def _admitted(
    admits: Callable[[Sequence[Value]], bool], found: Iterator[tuple[Value, ...]]
) -> Iterator[tuple[Value, ...]]:
    for arguments in found:
        try:
            if admits(arguments):
                yield arguments
        except LimitError:
            continue


def invariants_of(statements: Sequence[Stmt]) -> dict[Hint, Condition]:
    """The invariants of the text, by loop and position."""
    return {
        (node.loop.number, at): condition
        for node in nodes(tuple(statements))
        if isinstance(node, While | For)
        for at, condition in enumerate(node.loop.invariants, 1)
    }


def stripped(statements: Sequence[Stmt], guide: Guide) -> tuple[Stmt, ...]:
    """The statements with what the guide keeps of invariants and assertions, without measures."""
    return tuple(
        _stripped(statement, guide)
        for statement in statements
        if guide.steps or not isinstance(statement, Assert)
    )


def _stripped(statement: Stmt, guide: Guide) -> Stmt:
    def inner(part: Sequence[Stmt]) -> tuple[Stmt, ...]:
        return stripped(part, guide)

    match statement:
        case While() | For():
            number = statement.loop.number
            kept = tuple(
                condition
                for at, condition in enumerate(statement.loop.invariants, 1)
                if (number, at) in guide.invariants
            )
            loop = Loop(number, kept)
            body, orelse = inner(statement.body), inner(statement.orelse)
            return replace(statement, body=body, orelse=orelse, loop=loop)
        case If(body=body, orelse=orelse):
            return replace(statement, body=inner(body), orelse=inner(orelse))
        case Match(cases=cases):
            changed: tuple[Case, ...] = tuple(replace(one, body=inner(one.body)) for one in cases)
            return replace(statement, cases=changed)
        case _:
            return statement
