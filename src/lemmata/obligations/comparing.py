"""Two versions of a function on the same inputs: what each does, as one term, and a difference.

A body is run symbolically with its branches merged. What it may raise are events in the order of
evaluation: the first that happens decides. So an outcome is a tag (0 for a return, else one for
each type of exception) and a value that counts where the tag is 0. Callees count with their
bodies. What CPython does not check (a value outside a declared type) is no outcome: that it never
happens has to be provided.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.tasks import Parameter
from lemmata.contracts.types import (
    INT,
    EnumType,
    OptionalType,
    RecordType,
    RecursiveType,
    TupleType,
    UnionType,
    parts,
)
from lemmata.language import tree
from lemmata.language.tree import Call, Function, Program
from lemmata.language.walking import has_loop, recursive
from lemmata.obligations.calls import find, no_loop, reject_circles
from lemmata.obligations.demands import Demand
from lemmata.obligations.derivation import MOST_PATHS
from lemmata.obligations.encoding import Environment
from lemmata.obligations.paths import Runner, Side
from lemmata.obligations.questions import Asked, Desk, carefully, parameters_of
from lemmata.obligations.scripts import Input
from lemmata.obligations.smtlib import Term, apply, choose, conjunction, disjunction, negate
from lemmata.obligations.sorts import default
from lemmata.obligations.terms import PathEndError


class _Event(NamedTuple):
    """An exception that is raised here, unless another was raised before."""

    happens: Term
    error: str


class _Outcome(NamedTuple):
    tag: Term
    value: Term


def difference(old: Program, new: Program, name: str) -> Asked:
    """Do the versions differ on an input that both admit? The unknowns are the parameters.

    Both versions take and return the same types. Results differ as `==` says, exceptions by
    their types.

    Raises:
        ChoiceError: a version has no such function.
        UnsupportedError: an open body, recursion, or what has no exact counterpart.
    """

    def ask(function: Function) -> Asked:
        comparison = _Comparison(old, new, function)
        return comparison.difference()

    for program in (old, new):
        reject_circles(program, name)
        _reject_repetition(program, name)
    return carefully(old, name, ask)


def common_admission(old: Program, new: Program, name: str) -> Asked:
    """Do both versions admit some input? The unknowns are the parameters.

    Raises: as `difference`.
    """
    reject_circles(new, name)
    return carefully(old, name, lambda function: _Comparison(old, new, function).admission())


def _reject_repetition(program: Program, name: str) -> None:
    """Refuse loops and recursion: two versions of one are not the same unknown function."""
    for function in rests_on(program, name):
        repeats = "a loop" if has_loop(function) else "recursion"
        if repeats == "a loop" or recursive(program, function.name):
            raise UnsupportedError(
                f"{repeats} in {function.name}, line {function.line}",
                remedy="versions with loops or recursion are compared on inputs only",
            )


def changed_types(old: Program, new: Program, name: str) -> tuple[str, ...]:
    """The enums and records that the versions, or what they call, define differently; sorted."""
    before, after = _named_types(old, name), _named_types(new, name)
    return tuple(sorted(kind for kind in before.keys() & after if before[kind] != after[kind]))


def _named_types(program: Program, name: str) -> dict[str, EnumType | RecordType]:
    return {
        node.name: node
        for function in rests_on(program, name)
        for node in _nodes(function)
        if isinstance(node, EnumType | RecordType)
    }


def rests_on(program: Program, name: str) -> tuple[Function, ...]:
    """The function and all that its contract and its body call, directly or not."""
    found: dict[str, Function] = {}
    pending = [name]
    while pending:
        current = pending.pop()
        if current not in found:
            found[current] = find(program, current)
            calls = (node for node in _nodes(found[current]) if isinstance(node, Call))
            pending.extend(call.function for call in calls)
    return tuple(found.values())


def _nodes(root: object) -> Iterator[object]:
    """Every node of the tree, and every type, that stands in the root."""
    pending = [root]
    while pending:
        node = pending.pop()
        match node:
            case tuple():
                pending.extend(node)
            case RecursiveType():
                yield from node.within
                pending.extend(parts(node))
            case UnionType(items=items):
                pending.extend(items)
            case RecordType(fields=fields):
                yield node
                pending.extend(field.type for field in fields)
            case EnumType():
                yield node
            case TupleType(items=items):
                pending.extend(items)
            case OptionalType(item=item):
                pending.append(item)
            case _ if isinstance(node, Parameter) or type(node).__module__ == tree.__name__:
                yield node
                pending.extend(getattr(node, slot, None) for slot in _slots(node))


def _slots(node: object) -> tuple[str, ...]:
    return tuple(getattr(type(node), "__slots__", ()))


class _Comparison:
    """One comparison in the making."""

    def __init__(self, old: Program, new: Program, function: Function) -> None:
        self.versions = ((old, function), (new, find(new, function.name)))
        changed = changed_types(old, new, function.name)
        if changed or function.returns != self.versions[1][1].returns:
            text = f"the versions differ in types: {', '.join(changed) or 'what is returned'}"
            raise UnsupportedError(text, remedy="only functions of the same types are compared")
        self.inputs = parameters_of(function)
        self.desk = _Desk(old, function, self.inputs)

    def admission(self) -> Asked:
        """The question for a common input."""
        self._admitted()
        return self.desk.asked("common-admission", "some input is admitted by both")

    def difference(self) -> Asked:
        """The question for a common input with different outcomes."""
        environments = self._admitted()
        outcomes = []
        for (program, function), environment in zip(self.versions, environments, strict=True):
            self.desk.turn_to(program)
            outcomes.append(self.desk.outcome(function, environment))
        old, new = outcomes
        raised = negate(apply("=", old.tag, "0"))
        same = [
            apply("=", old.tag, new.tag),
            disjunction([raised, apply("=", old.value, new.value)]),
        ]
        return self.desk.asked("difference", "the outcomes differ", [negate(conjunction(same))])

    def _admitted(self) -> list[Environment]:
        environments = []
        for program, function in self.versions:
            self.desk.turn_to(program)
            environments.append(self.desk.admit(function, self.inputs))
        return environments


class _Desk(Desk):
    """A desk at which exceptions of a body are events instead of obligations."""

    def __init__(self, program: Program, function: Function, unknowns: Sequence[Input]) -> None:
        super().__init__(program, function, tuple(unknowns))
        self._events: list[_Event] | None = None
        self._codes: dict[str, int] = {}

    def require(self, demand: Demand, context: tuple[Term, ...]) -> None:
        """An exception becomes an event; what has no exception must be provided."""
        if self._events is None or demand.error is None:
            super().require(demand, context)
        else:
            happens = conjunction([*context, negate(demand.condition)])
            self._events.append(_Event(happens, demand.error))

    def outcome(self, function: Function, environment: Environment) -> _Outcome:
        """What the body does, given its parameters; what it takes for granted is forgotten."""
        if function.body is None:
            raise UnsupportedError(f"{function.name} has an open body", remedy="compile it first")
        before = self.encoder.scope.fork()
        self._events = []
        try:
            value = self._runner(function).run(function.body, environment)
        except PathEndError:
            value = default(function.returns)
        events, self._events = self._events, None
        scope = self.encoder.scope
        # The facts of this run say that nothing was raised in it; its names only name.
        scope.facts, scope.asserted, scope.guards = before.facts, before.asserted, before.guards
        tag = "0"
        for event in reversed(events):
            code = self._codes.setdefault(event.error, len(self._codes) + 1)
            tag = self.encoder.share(choose(event.happens, str(code), tag), INT, "tag")
        return _Outcome(tag, self.encoder.share(value, function.returns, "outcome"))

    def _runner(self, function: Function) -> Runner:
        paths = 0

        def fork(test: Term, then: Side, otherwise: Side) -> Term:
            with self.encoder.under(test):
                first = then()
            with self.encoder.under(negate(test)):
                second = otherwise()
            return choose(test, first, second)

        def finish(value: Term) -> Term:
            nonlocal paths
            paths += 1
            if paths > MOST_PATHS:
                text = f"{function.name} has more than {MOST_PATHS:,} paths"
                raise UnsupportedError(text, remedy="split it into functions")
            return self.encoder.share(value, function.returns, "outcome")

        return Runner(self.encoder, function, fork, finish, no_loop)
