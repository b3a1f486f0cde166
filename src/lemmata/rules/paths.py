"""Path enumeration: a function's body as a branching program over the fields of its domain.

Statements are followed as Python runs them, with a continuation for what comes after. Two paths
that arrive at a statement with equal variables share everything from there on. Loops are unrolled
for as long as their tests and items say; nothing is ever guessed or sampled.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from lemmata.contracts.errors import LimitError, Place, UnsupportedError
from lemmata.contracts.types import ListType
from lemmata.contracts.values import ListValue
from lemmata.language.patterns import pattern_bindings, pattern_test
from lemmata.language.tree import (
    Assert,
    Assign,
    Break,
    Case,
    Comprehension,
    Condition,
    Continue,
    Expr,
    For,
    Function,
    Gather,
    If,
    Match,
    Name,
    Program,
    Raise,
    Return,
    Stmt,
    Target,
    While,
)
from lemmata.rules.branching import Fault, Graph, Node
from lemmata.rules.deciding import once, shared
from lemmata.rules.expressions import Evaluator, Go, Variables
from lemmata.rules.terms import Known, Struct, Term, known

MOST_STEPS = 300_000
"""Statements and calls that are followed for one rule; shared ones count once."""
MOST_CALLS = 100
"""Calls within calls."""
_FRAMES = 200_000

After = Callable[[Variables], Node]


@dataclass(frozen=True, slots=True)
class _Exits:
    """Where control goes that leaves a block before its end."""

    returned: Go
    broke: After | None = None
    continued: After | None = None


class Explorer:
    """Follows the functions of one program over the fields of one domain."""

    def __init__(self, program: Program, graph: Graph) -> None:
        self.program = program
        self.graph = graph
        self._evaluator = Evaluator(program, graph, self._call)
        self._steps = 0
        self._depth = 0

    def run(self, function: Function, arguments: Sequence[Term], go: Go) -> Node:
        """The function's body on these arguments, and what follows from its value.

        Raises:
            UnsupportedError: an operation that no table can hold, or an open body.
            LimitError: more than `MOST_STEPS`, or a loop that never ends.
        """
        with deep():
            return self._body(function, tuple(arguments), go)

    def holds(self, conditions: Sequence[Condition], given: Variables, yes: Node, no: Node) -> Node:
        """Whether all of the conditions are true, in order; raises as `run`."""

        def at(index: int) -> Node:
            if index == len(conditions):
                return yes
            rest = once(lambda: at(index + 1))
            return self._evaluator.test(conditions[index].test, given, rest, lambda: no)

        with deep():
            return at(0)

    def _step(self, line: int) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS or len(self.graph) > MOST_STEPS:
            raise LimitError(
                f"following the rule takes more than {MOST_STEPS:,} steps",
                place=Place(self.program.path, line),
                remedy="split the rule, or keep fewer variables alive",
            )

    def _body(self, function: Function, arguments: tuple[Term, ...], go: Go) -> Node:
        if function.body is None:
            raise UnsupportedError(
                f"{function.name} has an open body",
                place=Place(self.program.path, function.line),
                remedy="compile it first",
            )
        names = (parameter.name for parameter in function.parameters)
        given = Variables(dict(zip(names, arguments, strict=True)))
        returned = shared(self._promised(function, given, go))
        exits = _Exits(returned)
        return self._block(function.body, given, exits, lambda _: returned(known(None)))

    def _promised(self, function: Function, given: Variables, go: Go) -> Go:
        """What follows where every postcondition holds; icontract raises elsewhere."""
        if not function.ensures:
            return go

        def after(term: Term) -> Node:
            held = given.bound("result", term)

            def at(index: int) -> Node:
                if index == len(function.ensures):
                    return go(term)
                one = function.ensures[index]
                broken = self.graph.leaf(Fault("icontract.ViolationError", one.line))
                rest = once(lambda: at(index + 1))
                return self._evaluator.test(one.test, held, rest, lambda: broken)

            return at(0)

        return after

    def _call(self, name: str, arguments: tuple[Term, ...], go: Go, line: int) -> Node:
        """A call by the body. icontract raises where the precondition is broken, and so it does."""
        self._step(line)
        function = self.program.functions[name]
        if self._depth >= MOST_CALLS:
            raise LimitError(
                f"{name} calls itself more than {MOST_CALLS} times",
                place=Place(self.program.path, line),
                remedy="bound the recursion by the precondition",
            )
        names = (parameter.name for parameter in function.parameters)
        given = Variables(dict(zip(names, arguments, strict=True)))

        def run() -> Node:
            self._depth += 1
            try:
                return self._body(function, arguments, outside)
            finally:
                self._depth -= 1

        def outside(term: Term) -> Node:
            self._depth -= 1
            try:
                return go(term)
            finally:
                self._depth += 1

        broken = self.graph.leaf(Fault("icontract.ViolationError", line))

        def at(index: int) -> Node:
            if index == len(function.requires):
                return run()
            rest = once(lambda: at(index + 1))
            test = function.requires[index].test
            return self._evaluator.test(test, given, rest, lambda: broken)

        return at(0)

    def _block(
        self, statements: Sequence[Stmt], given: Variables, exits: _Exits, after: After
    ) -> Node:
        def at(index: int) -> After:
            if index == len(statements):
                return after
            following = at(index + 1)
            return shared(lambda held: self._statement(statements[index], held, exits, following))

        return at(0)(given)

    def _statement(self, one: Stmt, given: Variables, exits: _Exits, after: After) -> Node:
        self._step(one.line)
        evaluate = self._evaluator
        match one:
            case Assign(target=target, value=value):
                return evaluate.value(value, given, lambda term: after(bind(given, target, term)))
            case Return(value=value):
                return evaluate.value(value, given, exits.returned)
            case If(test=test, body=body, orelse=orelse):
                return evaluate.test(
                    test,
                    given,
                    once(lambda: self._block(body, given, exits, after)),
                    once(lambda: self._block(orelse, given, exits, after)),
                )
            case Assert(test=test, line=line):
                fault = self.graph.leaf(Fault("AssertionError", line))
                return evaluate.test(test, given, once(lambda: after(given)), lambda: fault)
            case Raise(error=error, line=line):
                return self.graph.leaf(Fault(error, line))
            case Match():
                return self._match(one, given, exits, after)
            case Break():
                assert exits.broke is not None
                return exits.broke(given)
            case Continue():
                assert exits.continued is not None
                return exits.continued(given)
            case While():
                return self._while(one, given, exits, after)
            case For():
                return self._for(one, given, exits, after)

    def _match(self, one: Match, given: Variables, exits: _Exits, after: After) -> Node:
        subject = Name("match subject", one.subject.type, one.line)

        def cases(left: Sequence[Case], held: Variables) -> Node:
            if not left:
                return after(_without(held, subject.name))
            case, *others = left
            following: After = shared(lambda kept: cases(others, kept))

            def matched() -> Node:
                pairs = pattern_bindings(case.pattern, subject)
                return self._bind_all(pairs, held, body)

            def body(bound: Variables) -> Node:
                run = once(
                    lambda: self._block(case.body, _without(bound, subject.name), exits, after)
                )
                if case.guard is None:
                    return run()
                return self._evaluator.test(case.guard, bound, run, lambda: following(bound))

            test = pattern_test(case.pattern, subject)
            return self._evaluator.test(test, held, once(matched), lambda: following(held))

        return self._evaluator.value(
            one.subject, given, lambda term: cases(one.cases, given.bound(subject.name, term))
        )

    def _bind_all(self, pairs: Sequence[tuple[str, Expr]], given: Variables, after: After) -> Node:
        if not pairs:
            return after(given)
        (name, expr), *rest = pairs
        return self._evaluator.value(
            expr, given, lambda term: self._bind_all(rest, given.bound(name, term), after)
        )

    def _while(self, one: While, given: Variables, exits: _Exits, after: After) -> Node:
        running: set[Variables] = set()

        def head(held: Variables) -> Node:
            self._step(one.line)
            if held in running:
                raise LimitError(
                    "the loop comes back to where it was, and never ends",
                    place=Place(self.program.path, one.line),
                    remedy="make it end on every path",
                )
            running.add(held)
            inner = replace(exits, broke=after, continued=again)
            try:
                return self._evaluator.test(
                    one.test,
                    held,
                    once(lambda: self._guarded(one, held, inner, again)),
                    once(lambda: self._block(one.orelse, held, exits, after)),
                )
            finally:
                running.discard(held)

        again = shared(head)
        return again(given)

    def _guarded(self, one: While | For, held: Variables, inner: _Exits, again: After) -> Node:
        """The body, after the loop's own assertions: `invariant` runs."""
        fault = self.graph.leaf(Fault("AssertionError", one.line))

        def at(index: int) -> Node:
            if index == len(one.loop.invariants):
                return self._block(one.body, held, inner, again)
            rest = once(lambda: at(index + 1))
            test = one.loop.invariants[index].test
            return self._evaluator.test(test, held, rest, lambda: fault)

        return at(0)

    def _for(self, one: For, given: Variables, exits: _Exits, after: After) -> Node:
        item = Name("item drawn", one.item, one.line)
        drawn = Comprehension(
            Gather.LIST, item, item.name, one.source, one.item, (), ListType(one.item), one.line
        )

        def unroll(term: Term) -> Node:
            assert isinstance(term, Known)
            assert isinstance(term.value, ListValue)
            items = tuple(map(known, term.value.items))

            def turn(index: int) -> After:
                def run(held: Variables) -> Node:
                    self._step(one.line)
                    if index == len(items):
                        return self._block(one.orelse, held, exits, after)
                    inner = replace(exits, broke=after, continued=turns[index + 1])
                    bound = bind(held, one.target, items[index])
                    return self._guarded(one, bound, inner, turns[index + 1])

                return shared(run)

            turns = [turn(index) for index in range(len(items) + 1)]
            return turns[0](given)

        return self._evaluator.whole(drawn, given, unroll)


def bind(given: Variables, target: Target, term: Term) -> Variables:
    """The variables after an assignment; a tuple target takes the parts of a tuple."""
    if isinstance(target, str):
        return given.bound(target, term)
    parts: tuple[Term, ...] = ()
    if isinstance(term, Struct):
        parts = term.items
    elif isinstance(term, Known) and isinstance(term.value, tuple):
        parts = tuple(map(known, term.value))
    for inner, part in zip(target, parts, strict=True):
        given = bind(given, inner, part)
    return given


def _without(given: Variables, name: str) -> Variables:
    return Variables({known: term for known, term in given.items() if known != name})


@contextmanager
def deep() -> Iterator[None]:
    """Continuations nest: a body of 1,000 statements takes some 10,000 frames."""
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(max(usual, _FRAMES))
    try:
        yield
    except RecursionError:
        raise LimitError("the rule is nested too deeply", remedy="split it") from None
    finally:
        sys.setrecursionlimit(usual)
