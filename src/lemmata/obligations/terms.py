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

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.types import (
    BOOL,
    FunctionType,
    ListType,
    Type,
    show,
)
from lemmata.language.exceptions import declares
from lemmata.language.tree import (
    Apply,
    Call,
    Comprehension,
    Conditional,
    Const,
    Construct,
    Convert,
    Display,
    Expr,
    Invoke,
    IsInstance,
    Logic,
    Name,
    Narrow,
    Operation,
    Project,
)
from lemmata.obligations.bounds import entails
from lemmata.obligations.comprehensions import gather
from lemmata.obligations.conversions import convert, narrow
from lemmata.obligations.demands import Demand
from lemmata.obligations.encoding import Binder, Environment, Inner
from lemmata.obligations.folds import fold_work, is_fold_work
from lemmata.obligations.functions import invoke, named
from lemmata.obligations.heights import height
from lemmata.obligations.lists import display, is_list_work, list_work
from lemmata.obligations.maps import is_map_work, map_display, map_work
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
    symbols,
)
from lemmata.obligations.sorts import (
    Sorts,
    build,
    constant,
    default,
    is_instance,
    project,
    sort_name,
)
from lemmata.obligations.theory import forall, replaced

LONGEST_SHARED = 60
LONGEST_BOUND = 20_000
_MOST_SPELLED = 4
_UNKNOWNS = ("arg", "answer")


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
        self.names_remainders = False  # whether `%` by what varies goes by the name with laws
        self._raise = raise_obligation
        self._call = call
        self._conjuncts: list[Term] | None = None
        self._breach = Breach.RAISE
        self._binders: list[Binder] = []
        self._sink: Binder | None = None
        self._sorts_of: dict[str, str] = {}
        self._is_conjunct = False

    def demand(self, demand: Demand) -> None:
        """Require a condition here; from here on it is taken for granted."""
        scope, condition = self.scope, demand.condition
        if scope.entails(condition):
            return
        if self._sink is not None:
            if not self.follows(condition):
                self._sink.demands.append(Inner(scope.guards[self._sink.outer :], demand))
                scope.collect(condition)
        elif self._conjuncts is None:
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
        """A short name for a term that is about to be used more than once.

        A term with bound variables in it stands for itself, and so does a function.

        Raises:
            UnsupportedError: a choice between functions.
        """
        if isinstance(kind, FunctionType):
            return named(term, kind)
        if self._binders and self._bound_in(term):
            self.sorts.sort(kind)
            if len(term) > LONGEST_BOUND:
                raise UnsupportedError(
                    "an expression too large within a quantifier", remedy="split it into helpers"
                )
            return term
        return self.scope.define(label, self.sorts.sort(kind), term)

    def brief(self, test: Term) -> Term:
        """A Bool that is about to be repeated as a guard: itself if short, else its name."""
        return self.share(test, BOOL) if len(test) > LONGEST_SHARED else test

    @contextmanager
    def binder(self, *sorts: str) -> Iterator[Binder]:
        """Evaluate under fresh bound variables of these sorts.

        What is demanded inside is kept in the binder; its user demands it outside, quantified.
        """
        depth = sum(len(known.names) for known in self._binders)
        names = tuple(f"bound.{depth + i}" for i in range(len(sorts)))
        scope = self.scope
        made = Binder(names, len(scope.guards))
        before, collected = (self._sink, self._is_conjunct), scope.collected
        self._sorts_of.update(zip(names, sorts, strict=True))
        self._binders.append(made)
        self._sink = made
        scope.collected = {term: list(guards) for term, guards in collected.items()}
        try:
            yield made
        finally:
            self._binders.pop()
            self._sink, self._is_conjunct = before
            scope.collected = collected

    def _bound_in(self, term: Term) -> list[tuple[str, str]]:
        """The bound variables in a term, with their sorts."""
        found = symbols(term)
        return [(name, self._sorts_of[name]) for name in self.in_force if name in found]

    @property
    def in_force(self) -> tuple[str, ...]:
        """The bound variables in force."""
        return tuple(name for known in self._binders for name in known.names)

    def follows(self, goal: Term, more: Iterable[Term] = ()) -> bool:
        """Whether a comparison of integers plainly follows from what is known here, and more."""
        known = [*self._known(), *more]
        if entails(known, goal):
            return True
        spelled = self._spelled(goal)
        return spelled != goal and entails(known, spelled)

    def _spelled(self, goal: Term) -> Term:
        """The term with the definitions of its integers written out, so far as they are short."""
        for _ in range(_MOST_SPELLED):
            names = {
                name: known.term
                for name in symbols(goal)
                if (known := self.scope.definitions.get(name)) is not None and known.sort == "Int"
            }
            if not names:
                break
            goal = replaced(goal, names)
        return goal

    def _known(self) -> Iterator[Term]:
        """What holds here, as far as it is stated: facts, guards and what was demanded."""
        scope = self.scope
        held = frozenset(scope.parts(scope.guards))
        yield from held
        for known in (scope.asserted, scope.collected):
            for condition, guards in known.items():
                if any(guard <= held for guard in guards):
                    yield condition

    def sort_of(self, name: str) -> str | None:
        """The sort of a variable, constant or definition that was met; None of a stranger."""
        if name in self.scope.definitions:
            return self.scope.definitions[name].sort
        return self.scope.constants.get(name) or self._sorts_of.get(name)

    def inputs(self) -> Mapping[str, str]:
        """The parameters that were met, with their sorts."""
        return {name: sort for name, sort in self._sorts_of.items() if name.startswith("arg.")}

    def assume(self, fact: Term, trigger: Term) -> None:
        """Assert what holds whatever the guards, and for all values of bound variables in it.

        Raises:
            UnsupportedError: ``trigger`` lacks one of those variables.
        """
        bound = self._bound_in(fact)
        if not bound:
            self.scope.state(fact)
            return
        if {name for name, _ in bound} - symbols(trigger):
            raise UnsupportedError(
                "a call within a quantifier whose contract speaks of more than its arguments",
                remedy="state it outside",
            )
        self.scope.state(forall(tuple(bound), fact, ((trigger,),)))

    def learn(self, fact: Term) -> None:
        """Assert what holds under the guards in force; see `assume`."""
        if self._bound_in(conjunction([fact, *self.scope.guards])):
            raise UnsupportedError(
                "a call that may raise within a quantifier", remedy="call it outside"
            )
        self.scope.learn(fact)

    def conjunct(self, expr: Expr, environment: Environment, is_conjunct: bool) -> Term:
        """The value of an expression that stands where a conjunct of a clause does, or not."""
        self._is_conjunct = is_conjunct
        return self.term(expr, environment)

    @property
    def is_conjunct(self) -> bool:
        """Whether the value at hand is a conjunct of a clause (perhaps under its guards)."""
        return self._is_conjunct

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
        parts: list[Term] = []
        with self._apart(parts, breach):
            self._is_conjunct = True
            term = self.term(expr, environment)
        return conjunction(parts), term

    @contextmanager
    def _apart(self, parts: list[Term], breach: Breach) -> Iterator[None]:
        """Encode with demands going to ``parts``, blind to guards and binders around."""
        scope, before = self.scope, (self._conjuncts, self._breach)
        outer = (self._sink, self._is_conjunct)
        guards, collected = scope.guards, scope.collected
        self._conjuncts, self._breach, scope.guards, scope.collected = parts, breach, (), {}
        self._sink = None
        try:
            yield
        finally:
            self._conjuncts, self._breach = before
            self._sink, self._is_conjunct = outer
            scope.guards, scope.collected = guards, collected

    @contextmanager
    def elsewhere(self) -> Iterator[None]:
        """Encode what was shown to be defined in another proof: no demand is raised or kept."""
        with self._apart([], Breach.IGNORE):
            self._is_conjunct = False
            yield

    def term(self, expr: Expr, environment: Environment) -> Term:
        """The value of an expression; it means nothing where a demand fails.

        Raises:
            UnsupportedError: something that has no exact counterpart.
        """
        is_conjunct, self._is_conjunct = self._is_conjunct, False
        match expr:
            case Const(value=value, type=kind):
                self.sorts.sort(kind)
                return constant(value, kind)
            case Name():
                return self._name(expr, environment)
            case Apply():
                return self._apply(expr, environment)
            case Logic():
                return self._logic(expr, environment, is_conjunct)
            case Conditional():
                return self._conditional(expr, environment, is_conjunct)
            case Display(items=items, type=kind):
                make = display if isinstance(kind, ListType) else map_display
                return make(self, expr, [self.term(one, environment) for one in items])
            case Invoke(function=function, arguments=arguments):
                name = self._name(function, environment)
                terms = [self.term(argument, environment) for argument in arguments]
                return invoke(self, expr, name, terms)
            case Comprehension():
                self._is_conjunct = is_conjunct
                return gather(self, expr, environment)
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
            case IsInstance(value=value, kind=record):
                whole = self.share(self.term(value, environment), value.type)
                return is_instance(value.type, record, whole)
            case Call(arguments=arguments):
                terms = [self.term(argument, environment) for argument in arguments]
                return self._call(self, expr, tuple(terms))
            case _:
                raise UnsupportedError(f"{type(expr).__name__.lower()}, line {expr.line}")

    def _apply(self, expr: Apply, environment: Environment) -> Term:
        terms = [self.term(argument, environment) for argument in expr.arguments]
        if expr.operation is Operation.HEIGHT:
            kind = expr.arguments[0].type
            return height(self.sorts, kind, self.share(terms[0], kind))
        if is_map_work(expr):
            return map_work(self, expr, terms)
        if is_fold_work(expr):
            return fold_work(self, expr, terms)
        if is_list_work(expr):
            return list_work(self, expr, terms)
        return operate(expr, terms, self)

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
        if term.partition(".")[0] in _UNKNOWNS:
            self._sorts_of[term] = sort_name(kind_there)
        return term

    def _logic(self, expr: Logic, environment: Environment, is_conjunct: bool) -> Term:
        is_and = expr.operator == "and"
        values: list[Term] = []
        tests: list[Term] = []
        before = self.scope.guards
        try:
            for position, operand in enumerate(expr.operands):
                is_last = position == len(expr.operands) - 1
                self._is_conjunct = is_conjunct and (is_and or is_last)
                value = self.term(operand, environment)
                if not is_last:
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

    def _conditional(self, expr: Conditional, environment: Environment, is_conjunct: bool) -> Term:
        test = self.brief(self.term(expr.test, environment))
        self._is_conjunct = is_conjunct
        if test in ("true", "false"):
            return self.term(expr.then if test == "true" else expr.otherwise, environment)
        with self.under(test):
            then = self.term(expr.then, environment)
        self._is_conjunct = is_conjunct
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
