"""The ways through a function as regions of its inputs: conditions over the parameters alone.

The body runs symbolically over the typed tree: assignments and helper calls are put in place of
names, tests become facts, and every operation that may raise splits the way in two. A loop is run
a few times; what goes on is a region of its own, of which nothing more is said.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias, assert_never

from lemmata.analyses.faults import Fault, demand
from lemmata.analyses.simplifying import (
    FALSE,
    bare,
    conjuncts,
    drawing,
    free_in,
    is_partial,
    operands,
    opposite,
    parts,
    rebuilt,
    settled,
    simple,
    size,
    with_operands,
    with_parts,
)
from lemmata.analyses.unrolling import has_item, item_of
from lemmata.contracts.errors import Place, UnsupportedError
from lemmata.contracts.types import (
    BOOL,
    NoneType,
    OptionalType,
    TupleType,
)
from lemmata.language.patterns import pattern_bindings, pattern_test
from lemmata.language.tree import (
    TRUE,
    Apply,
    Assert,
    Assign,
    Break,
    Call,
    Case,
    Comprehension,
    Conditional,
    Const,
    Construct,
    Continue,
    Convert,
    Expr,
    For,
    Function,
    Gather,
    If,
    Logic,
    Match,
    Name,
    Operation,
    Program,
    Project,
    Raise,
    Return,
    Source,
    Stmt,
    Target,
    While,
)
from lemmata.language.walking import names_of

MOST_REGIONS = 256
MOST_NODES = 2_000
MOST_CALLS = 50
UNROLLED = 2
"""How often a loop is run, or a function called inside itself, before no more is said."""


class Region(NamedTuple):
    """Facts over the parameters, each defined where the earlier ones hold, and what follows."""

    facts: tuple[Expr, ...]
    outcome: Expr | Fault


class Way(NamedTuple):
    """Facts so far, and the value of an expression or the fault that ended it."""

    facts: tuple[Expr, ...]
    value: Expr | Fault


Environment: TypeAlias = Mapping[str, Expr] | None
"""What each name stands for; None for an expression that is over the parameters already."""

Bound: TypeAlias = Mapping[str, Expr]
_Ways: TypeAlias = Iterator[Way]


def regions_of(program: Program, name: str) -> tuple[Region, ...]:
    """The ways through the body, in the order of the code; some may be of no input.

    Loops run up to `UNROLLED` times, fewer where that makes too many ways.

    Raises:
        UnsupportedError: an open body, more than 256 ways, or too large a condition.
    """
    for unrolled in range(UNROLLED, 0, -1):
        with suppress(UnsupportedError):
            return _ways(program, name, unrolled)
    return _ways(program, name, 0)


def _ways(program: Program, name: str, unrolled: int) -> tuple[Region, ...]:
    function = program.functions[name]
    environment: Bound = {p.name: Name(p.name, p.type, 0) for p in function.parameters}
    walk = _Walk(program, function, unrolled)
    found: list[Region] = []
    try:
        for facts, value in walk.body(function, environment, ()):
            found.append(Region(facts, value))
            if len(found) > MOST_REGIONS:
                raise walk.refusal(f"more than {MOST_REGIONS} regions")
    except RecursionError:
        raise walk.refusal("code nested too deeply") from None
    return tuple(found)


class _Again(NamedTuple):
    """The head of a loop that is being run, after ``runs`` iterations."""

    loop: While | For
    source: Source | None = None
    runs: int = 0


_Step: TypeAlias = Stmt | _Again
_After: TypeAlias = tuple[Sequence[_Step], Return | None]
"""The statements that follow, and what falling off the end means."""


@dataclass(slots=True)
class _Walk:
    program: Program
    function: Function
    unrolled: int
    calls: int = 0
    within: list[str] = field(default_factory=list)

    def refusal(self, what: str) -> UnsupportedError:
        return UnsupportedError(
            f"{self.function.name} has {what}",
            place=Place(self.program.path, self.function.line),
            remedy="split it into smaller functions",
        )

    def body(self, function: Function, environment: Bound, facts: tuple[Expr, ...]) -> _Ways:
        if function.body is None:
            raise UnsupportedError(
                f"the body of {function.name} is open: nobody knows what it does",
                place=Place(self.program.path, function.line),
                remedy="compile it first",
            )
        kind = function.returns
        whole = isinstance(kind, NoneType | OptionalType)
        last = Return(Const(None, kind, 0), function.line) if whole else None
        yield from self.run(function.body, last, environment, facts)

    def run(
        self,
        statements: Sequence[_Step],
        last: Return | None,
        environment: Bound,
        facts: tuple[Expr, ...],
    ) -> _Ways:
        """Every return that the statements reach; ``last`` is what falling off the end means."""
        if not statements:
            if last is None:
                yield Way(facts, Fault(None, self.function.line))
            else:
                yield Way(facts, last.value)
            return
        statement, rest = statements[0], statements[1:]
        match statement:
            case Return(value=value):
                yield from self.split(value, environment, facts)
            case Raise(error=error, line=line):
                yield Way(facts, Fault(error, line))
            case Assign(target=target, value=value):
                for way in self.evaluate(value, environment, facts):
                    if isinstance(way.value, Fault):
                        yield way
                    else:
                        bound = {**environment, **dict(_bound(target, way.value))}
                        yield from self.run(rest, last, bound, way.facts)
            case Assert() | If():
                yield from self.test(statement, (rest, last), environment, facts)
            case Match(subject=subject, cases=cases):
                for way in self.evaluate(subject, environment, facts):
                    if isinstance(way.value, Fault):
                        yield way
                    else:
                        after = (rest, last)
                        yield from self.cases(way.value, cases, after, environment, way.facts)
            case Break() | Continue():
                at = next(n for n, known in enumerate(rest) if isinstance(known, _Again))
                later = rest[at + 1 :] if isinstance(statement, Break) else rest[at:]
                yield from self.run(later, last, environment, facts)
            case While() | For():
                yield from self.enter(statement, (rest, last), environment, facts)
            case _Again():
                yield from self.iterate(statement, (rest, last), environment, facts)
            case _:
                assert_never(statement)

    def enter(
        self, loop: While | For, after: _After, environment: Bound, facts: tuple[Expr, ...]
    ) -> _Ways:
        """A loop from its start: the source of a `for` is evaluated once."""
        rest, last = after
        if isinstance(loop, While):
            yield from self.run((_Again(loop), *rest), last, environment, facts)
            return
        for known, below in self.all_of(operands(loop.source), environment, facts):
            if isinstance(below, Fault):
                yield Way(known, below)
                continue
            drawn = with_operands(loop.source, list(below))
            yield from self.run((_Again(loop, drawn), *rest), last, environment, known)

    def iterate(
        self, again: _Again, after: _After, environment: Bound, facts: tuple[Expr, ...]
    ) -> _Ways:
        """The head of a loop: out of it, or once more through its body, or beyond."""
        rest, last = after
        loop = again.loop
        if isinstance(loop, While):
            heads = self.decide(loop.test, environment, facts)
        else:
            assert again.source is not None
            heads = self.decide(has_item(again.source, again.runs), None, facts)
        for way, goes_on in heads:
            if isinstance(way.value, Fault):
                yield way
            elif not goes_on:
                yield from self.run((*loop.orelse, *rest), last, environment, way.facts)
            elif again.runs >= self.unrolled:
                yield Way(way.facts, Fault(None, loop.line, is_beyond=True))
            else:
                bound = environment
                if isinstance(loop, For) and again.source is not None:
                    item = item_of(again.source, again.runs, loop.item)
                    bound = {**environment, **dict(_bound(loop.target, item))}
                later = again._replace(runs=again.runs + 1)
                checks = [Assert(known.test, known.line) for known in loop.loop.invariants]
                yield from self.run((*checks, *loop.body, later, *rest), last, bound, way.facts)

    def test(
        self,
        statement: Assert | If,
        after: _After,
        environment: Bound,
        facts: tuple[Expr, ...],
    ) -> _Ways:
        """Both answers of a test, each with the statements that it leads to."""
        rest, last = after
        for way, holds in self.decide(statement.test, environment, facts):
            if isinstance(way.value, Fault):
                yield way
            elif isinstance(statement, If):
                chosen = (*(statement.body if holds else statement.orelse), *rest)
                yield from self.run(chosen, last, environment, way.facts)
            elif holds:
                yield from self.run(rest, last, environment, way.facts)
            else:
                yield Way(way.facts, Fault("AssertionError", statement.line))

    def cases(
        self,
        subject: Expr,
        cases: Sequence[Case],
        after: _After,
        environment: Bound,
        facts: tuple[Expr, ...],
    ) -> _Ways:
        """The first case that matches, or what follows where none does."""
        rest, last = after
        if not cases:
            yield from self.run(rest, last, environment, facts)
            return
        case, later = cases[0], cases[1:]
        test = pattern_test(case.pattern, subject)
        for way, matches in self.decide(test, None, facts):
            if isinstance(way.value, Fault):
                yield way
            elif not matches:
                yield from self.cases(subject, later, after, environment, way.facts)
            else:
                yield from self.matched(subject, cases, after, environment, way.facts)

    def matched(
        self,
        subject: Expr,
        cases: Sequence[Case],
        after: _After,
        environment: Bound,
        facts: tuple[Expr, ...],
    ) -> _Ways:
        case, later = cases[0], cases[1:]
        rest, last = after
        names, values = [], []
        for name, value in pattern_bindings(case.pattern, subject):
            names.append(name)
            values.append(value)
        for known, below in self.all_of(values, None, facts):
            if isinstance(below, Fault):
                yield Way(known, below)
                continue
            bound = {**environment, **dict(zip(names, below, strict=True))}
            guard = TRUE if case.guard is None else case.guard
            for way, holds in self.decide(guard, bound, known):
                if isinstance(way.value, Fault):
                    yield way
                elif holds:
                    yield from self.run((*case.body, *rest), last, bound, way.facts)
                else:
                    yield from self.cases(subject, later, after, bound, way.facts)

    def split(self, expr: Expr, environment: Environment, facts: tuple[Expr, ...]) -> _Ways:
        """A returned expression: its outer conditionals are regions of their own."""
        for way in self.evaluate(expr, environment, facts):
            inner = way.value if isinstance(way.value, Fault) else bare(way.value)
            if not isinstance(inner, Conditional):
                yield way
                continue
            for known, holds in self.decide(inner.test, None, way.facts):
                chosen = inner.then if holds else inner.otherwise
                yield from self.split(chosen, None, known.facts)

    def decide(
        self, test: Expr, environment: Environment, facts: tuple[Expr, ...]
    ) -> Iterator[tuple[Way, bool]]:
        """The ways in which a test comes out, with its answer."""
        for way in self.evaluate(test, environment, facts):
            if isinstance(way.value, Fault):
                yield way, False
                continue
            for answer, fact in ((True, way.value), (False, opposite(way.value))):
                known = _with(way.facts, fact)
                if known is not None:
                    yield Way(known, TRUE), answer

    def evaluate(self, expr: Expr, environment: Environment, facts: tuple[Expr, ...]) -> _Ways:
        """The values that an expression has over the parameters, by the facts they need."""
        match expr:
            case Name(name=name, line=line):
                ready = with_parts(expr, ())
                bound = ready if environment is None else environment.get(name)
                yield Way(facts, bound or Fault("UnboundLocalError", line))
            case Logic() | Conditional() if not is_partial(expr) and _is_bound(expr, environment):
                yield Way(facts, self.small(rebuilt(expr, _leaf(environment))))
            case Logic(operator=operator, operands=operands):
                yield from self.logic(operator, operands, environment, facts)
            case Conditional(test=test, then=then, otherwise=otherwise):
                for way, holds in self.decide(test, environment, facts):
                    if isinstance(way.value, Fault):
                        yield way
                    else:
                        chosen = then if holds else otherwise
                        yield from self.evaluate(chosen, environment, way.facts)
            case Const():
                yield Way(facts, with_parts(expr, ()))
            case Comprehension():
                yield from self.comprehend(expr, environment, facts)
            case _:
                yield from self.applied(expr, environment, facts)

    def applied(self, expr: Expr, environment: Environment, facts: tuple[Expr, ...]) -> _Ways:
        """A node over the values of its parts."""
        for known, below in self.all_of(parts(expr), environment, facts):
            if isinstance(below, Fault):
                yield Way(known, below)
            else:
                yield from self.apply(expr, below, known)

    def comprehend(
        self, expr: Comprehension, environment: Environment, facts: tuple[Expr, ...]
    ) -> _Ways:
        """A comprehension none of whose items can raise; one that may is refused."""
        inner = (*expr.tests, expr.element)
        if any(map(is_partial, inner)):
            raise self.refusal(f"a comprehension that may raise inside, line {expr.line}")
        if expr.gather in (Gather.LEAST, Gather.GREATEST):
            raise self.refusal(f"the {expr.gather.value} of a comprehension, line {expr.line}")
        for known, below in self.all_of(operands(expr.source), environment, facts):
            if isinstance(below, Fault):
                yield Way(known, below)
                continue
            free = frozenset[str]().union(*map(free_in, inner)) - {*names_of(expr.target)}
            if environment is not None and not free <= environment.keys():
                yield Way(known, Fault("UnboundLocalError", expr.line))
            else:
                yield Way(known, self.small(drawing(expr, below, _leaf(environment))))

    def logic(
        self,
        operator: str,
        operands: Sequence[Expr],
        environment: Environment,
        facts: tuple[Expr, ...],
    ) -> _Ways:
        """Short circuit, operand by operand, where one of them may raise."""
        first, rest = operands[0], operands[1:]
        for way in self.evaluate(first, environment, facts):
            if isinstance(way.value, Fault) or not rest:
                yield way
                continue
            value = way.value
            test = value if value.type == BOOL else Apply(Operation.TRUTH, (value,), BOOL, 0)
            for answer, fact in ((True, test), (False, opposite(test))):
                known = _with(way.facts, simple(fact))
                if known is None:
                    continue
                if answer == (operator == "and"):
                    yield from self.logic(operator, rest, environment, known)
                else:
                    decided = TRUE if answer else FALSE
                    yield Way(known, decided if value.type == BOOL else value)

    def all_of(
        self, exprs: Sequence[Expr], environment: Environment, facts: tuple[Expr, ...]
    ) -> Iterator[tuple[tuple[Expr, ...], tuple[Expr, ...] | Fault]]:
        """The values of several expressions, from left to right."""
        if not exprs:
            yield facts, ()
            return
        for way in self.evaluate(exprs[0], environment, facts):
            if isinstance(way.value, Fault):
                yield way.facts, way.value
                continue
            for known, below in self.all_of(exprs[1:], environment, way.facts):
                yield known, below if isinstance(below, Fault) else (way.value, *below)

    def apply(self, expr: Expr, below: Sequence[Expr], facts: tuple[Expr, ...]) -> _Ways:
        """One node over values; where it is not defined, another way."""
        if isinstance(expr, Call):
            yield from self.call(expr, below, facts)
            return
        made = self.small(with_parts(expr, below))
        condition, fault = demand(made, expr)
        if fault is None:
            yield Way(facts, _component(made) if isinstance(made, Project) else settled(made))
            return
        bad = _with(facts, opposite(condition))
        if bad is not None:
            yield Way(bad, fault)
        good = _with(facts, condition)
        if good is not None:
            yield Way(good, settled(made))

    def call(self, call: Call, below: Sequence[Expr], facts: tuple[Expr, ...]) -> _Ways:
        """The ways through a function of the file, with the arguments in place."""
        self.calls += 1
        if self.calls > MOST_CALLS * MOST_REGIONS:
            raise self.refusal("too many calls")
        if self.within.count(call.function) > self.unrolled:
            yield Way(facts, Fault(None, call.line, is_beyond=True))
            return
        function = self.program.functions[call.function]
        names = (parameter.name for parameter in function.parameters)
        self.within.append(call.function)
        for way in self.body(function, dict(zip(names, below, strict=True)), facts):
            # Who asks for the next way is outside of the call.
            self.within.pop()
            if isinstance(way.value, Fault) or way.value.type == call.type:
                yield way
            else:
                yield Way(way.facts, Convert(way.value, call.type, 0))
            self.within.append(call.function)
        self.within.pop()

    def small(self, expr: Expr) -> Expr:
        if size(expr) > MOST_NODES:
            raise self.refusal(f"an expression of more than {MOST_NODES} parts")
        return expr


def _leaf(environment: Environment) -> Callable[[Name], Expr]:
    if environment is None:
        return lambda name: with_parts(name, ())
    return lambda name: environment[name.name]


def _is_bound(expr: Expr, environment: Environment) -> bool:
    return environment is None or free_in(expr) <= environment.keys()


def _bound(target: Target, value: Expr) -> Iterator[tuple[str, Expr]]:
    if isinstance(target, str):
        yield target, value
        return
    kind = value.type
    assert isinstance(kind, TupleType)
    for index, part in enumerate(target):
        yield from _bound(part, _component(Project(value, index, kind.items[index], 0)))


def _component(expr: Project) -> Expr:
    """A component of what was evaluated already: nothing is lost by leaving out the others."""
    whole = expr.value
    return whole.arguments[expr.index] if isinstance(whole, Construct) else simple(expr)


def _with(facts: tuple[Expr, ...], fact: Expr) -> tuple[Expr, ...] | None:
    """The facts and one more, or None where they say its opposite."""
    for part in conjuncts(fact):
        if part == FALSE or opposite(part) in facts:
            return None
        if part not in facts:
            facts = (*facts, part)
    return facts


__all__ = ["MOST_REGIONS", "UNROLLED", "Fault", "Region", "regions_of"]
