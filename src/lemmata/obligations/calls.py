"""Calls of functions of the same file: helpers inlined, others by contract.

By contract, a call is an uninterpreted function of its arguments (same arguments, same result)
with one axiom per application, asserted whatever the guards:

    arguments within their types and preconditions defined and true
        =>  result within its type and postconditions defined and true

Some interpretation satisfies every instance as soon as the callee's contract is proved, because
the callee then is a total function on what it admits. No function may take part in its own
contract or body, directly or through others, so no proof can lean on itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import get_args

from lemmata.contracts.errors import ChoiceError, Place, UnsupportedError
from lemmata.contracts.types import Type
from lemmata.language import tree
from lemmata.language.tree import Call, Function, Program, Stmt
from lemmata.obligations.demands import Demand
from lemmata.obligations.obligation import ObligationKind
from lemmata.obligations.paths import Runner, Side
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
from lemmata.obligations.terms import Encoder, Environment

_NODES = (
    tree.Function,
    tree.Condition,
    tree.Case,
    *get_args(tree.Stmt),
    *get_args(tree.Expr),
)
MOST_INLINED = 2_000
MOST_INLINED_PATHS = 20_000


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


def reject_recursion(program: Program, name: str) -> None:
    """Refuse a function that takes part in its own meaning or in its own proof.

    Contracts and bodies count alike, and so do the bodies behind contracts: two functions that
    each assume the other's contract would prove each other.

    Raises:
        UnsupportedError: there is a cycle of calls below the function.
    """
    finished: set[str] = set()

    def visit(current: str, above: tuple[str, ...]) -> None:
        if current in above:
            circle = " -> ".join((*above[above.index(current) :], current))
            raise UnsupportedError(
                f"recursion: {circle}",
                place=Place(program.path, find(program, current).line),
                remedy="recursive functions cannot be proved yet",
            )
        if current not in finished:
            for callee in dict.fromkeys(_called(find(program, current))):
                visit(callee, (*above, current))
            finished.add(current)

    visit(name, ())


def _called(node: object) -> Iterator[str]:
    """The functions called anywhere in a node of the tree."""
    if isinstance(node, tuple):
        for part in node:
            yield from _called(part)
    elif isinstance(node, _NODES):
        if isinstance(node, Call):
            yield node.function
        for attribute in node.__slots__:
            yield from _called(getattr(node, attribute))


@dataclass(slots=True)
class Calls:
    """Encodes calls; remembers what was declared and which contracts were assumed."""

    program: Program
    declared: dict[str, str] = field(default_factory=dict)
    assumed: set[str] = field(default_factory=set)
    _inlined: int = 0
    _inlined_paths: int = 0

    def encode(self, encoder: Encoder, call: Call, arguments: tuple[Term, ...]) -> Term:
        """The value of a call, its demands raised.

        Raises:
            UnsupportedError: recursion, or too many calls to inline.
        """
        function = find(self.program, call.function)
        parameters: dict[str, tuple[Term, Type]] = {
            known.name: (encoder.share(term, known.type), known.type)
            for known, term in zip(function.parameters, arguments, strict=True)
        }
        if function.has_contract or function.body is None:
            return self._apply(encoder, function, parameters, call.line)
        return self._inline(encoder, function, function.body, parameters)

    def _apply(
        self, encoder: Encoder, function: Function, environment: Environment, line: int
    ) -> Term:
        self.assumed.add(function.name)
        application = self._application(encoder, function, environment)
        value = encoder.share(application, function.returns, f"out.{symbol(function.name)}")
        typed = [domain(term, kind) for term, kind in environment.values()]
        required = [encoder.holds(clause.test, environment) for clause in function.requires]
        admitted = encoder.brief(conjunction([*typed, *required]))
        text = f"the precondition of {function.name} holds"
        encoder.demand(Demand(admitted, ObligationKind.PRECONDITION, text, line))
        returned = {**environment, "result": (value, function.returns)}
        promised = [encoder.holds(clause.test, returned) for clause in function.ensures]
        promise = conjunction([domain(value, function.returns), *promised])
        encoder.scope.state(implies(admitted, promise))
        return value

    def _application(self, encoder: Encoder, function: Function, environment: Environment) -> Term:
        name = f"call.{symbol(function.name)}"
        sorts = " ".join(encoder.sorts.sort(kind) for _, kind in environment.values())
        self.declared[name] = (
            f"(declare-fun {name} ({sorts}) {encoder.sorts.sort(function.returns)})"
        )
        return apply(name, *(term for term, _ in environment.values()))

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

        result = Runner(encoder, function, fork, finish).run(body, environment)
        return encoder.share(result, function.returns, f"out.{symbol(function.name)}")

    def _count(self, function: Function, calls: int = 1) -> None:
        self._inlined += calls
        if self._inlined > MOST_INLINED or self._inlined_paths > MOST_INLINED_PATHS:
            raise UnsupportedError(
                f"too many helper calls to inline, the last of {function.name}",
                remedy="give a helper a contract, so that calls of it use that",
            )
