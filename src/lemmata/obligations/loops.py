"""Loops, cut at their heads: what holds there is shown on entry and kept by every iteration.

The head of `while` is before its test, that of `for` before it asks for its next item. From any
state in which the hints and invariants hold, one iteration is run; what follows the loop is run
from such a state too, with the test false or nothing left to draw, and from every `break`.

Traps minded here: a name that the loop assigns and that is not bound before it may be unbound at
the head, so it is unknown there; an invariant of the text is evaluated after the `for` target is
bound, so at the head it speaks of the next item (of a range: also past its end).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import INT, Type, show
from lemmata.language.tree import (
    Assert,
    Condition,
    For,
    Name,
    RangeSource,
    While,
)
from lemmata.language.walking import assigned, names_of, nodes
from lemmata.obligations.encoding import Environment
from lemmata.obligations.measures import decreasing
from lemmata.obligations.obligation import ObligationKind
from lemmata.obligations.paths import LoopEnd, Runner, Step
from lemmata.obligations.scripts import Claim
from lemmata.obligations.smtlib import Term, add, apply, conjunction, implies, symbol
from lemmata.obligations.sorts import domain
from lemmata.obligations.sources import Drawn, drawn


class Ledger(Protocol):
    """Where a loop's claims go: the proof that runs it."""

    def oblige(self, claim: Claim, formula: Term) -> None:
        """An obligation that the formula holds here; ``claim.name`` is a label, made unique."""

    def assume(self, loop: int, hint: int, formula: Term) -> None:
        """From here on the loop's hint, by its position from 1, is taken for granted."""

    def leave_open(self, line: int) -> None:
        """Nothing shows that the loop in this line ends."""

    def end_path(self) -> Term:
        """The path ends here without a value."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """One loop being cut; ``source`` is None for `while`."""

    runner: Runner
    ledger: Ledger
    statement: While | For
    source: Drawn | None

    def claims(
        self, environment: Environment, position: Term
    ) -> Iterator[tuple[str, Condition, Term]]:
        """Each hint and invariant as a formula of the head, with a label; hints come first."""
        loop = self.statement.loop
        head = environment
        if self.source is not None:
            head = {**environment, f"index_{loop.number}": (position, INT)}
        for number, hint in enumerate(loop.hints, 1):
            yield f"hint-{number}", hint, self.runner.encoder.holds(hint.test, head)
        for number, invariant in enumerate(loop.invariants, 1):
            yield f"invariant-{number}", invariant, self._invariant(invariant, head, position)

    def _invariant(self, invariant: Condition, head: Environment, position: Term) -> Term:
        encoder, statement = self.runner.encoder, self.statement
        if isinstance(statement, While) or self.source is None:
            return encoder.holds(invariant.test, head)
        mentioned = {node.name for node in nodes(invariant.test) if isinstance(node, Name)}
        if not mentioned & set(names_of(statement.target)):
            return encoder.holds(invariant.test, head)
        item = self.source.item(position)
        bound = self.runner.bind_target(statement.target, item, statement.item, head)
        formula = encoder.holds(invariant.test, bound)
        if isinstance(statement.source, RangeSource):
            return formula
        return implies(apply("<", position, self.source.length), formula)

    def show(self, environment: Environment, position: Term, when: str) -> None:
        """Oblige what holds at the head, each part given the ones before it."""
        encoder, before = self.runner.encoder, self.runner.encoder.scope
        encoder.scope = before.fork()
        loop = self.statement.loop
        for at, (label, condition, formula) in enumerate(self.claims(environment, position), 1):
            name = f"loop-{loop.number}-{label}-{when}"
            kind = ObligationKind.INVARIANT
            self.ledger.oblige(Claim(name, kind, condition.text, condition.line), formula)
            self._grant(at, formula)
        encoder.scope = before

    def assume(self, environment: Environment, position: Term) -> None:
        """Take for granted what holds at the head."""
        for at, (_, _, formula) in enumerate(self.claims(environment, position), 1):
            self._grant(at, formula)

    def _grant(self, at: int, formula: Term) -> None:
        loop = self.statement.loop
        self.runner.encoder.scope.state(formula)
        if at <= len(loop.hints):
            self.ledger.assume(loop.number, at, formula)


def run_loop(
    runner: Runner,
    ledger: Ledger,
    statement: While | For,
    rest: tuple[Step, ...],
    environment: Environment,
) -> Term:
    """Run a loop and what follows it."""
    encoder = runner.encoder
    source = drawn(encoder, statement.source, environment) if isinstance(statement, For) else None
    cut = _Cut(runner, ledger, statement, source)
    cut.show(environment, "0", "entry")
    head = _havoc(runner, statement, environment)
    position = "0"
    if source is not None:
        position = encoder.scope.declare(f"index.{statement.loop.number}", "Int")
        encoder.scope.state(apply("<=", "0", position))
        encoder.scope.state(apply("<=", position, source.length))
    cut.assume(head, position)
    if isinstance(statement, While):
        test = encoder.term(statement.test, head)
    else:
        assert source is not None
        test = apply("<", position, source.length)
    return runner.split(
        test,
        lambda: _iterate(cut, rest, head, position),
        lambda: runner.run(statement.orelse + rest, head),
    )


def _havoc(runner: Runner, statement: While | For, environment: Environment) -> Environment:
    """The locals at the head: what the loop assigns has any value of its type."""
    changed = assigned((statement,))
    head: dict[str, tuple[Term, Type]] = {}
    for name, (term, kind) in environment.items():
        if name not in changed:
            head[name] = (term, kind)
            continue
        scope = runner.encoder.scope
        fresh = scope.declare(f"head.{symbol(name)}", runner.encoder.sorts.sort(kind))
        scope.state(domain(fresh, kind))
        head[name] = (fresh, kind)
    return head


def _iterate(cut: _Cut, rest: tuple[Step, ...], head: Environment, position: Term) -> Term:
    runner, statement = cut.runner, cut.statement
    inside = head
    if isinstance(statement, For):
        assert cut.source is not None
        item = cut.source.item(position)
        inside = runner.bind_target(statement.target, item, statement.item, head)
    for invariant in statement.loop.invariants:
        runner.check(Assert(invariant.test, invariant.line), inside)
    for measure in statement.loop.decreases:
        runner.encoder.term(measure, inside)
    before = _measured(cut, inside)

    def end(environment: Environment) -> Term:
        _check_types(head, environment, statement)
        following = add(position, "1") if cut.source is not None else position
        cut.show(environment, following, "kept")
        if isinstance(statement, While):
            _show_progress(cut, before, environment)
        return cut.ledger.end_path()

    def leave(environment: Environment) -> Term:
        return runner.run(rest, environment)

    return runner.run((*statement.body, LoopEnd(end, leave)), inside)


def _measured(cut: _Cut, environment: Environment) -> list[tuple[Term, Term]]:
    """Each measure's condition of being defined, and its value."""
    loop = cut.statement.loop
    encoder = cut.runner.encoder
    found = [encoder.defined(one, environment) for one in loop.decreases or loop.measures]
    return [(fits, encoder.share(value, INT)) for fits, value in found]


def _show_progress(cut: _Cut, before: list[tuple[Term, Term]], environment: Environment) -> None:
    loop, line = cut.statement.loop, cut.statement.line
    if not before:
        cut.ledger.leave_open(line)
        return
    after = _measured(cut, environment)
    fits = [fit for fit, _ in (*before, *after)]
    smaller = decreasing([value for _, value in before], [value for _, value in after])
    text = f"the measure of the loop in line {line} decreases"
    claim = Claim(f"loop-{loop.number}-measure", ObligationKind.TERMINATION, text, line)
    cut.ledger.oblige(claim, conjunction([*fits, smaller]))


def _check_types(head: Environment, environment: Environment, statement: While | For) -> None:
    for name, (_, kind) in head.items():
        if name in environment and environment[name][1] != kind:
            raise UnsupportedError(
                f"`{name}`, {show(kind)} before the loop in line {statement.line} and"
                f" {show(environment[name][1])} after an iteration,",
                remedy="use two names",
            )
