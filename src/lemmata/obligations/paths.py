"""Statements, by paths: a body is run symbolically, and what follows a fork is run on both sides.

`Fork` decides what a fork means. For the function under proof each side goes on with its own
facts (a path). For an inlined helper both sides' values meet again in one `ite`, and the test
becomes a guard of what the sides demand.
"""

from collections.abc import Callable
from dataclasses import dataclass

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import NoneType, OptionalType, TupleType, Type, show
from lemmata.language.patterns import pattern_bindings, pattern_test
from lemmata.language.tree import (
    Assert,
    Assign,
    Break,
    Case,
    Construct,
    Continue,
    Expr,
    For,
    Function,
    If,
    Match,
    Name,
    Raise,
    Return,
    Stmt,
    Target,
    While,
)
from lemmata.obligations.demands import Demand
from lemmata.obligations.encoding import Environment
from lemmata.obligations.obligation import ObligationKind
from lemmata.obligations.smtlib import Term, symbol
from lemmata.obligations.sorts import default, project
from lemmata.obligations.terms import Encoder

Side = Callable[[], Term]
Fork = Callable[[Term, Side, Side], Term]
Finish = Callable[[Term], Term]
Jump = Callable[[Environment], Term]


@dataclass(frozen=True, slots=True)
class LoopEnd:
    """What stands after a loop's body: where the next iteration starts, and where `break` goes."""

    repeat: Jump
    leave: Jump


Step = Stmt | LoopEnd


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs one function's body.

    ``finish`` gets each returned term, ``fork`` each open test, ``loop`` each loop with the
    steps after it.
    """

    encoder: Encoder
    function: Function
    fork: Fork
    finish: Finish
    loop: "Callable[[Runner, While | For, tuple[Step, ...], Environment], Term]"

    def run(self, statements: tuple[Step, ...], environment: Environment) -> Term:
        """Run the statements to every return that they reach."""
        for position, statement in enumerate(statements):
            rest = statements[position + 1 :]
            match statement:
                case Assign(target=target, value=value):
                    environment = self._assign(target, value, environment)
                case Assert():
                    self.check(statement, environment)
                case Return(value=value):
                    return self.finish(self.encoder.term(value, environment))
                case If(test=test, body=body, orelse=orelse):
                    here = environment
                    return self.split(
                        self.encoder.term(test, here),
                        lambda: self.run(body + rest, here),  # noqa: B023
                        lambda: self.run(orelse + rest, here),  # noqa: B023
                    )
                case Match():
                    return self._match(statement, rest, environment)
                case While() | For():
                    return self.loop(self, statement, rest, environment)
                case Raise():
                    return self._raise(statement)
                case Break():
                    return _loop_end(rest).leave(environment)
                case Continue():
                    return _loop_end(rest).repeat(environment)
                case LoopEnd(repeat=repeat):
                    return repeat(environment)
        return self._fall_off()

    def split(self, test: Term, then: Side, otherwise: Side) -> Term:
        """Go on both ways, or the only one that is left."""
        if test in ("true", "false"):
            return then() if test == "true" else otherwise()
        return self.fork(self.encoder.brief(test), then, otherwise)

    def check(self, statement: Assert, environment: Environment) -> None:
        """Demand that the assertion is defined and true."""
        test = self.encoder.term(statement.test, environment)
        kind, text = ObligationKind.ASSERTION, "the assertion holds"
        self.encoder.demand(Demand(test, kind, text, statement.line, "AssertionError"))

    def _raise(self, statement: Raise) -> Term:
        text = f"{statement.error} is not raised"
        kind, error = ObligationKind.DEFINED, statement.error
        self.encoder.demand(Demand("false", kind, text, statement.line, error))
        self.encoder.sorts.sort(self.function.returns)
        return self.finish(default(self.function.returns))

    def _fall_off(self) -> Term:
        kind = self.function.returns
        if not isinstance(kind, NoneType | OptionalType):
            text = f"the end of {self.function.name} is not reached without a return"
            self.encoder.demand(Demand("false", ObligationKind.TYPE, text, self.function.line))
        self.encoder.sorts.sort(kind)
        return self.finish(default(kind))

    def _assign(self, target: Target, value: Expr, environment: Environment) -> Environment:
        if isinstance(target, str):
            return self._bind(
                target, self.encoder.term(value, environment), value.type, environment
            )
        if isinstance(value, Construct):
            before = environment
            parts = [(self.encoder.term(part, before), part.type) for part in value.arguments]
        else:
            parts = self._components(self.encoder.term(value, environment), value.type)
        return self._bind_parts(target, parts, environment)

    def bind_target(
        self, target: Target, term: Term, kind: Type, environment: Environment
    ) -> Environment:
        """The locals after a value of type ``kind`` is assigned to the target."""
        if isinstance(target, str):
            return self._bind(target, term, kind, environment)
        return self._bind_parts(target, self._components(term, kind), environment)

    def _components(self, whole: Term, kind: Type) -> list[tuple[Term, Type]]:
        if not isinstance(kind, TupleType):
            raise UnsupportedError(f"unpacking a value of type {show(kind)}")
        self.encoder.sorts.sort(kind)
        whole = self.encoder.share(whole, kind)
        return [(project(kind, i, whole), part) for i, part in enumerate(kind.items)]

    def _bind_parts(
        self, targets: tuple[Target, ...], parts: list[tuple[Term, Type]], environment: Environment
    ) -> Environment:
        for target, (term, kind) in zip(targets, parts, strict=True):
            if isinstance(target, str):
                environment = self._bind(target, term, kind, environment)
            else:
                environment = self._bind_parts(target, self._components(term, kind), environment)
        return environment

    def _bind(self, name: str, term: Term, kind: Type, environment: Environment) -> Environment:
        named = self.encoder.share(term, kind, f"var.{symbol(name)}")
        return {**environment, name: (named, kind)}

    def _match(self, statement: Match, rest: tuple[Step, ...], environment: Environment) -> Term:
        # No identifier holds a space, so the subject's name is out of every program's reach.
        hidden = f"match subject {len(environment)}"
        kind = statement.subject.type
        whole = self.encoder.share(self.encoder.term(statement.subject, environment), kind)
        subject = Name(hidden, kind, statement.line)
        return self._cases(statement.cases, subject, rest, {**environment, hidden: (whole, kind)})

    def _cases(
        self,
        cases: tuple[Case, ...],
        subject: Name,
        rest: tuple[Step, ...],
        environment: Environment,
    ) -> Term:
        if not cases:
            return self.run(rest, environment)
        case, later = cases[0], cases[1:]

        def matched() -> Term:
            bound = environment
            for name, value in pattern_bindings(case.pattern, subject):
                bound = self._bind(name, self.encoder.term(value, environment), value.type, bound)
            if case.guard is None:
                return self.run(case.body + rest, bound)
            return self.split(
                self.encoder.term(case.guard, bound),
                lambda: self.run(case.body + rest, bound),
                lambda: self._cases(later, subject, rest, bound),
            )

        test = self.encoder.term(pattern_test(case.pattern, subject), environment)
        return self.split(test, matched, lambda: self._cases(later, subject, rest, environment))


def _loop_end(rest: tuple[Step, ...]) -> LoopEnd:
    """The end of the innermost loop around; the parser lets no jump stand outside one."""
    return next(step for step in rest if isinstance(step, LoopEnd))
