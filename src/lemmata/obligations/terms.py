"""Expressions as SMT-LIB terms, with a demand for each condition of being defined.

SMT-LIB's functions are total and mean nothing outside their domain (`div` by 0, `item` of none),
so every partial operation demands its condition where Python would evaluate it: after its
operands, under the guards of short circuits and tests. In a body a demand raises an obligation and
is assumed from there on. In a clause of a contract it becomes a conjunct of the formula being
built: a clause must be defined *and* true.

Trap: an argument outside the callee's declared types or precondition raises nothing in CPython,
so a clause that makes such a call can still be true. For the precondition of the function under
proof those demands are therefore obligations (`Breach.RAISE`): were they conjuncts, inputs that
CPython admits would be left out.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import (
    BOOL,
    Type,
    show,
)
from lemmata.language.exceptions import declares
from lemmata.language.tree import (
    Apply,
    Call,
    Conditional,
    Const,
    Construct,
    Convert,
    Expr,
    Logic,
    Name,
    Narrow,
    Project,
)
from lemmata.obligations.demands import Demand
from lemmata.obligations.obligation import ObligationKind
from lemmata.obligations.operations import operate, truth
from lemmata.obligations.scope import Scope
from lemmata.obligations.smtlib import (
    Term,
    choose,
    conjunction,
    disjunction,
    implies,
    negate,
)
from lemmata.obligations.sorts import (
    Sorts,
    build,
    constant,
    convert,
    default,
    narrow,
    project,
    sort_name,
)

Environment = Mapping[str, tuple[Term, Type]]
LONGEST_SHARED = 60


class Breach(Enum):
    """What a clause does with demands that CPython does not check (types, preconditions)."""

    COLLECT = "collect"
    RAISE = "raise"
    IGNORE = "ignore"


_UNCHECKED = (ObligationKind.TYPE, ObligationKind.PRECONDITION)


class PathEndError(Exception):
    """Everything after this point of the path is unreachable once its demands are met."""


class Encoder:
    """Translates expressions at one point of one path; ``scope`` is replaced at forks."""

    def __init__(
        self,
        raise_obligation: Callable[[Demand, tuple[Term, ...]], None],
        call: "Callable[[Encoder, Call, tuple[Term, ...]], Term]",
    ) -> None:
        self.scope = Scope()
        self.sorts = Sorts()
        self.declared: tuple[str, ...] = ()  # exceptions that the body may raise
        self._raise = raise_obligation
        self._call = call
        self._conjuncts: list[Term] | None = None
        self._breach = Breach.RAISE

    def demand(self, demand: Demand) -> None:
        """Require a condition here; from here on it is taken for granted."""
        scope, condition = self.scope, demand.condition
        if scope.entails(condition):
            return
        if self._conjuncts is None:
            if demand.error is None or not declares(self.declared, demand.error):
                self._raise(demand, scope.guards)
            scope.learn(condition)
            if condition == "false" and not scope.guards:
                raise PathEndError
        elif demand.kind not in _UNCHECKED or self._breach is Breach.COLLECT:
            self._conjuncts.append(scope.collect(condition))
        elif self._breach is Breach.RAISE:
            context = (*self._conjuncts, *scope.guards)
            self._raise(demand, context)
            scope.state(implies(conjunction(context), condition))

    def share(self, term: Term, kind: Type, label: str = "tmp") -> Term:
        """A short name for a term that is about to be used more than once."""
        return self.scope.define(label, self.sorts.sort(kind), term)

    def assume(self, fact: Term, trigger: Term) -> None:
        """Assert what is true of ``trigger``, a term just built, whatever the values in it."""
        self.scope.state(fact)

    def brief(self, test: Term) -> Term:
        """A Bool that is about to be repeated as a guard: itself if short, else its name."""
        return self.share(test, BOOL) if len(test) > LONGEST_SHARED else test

    @property
    def in_clause(self) -> bool:
        """Whether a clause of a contract is being read, not a body."""
        return self._conjuncts is not None

    @contextmanager
    def under(self, guard: Term) -> Iterator[None]:
        """Evaluate what is reached only if ``guard`` holds."""
        before = self.scope.guards
        self.scope.guards = before if guard == "true" else (*before, guard)
        try:
            yield
        finally:
            self.scope.guards = before

    def holds(self, test: Expr, environment: Environment, breach: Breach = Breach.COLLECT) -> Term:
        """The formula that a clause is defined and true.

        It depends on the facts asserted so far, but not on the guards in force.
        """
        fits, term = self.defined(test, environment, breach)
        return conjunction([fits, term])

    def defined(
        self, expr: Expr, environment: Environment, breach: Breach = Breach.COLLECT
    ) -> tuple[Term, Term]:
        """The condition under which an expression of a clause is defined, and its value."""
        scope, before = self.scope, (self._conjuncts, self._breach)
        guards, collected = scope.guards, scope.collected
        parts: list[Term] = []
        self._conjuncts, self._breach, scope.guards, scope.collected = parts, breach, (), {}
        try:
            term = self.term(expr, environment)
        finally:
            self._conjuncts, self._breach = before
            scope.guards, scope.collected = guards, collected
        return conjunction(parts), term

    @contextmanager
    def elsewhere(self) -> Iterator[None]:
        """Encode what was shown to be defined in another proof: no demand is raised or kept."""
        scope, before = self.scope, (self._conjuncts, self._breach)
        guards, collected = scope.guards, scope.collected
        self._conjuncts, self._breach, scope.guards, scope.collected = [], Breach.IGNORE, (), {}
        try:
            yield
        finally:
            self._conjuncts, self._breach = before
            scope.guards, scope.collected = guards, collected

    def term(self, expr: Expr, environment: Environment) -> Term:
        """The value of an expression; it means nothing where a demand fails.

        Raises:
            UnsupportedError: something that has no exact counterpart.
        """
        match expr:
            case Const(value=value, type=kind):
                self.sorts.sort(kind)
                return constant(value, kind)
            case Name():
                return self._name(expr, environment)
            case Apply(arguments=arguments):
                terms = [self.term(argument, environment) for argument in arguments]
                return operate(expr, terms, self)
            case Logic():
                return self._logic(expr, environment)
            case Conditional():
                return self._conditional(expr, environment)
            case Construct(arguments=arguments, type=kind):
                self.sorts.sort(kind)
                return build(kind, [self.term(argument, environment) for argument in arguments])
            case Project(value=value, index=index):
                return self._project(expr, self.term(value, environment), index)
            case Convert(value=value, type=kind):
                self.sorts.sort(kind)
                return convert(self.term(value, environment), value.type, kind, self.share)
            case Narrow():
                return self._narrow(expr, environment)
            case Call(arguments=arguments):
                terms = [self.term(argument, environment) for argument in arguments]
                return self._call(self, expr, tuple(terms))

    def _name(self, expr: Name, environment: Environment) -> Term:
        if expr.name not in environment:
            text = f"{expr.name} is assigned before it is read"
            kind = ObligationKind.DEFINED
            self.demand(Demand("false", kind, text, expr.line, "UnboundLocalError"))
            self.sorts.sort(expr.type)
            return default(expr.type)
        term, kind_there = environment[expr.name]
        if sort_name(kind_there) != sort_name(expr.type):
            raise UnsupportedError(
                f"{expr.name} is {show(kind_there)} in one place and {show(expr.type)} in another",
                remedy="use another name",
            )
        return term

    def _logic(self, expr: Logic, environment: Environment) -> Term:
        is_and = expr.operator == "and"
        values: list[Term] = []
        tests: list[Term] = []
        before = self.scope.guards
        try:
            for position, operand in enumerate(expr.operands):
                value = self.term(operand, environment)
                if position < len(expr.operands) - 1:
                    value = self.share(value, expr.type) if expr.type != BOOL else value
                    test = self.brief(truth(value, expr.type))
                    value = test if expr.type == BOOL else value
                    guard = test if is_and else negate(test)
                    if guard == "false":
                        values.append(value)
                        break
                    tests.append(test)
                    self.scope.guards = (*self.scope.guards, guard)
                values.append(value)
        finally:
            self.scope.guards = before
        if expr.type == BOOL:
            return conjunction(values) if is_and else disjunction(values)
        result = values[-1]
        for test, value in zip(reversed(tests), reversed(values[:-1]), strict=True):
            result = choose(test, result, value) if is_and else choose(test, value, result)
        return result

    def _conditional(self, expr: Conditional, environment: Environment) -> Term:
        test = self.brief(self.term(expr.test, environment))
        if test in ("true", "false"):
            return self.term(expr.then if test == "true" else expr.otherwise, environment)
        with self.under(test):
            then = self.term(expr.then, environment)
        with self.under(negate(test)):
            otherwise = self.term(expr.otherwise, environment)
        return choose(test, then, otherwise)

    def _project(self, expr: Project, value: Term, index: int) -> Term:
        kind = expr.value.type
        if not hasattr(kind, "items") and not hasattr(kind, "fields"):
            raise UnsupportedError(f"a component of {show(kind)}")
        self.sorts.sort(kind)
        return project(kind, index, value)  # type: ignore[arg-type]

    def _narrow(self, expr: Narrow, environment: Environment) -> Term:
        value = self.term(expr.value, environment)
        self.sorts.sort(expr.type)
        fits, narrowed = narrow(value, expr.value.type, expr.type, self.share)
        kind = ObligationKind.TYPE if expr.error is None else ObligationKind.DEFINED
        text = f"the value of type {show(expr.value.type)} is {show(expr.type)}"
        self.demand(Demand(fits, kind, text, expr.line, expr.error))
        return narrowed
