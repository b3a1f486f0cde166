"""Calls of functions of the file, and of sealed code: helpers inlined, others by contract.

By contract, a call is an uninterpreted function of its arguments (same arguments, same result)
with one axiom per application, asserted whatever the guards:

    arguments within their types and preconditions defined and true
        =>  result within its type and postconditions defined and true

Some interpretation satisfies every instance as soon as the callee's contract is proved, because
the callee then is a total function on what it admits. So that no proof leans on itself:

- A function that takes part in its own contract, directly or through others, is refused.
- Within a circle of bodies a call must make the measure smaller, and the axiom speaks only of
  such calls: by induction on the measure the contract holds there already.
- A callee that may raise a declared exception has no result where it does, so its axiom is
  asserted under the guards of the call alone, and clauses may not call it.

A recursive function without postconditions is known by its body: each application equals the
body with the arguments in place, for whatever is admitted, as its own proof shows it defined and
ending there. A contract of sealed code is all that is known of its function, whatever the body.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lemmata.contracts.errors import ChoiceError, Place, UnsupportedError
from lemmata.contracts.types import INT, FunctionType, Type
from lemmata.language.exceptions import declares
from lemmata.language.tree import Call, For, Function, Program, Stmt, While
from lemmata.language.walking import called, has_loop, is_apart, recursive
from lemmata.obligations.demands import Demand
from lemmata.obligations.encoding import Environment
from lemmata.obligations.maps import holds_order, order_tag
from lemmata.obligations.measures import decreasing
from lemmata.obligations.obligation import ObligationKind
from lemmata.obligations.paths import Runner, Side, Step
from lemmata.obligations.smtlib import (
    Term,
    apply,
    choose,
    conjunction,
    implies,
    negate,
    symbol,
)
from lemmata.obligations.sorts import domain
from lemmata.obligations.terms import Encoder
from lemmata.obligations.theory import declare

MOST_INLINED = 2_000
MOST_INLINED_PATHS = 20_000
MOST_UNFOLDED = 2


def find(program: Program, name: str) -> Function:
    """A function of the program.

    Raises:
        ChoiceError: there is none of that name.
        UnsupportedError: it lies outside the provable language.
    """
    if name in program.functions:
        return program.functions[name]
    if name in program.unsupported:
        raise program.unsupported[name]
    raise ChoiceError(
        f"no function {name!r} in {program.path}",
        remedy=f"it has {', '.join(sorted(program.functions)) or 'none'}",
    )


def reject_circles(program: Program, name: str) -> None:
    """Refuse a function that takes part in a contract that its own meaning rests on.

    Circles of bodies are recursion, and have measures; a circle through a contract has none.

    Raises:
        UnsupportedError: below the function, a circle of calls passes through a contract.
    """
    graph = _graph(program, name)
    for current, (_, contract) in graph.items():
        for callee in contract:
            if callee == current or current in _below(graph, callee):
                raise UnsupportedError(
                    f"recursion: {current} takes part in its own contract, through {callee}",
                    place=Place(program.path, find(program, current).line),
                    remedy="state the contract without it, by a helper of its own",
                )


Graph = dict[str, tuple[tuple[str, ...], tuple[str, ...]]]


def _graph(program: Program, name: str) -> Graph:
    """What each function below ``name`` calls in its body, and in its contract."""
    graph: Graph = {}
    pending = [name]
    while pending:
        current = pending.pop()
        if current not in graph:
            function = find(program, current)
            contract = called((function.requires, function.ensures))
            graph[current] = called((function.body or (), function.decreases)), contract
            pending.extend((*graph[current][0], *contract))
    return graph


def _below(graph: Graph, name: str) -> frozenset[str]:
    found: set[str] = set()
    pending = [name]
    while pending:
        for callee in (known for side in graph[pending.pop()] for known in side):
            if callee not in found:
                found.add(callee)
                pending.append(callee)
    return frozenset(found)


@dataclass(slots=True)
class Calls:
    """Encodes calls; remembers what was declared and which contracts were assumed.

    ``circle`` holds the functions that are being proved together, ``measure`` the values that
    their measure had on entry.
    """

    program: Program
    circle: frozenset[str] = frozenset()
    measure: Sequence[Term] = ()
    declared: dict[str, str] = field(default_factory=dict)
    assumed: set[str] = field(default_factory=set)
    open_lines: set[int] = field(default_factory=set)
    _inlined: int = 0
    _inlined_paths: int = 0
    _unfolding: int = 0

    def encode(self, encoder: Encoder, call: Call, arguments: tuple[Term, ...]) -> Term:
        """The value of a call, its demands raised.

        Raises:
            UnsupportedError: too many calls to inline, or a clause that calls what may raise.
        """
        function = find(self.program, call.function)
        parameters: dict[str, tuple[Term, Type]] = {
            known.name: (encoder.share(term, known.type), known.type)
            for known, term in zip(function.parameters, arguments, strict=True)
        }
        if function.body is None or is_apart(self.program, call.function):
            return self._apply(encoder, function, parameters, call.line)
        return self._inline(encoder, function, function.body, parameters)

    def _apply(
        self, encoder: Encoder, function: Function, environment: Environment, line: int
    ) -> Term:
        application = self._application(encoder, function, environment)
        value = encoder.share(application, function.returns, f"out.{symbol(function.name)}")
        typed = [domain(term, kind) for term, kind in environment.values()]
        required = [encoder.holds(clause.test, environment) for clause in function.requires]
        admitted = encoder.brief(conjunction([*typed, *required]))
        text = f"the precondition of {function.name} holds"
        encoder.demand(Demand(admitted, ObligationKind.PRECONDITION, text, line))
        self._may_raise(encoder, function, line)
        if function.name in self.circle:
            smaller = self._smaller(encoder, function, environment, line)
            admitted = encoder.brief(conjunction([admitted, smaller]))
        else:
            self.assumed.add(function.name)
        returned = {**environment, "result": (value, function.returns)}
        promised = [encoder.holds(clause.test, returned) for clause in function.ensures]
        promise = implies(admitted, conjunction([domain(value, function.returns), *promised]))
        if function.raises:
            encoder.learn(promise)
        else:
            encoder.assume(promise, application)
        self._unfold(encoder, function, environment, admitted, value)
        return value

    def _may_raise(self, encoder: Encoder, function: Function, line: int) -> None:
        if function.raises and encoder.in_clause:
            raise UnsupportedError(
                f"a clause that calls {function.name}, which may raise, line {line}",
                remedy="state it without the call, or by a helper that does not raise",
            )
        for error in function.raises:
            if not declares(encoder.declared, error):
                text = f"{function.name} does not raise the {error} that it declares"
                kind = ObligationKind.DEFINED
                encoder.demand(Demand("false", kind, text, line, error))

    def _smaller(
        self, encoder: Encoder, function: Function, environment: Environment, line: int
    ) -> Term:
        """The demand that a recursive call makes the measure smaller."""
        found = [encoder.defined(measure, environment) for measure in function.decreases]
        if not found or not self.measure:
            self.open_lines.add(line)
            return "true"
        after = [encoder.share(value, INT) for _, value in found]
        fits = conjunction([fit for fit, _ in found])
        smaller = encoder.brief(conjunction([fits, decreasing(self.measure, after)]))
        text = f"the measure of {function.name} decreases in the recursive call"
        encoder.demand(Demand(smaller, ObligationKind.TERMINATION, text, line))
        return smaller

    def _unfold(
        self,
        encoder: Encoder,
        function: Function,
        environment: Environment,
        admitted: Term,
        value: Term,
    ) -> None:
        """State that a recursive function without postconditions equals its body."""
        if function.ensures or function.raises or function.name in self.circle:
            return
        if self.program.is_sealed(function.name):
            return
        if function.body is None or self._unfolding >= MOST_UNFOLDED:
            return
        if has_loop(function) or not recursive(self.program, function.name):
            return
        self._unfolding += 1
        with encoder.elsewhere():
            body = self._inline(encoder, function, function.body, environment)
        self._unfolding -= 1
        encoder.assume(implies(admitted, apply("=", value, body)), value)

    def _application(self, encoder: Encoder, function: Function, environment: Environment) -> Term:
        """The call as a declared function of its arguments.

        A function among them is part of the name. Dicts bring the tag of their text: those with
        one array need not have one order.
        """
        given = environment.values()
        functions = [term for term, kind in given if isinstance(kind, FunctionType)]
        values = [known for known in given if not isinstance(known[1], FunctionType)]
        name = ".".join([f"call.{symbol(function.name)}", *functions])
        sorts = [encoder.sorts.sort(kind) for _, kind in values]
        arguments = [term for term, _ in values]
        ordered = [term for term, kind in values if holds_order(kind)]
        if ordered:
            sorts.append("Int")
            arguments.append(order_tag(encoder, ordered))
        self.declared[name] = declare(name, sorts, encoder.sorts.sort(function.returns))
        return apply(name, *arguments)

    def _inline(
        self,
        encoder: Encoder,
        function: Function,
        body: tuple[Stmt, ...],
        environment: Environment,
    ) -> Term:
        self._count(function)

        def fork(test: Term, then: Side, otherwise: Side) -> Term:
            with encoder.under(test):
                first = then()
            with encoder.under(negate(test)):
                second = otherwise()
            return choose(test, first, second)

        def finish(value: Term) -> Term:
            self._inlined_paths += 1
            self._count(function, calls=0)
            return value

        result = Runner(encoder, function, fork, finish, no_loop).run(body, environment)
        return encoder.share(result, function.returns, f"out.{symbol(function.name)}")

    def _count(self, function: Function, calls: int = 1) -> None:
        self._inlined += calls
        if self._inlined > MOST_INLINED or self._inlined_paths > MOST_INLINED_PATHS:
            raise UnsupportedError(
                f"too many helper calls to inline, the last of {function.name}",
                remedy="give a helper a contract, so that calls of it use that",
            )


def no_loop(
    runner: Runner, statement: While | For, rest: tuple[Step, ...], environment: Environment
) -> Term:
    """Refuse a loop where no proof cuts it; see `Runner.loop`."""
    raise UnsupportedError(f"a loop written out in place, line {statement.line}")
