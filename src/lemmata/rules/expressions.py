"""Expressions of a rule as terms, by continuation: each way that evaluation can go is a branch.

What has a rule of its own here is symbolic; anything else is computed by the language's
reference interpreter, once for each combination of the fields in it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from lemmata.contracts.types import (
    BoolType,
    IntType,
    RecordType,
    Type,
    contains,
)
from lemmata.contracts.values import RecordValue, Value
from lemmata.language.closures import Routine, Stop
from lemmata.language.compiling import compile_test
from lemmata.language.fuel import FUEL
from lemmata.language.interpreter import routines
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
    Operation,
    Program,
    Project,
)
from lemmata.language.walking import nodes
from lemmata.language.weighing import SCALES
from lemmata.rules.branching import Fault, Graph, Node
from lemmata.rules.deciding import ORDER, Cases, Thunk, once, shared
from lemmata.rules.domain import spans
from lemmata.rules.terms import (
    Chosen,
    Known,
    Linear,
    Struct,
    Term,
    add,
    known,
    linear,
    simple,
    struct,
)

Go: TypeAlias = Callable[[Term], Node]
"""What follows once a value is known."""

OUTSIDE = "a value outside its declared type"
"""The fault of a value that CPython would carry on with, though its declaration forbids it."""

_YES, _NO = known(True), known(False)
_PICKS = {Operation.MINIMUM: Operation.LESS, Operation.MAXIMUM: Operation.GREATER}


class Variables(Mapping[str, Term]):
    """The variables of one call; equal where all of them hold equal terms."""

    __slots__ = ("_held", "key")

    def __init__(self, held: Mapping[str, Term]) -> None:
        self._held = held
        self.key = tuple(sorted(held.items(), key=lambda pair: pair[0]))

    def __getitem__(self, name: str) -> Term:
        return self._held[name]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Variables) and self.key == other.key

    def bound(self, name: str, term: Term) -> "Variables":
        """The same variables, and this one."""
        return Variables({**self._held, name: term})


class Evaluator:
    """Expressions of one program, over the fields of one domain."""

    def __init__(
        self,
        program: Program,
        graph: Graph,
        call: Callable[[str, tuple[Term, ...], Go, int], Node],
    ) -> None:
        self.program = program
        self.graph = graph
        self.cases = Cases(graph, program.path)
        self._call = call
        self._compiled: dict[int, tuple[Expr, tuple[str, ...], Routine]] = {}

    def value(self, expr: Expr, given: Variables, go: Go) -> Node:
        """Evaluate, and go on with the term that the expression is."""
        match expr:
            case Const(value=value):
                return go(known(value))
            case Name(name=name) if name in given:
                return go(given[name])
            case Convert(value=value):
                return self.value(value, given, go)
            case Narrow():
                return self.value(expr.value, given, lambda term: self._narrow(expr, term, go))
            case Conditional(test=test, then=then, otherwise=otherwise):
                follow = shared(go)
                return self.test(
                    test,
                    given,
                    once(lambda: self.value(then, given, follow)),
                    once(lambda: self.value(otherwise, given, follow)),
                )
            case Logic() if expr.type == BoolType():
                return self._as_bool(expr, given, go)
            case Logic():
                return self._deciding(expr, expr.operands, given, shared(go))
            case Construct(arguments=arguments, type=kind):
                record = kind.name if isinstance(kind, RecordType) else ""
                names = (
                    tuple(one.name for one in kind.fields) if isinstance(kind, RecordType) else ()
                )
                return self.values(arguments, given, lambda terms: go(struct(terms, record, names)))
            case Project(value=value, index=index):
                return self.value(value, given, lambda term: self._part(expr, term, index, go))
            case Call(function=function, arguments=arguments, line=line):
                return self.values(
                    arguments, given, lambda terms: self._call(function, terms, go, line)
                )
            case Apply(operation=operation, arguments=arguments):
                if operation in ORDER or operation in (Operation.NOT, Operation.TRUTH):
                    return self._as_bool(expr, given, go)
                return self.values(arguments, given, lambda terms: self._apply(expr, terms, go))
            case _:
                return self.whole(expr, given, go)

    def values(
        self, exprs: Sequence[Expr], given: Variables, go: Callable[[tuple[Term, ...]], Node]
    ) -> Node:
        """Evaluate from left to right, and go on with all of the terms."""

        def after(done: tuple[Term, ...]) -> Node:
            if len(done) == len(exprs):
                return go(done)
            return self.value(exprs[len(done)], given, lambda term: after((*done, term)))

        return after(())

    def test(self, expr: Expr, given: Variables, yes: Thunk, no: Thunk) -> Node:
        """Evaluate a test of type bool and go one of two ways."""
        match expr:
            case Logic(operator=operator, operands=operands) if expr.type == BoolType():

                def at(index: int) -> Node:
                    if index == len(operands) - 1:
                        return self.test(operands[index], given, yes, no)
                    rest = once(lambda: at(index + 1))
                    if operator == "and":
                        return self.test(operands[index], given, rest, no)
                    return self.test(operands[index], given, yes, rest)

                return at(0)
            case Apply(operation=Operation.NOT, arguments=(inner,)):
                return self.test(inner, given, no, yes)
            case Apply(operation=Operation.TRUTH, arguments=(inner,)):
                return self.value(inner, given, lambda t: self._truth(expr, t, yes, no))
            case Apply(operation=operation, arguments=(left, right)) if operation in ORDER:
                return self.values(
                    (left, right), given, lambda terms: self._compare(expr, terms, yes, no)
                )
            case _:
                return self.value(expr, given, lambda t: self._truth(expr, t, yes, no))

    def whole(self, expr: Expr, given: Variables, go: Go) -> Node:
        """Evaluate by the reference interpreter, for each combination of what it depends on."""
        names, routine = self._routine(expr, given)
        return self.cases.by_cases(
            [given[name] for name in names],
            lambda values: self._run(routine, values, expr),
            go,
            "the expression",
            expr.line,
        )

    def _routine(self, expr: Expr, given: Variables) -> tuple[tuple[str, ...], Routine]:
        used = {node.name for node in nodes(expr) if isinstance(node, Name)}
        names = tuple(sorted(used & set(given)))
        kept = self._compiled.get(id(expr))
        if kept is None or kept[1] != names:
            routine = compile_test(names, expr, routines(self.program))
            kept = self._compiled[id(expr)] = (expr, names, routine)
        return kept[1], kept[2]

    def _run(self, routine: Routine, values: Sequence[Value], expr: Expr) -> Known | Fault:
        FUEL.fill()
        SCALES.clear()
        try:
            return known(routine(values))
        except Stop as stopped:
            return Fault(stopped.error, stopped.line)

    def _operate(self, expr: Apply, terms: Sequence[Term], go: Go) -> Node:
        """One operation on terms, by the reference interpreter."""
        names = tuple(f"operand {index}" for index in range(len(terms)))
        kept = self._compiled.get(id(expr))
        if kept is None:
            operands = tuple(
                # `s.strip(None)` and its like are told by the constant that stands there.
                one if isinstance(one, Const) else Name(name, one.type, one.line)
                for one, name in zip(expr.arguments, names, strict=True)
            )
            stripped = Apply(expr.operation, operands, expr.type, expr.line)
            routine = compile_test(names, stripped, routines(self.program))
            kept = self._compiled[id(expr)] = (expr, names, routine)
        return self.cases.by_cases(
            terms,
            lambda values: self._run(kept[2], values, expr),
            go,
            f"the operation {expr.operation.value}",
            expr.line,
        )

    def _as_bool(self, expr: Expr, given: Variables, go: Go) -> Node:
        return self.test(expr, given, once(lambda: go(_YES)), once(lambda: go(_NO)))

    def _deciding(self, expr: Logic, left: Sequence[Expr], given: Variables, go: Go) -> Node:
        """`and` or `or` of values: the first that decides, else the last."""
        first, *rest = left
        if not rest:
            return self.value(first, given, go)

        def decide(term: Term) -> Node:
            this = once(lambda: go(term))
            others = once(lambda: self._deciding(expr, rest, given, go))
            yes, no = (others, this) if expr.operator == "and" else (this, others)
            return self._truth(expr, term, yes, no)

        return self.value(first, given, decide)

    def _truth(self, expr: Expr, term: Term, yes: Thunk, no: Thunk) -> Node:
        match term:
            case Known(value=None | bool() | int() | str() | tuple()):
                return yes() if term.value else no()
            case Struct(items=items, record=record):
                return yes() if record or items else no()
            case Linear():
                made = self.cases.compare(Operation.NOT_EQUAL, term, known(0), yes, no, expr.line)
                assert made is not None
                return made
            case Chosen(field=position):
                field = self.graph.domain.fields[position]
                # Enum members and records are true; all other labels are Python's own values.
                true = spans(i for i in range(field.size) if field.value(i))
                return self.cases.among(position, true, yes, no)
            case _:
                truth = Apply(
                    Operation.TRUTH, (Name("operand", expr.type, expr.line),), BoolType(), expr.line
                )
                held = Variables({"operand": term})
                return self.whole(truth, held, lambda told: yes() if told == _YES else no())

    def _compare(self, expr: Apply, terms: Sequence[Term], yes: Thunk, no: Thunk) -> Node:
        left, right = terms
        made = self.cases.compare(expr.operation, left, right, yes, no, expr.line)
        if made is not None:
            return made
        return self._operate(expr, terms, lambda told: yes() if told == _YES else no())

    def _apply(self, expr: Apply, terms: tuple[Term, ...], go: Go) -> Node:
        numbers = [linear(term) for term in terms]
        ints = [number for number in numbers if number is not None]
        if len(ints) == len(terms) and any(isinstance(term, Linear) for term in terms):
            match expr.operation:
                case Operation.ADD:
                    return go(simple(add(ints[0], ints[1])))
                case Operation.SUBTRACT:
                    return go(simple(add(ints[0], ints[1], -1)))
                case Operation.NEGATE:
                    return go(simple(add(Linear((), 0), ints[0], -1)))
                case Operation.MULTIPLY if not (ints[0].factors and ints[1].factors):
                    constant, other = (
                        (ints[0], ints[1]) if not ints[0].factors else (ints[1], ints[0])
                    )
                    return go(simple(add(Linear((), 0), other, constant.offset)))
                case Operation.MINIMUM | Operation.MAXIMUM:
                    return self._least(expr, terms, shared(go))
                case Operation.ABSOLUTE:
                    return self._least_of_two(
                        Operation.GREATER,
                        (ints[0], simple(add(Linear((), 0), ints[0], -1))),
                        go,
                        expr.line,
                    )
                case _:
                    pass
        if expr.operation is Operation.IS_NONE and isinstance(terms[0], Struct | Linear):
            return go(_NO)
        if expr.operation is Operation.MEMBER:
            return self._member(expr, terms, go)
        return self._operate(expr, terms, go)

    def _least(self, expr: Apply, terms: tuple[Term, ...], go: Go) -> Node:
        """`min` or `max`: a later one is taken where it is strictly better, as Python does."""
        first, second, *rest = terms
        order = _PICKS[expr.operation]

        def on(term: Term) -> Node:
            return self._least(expr, (term, *rest), go) if rest else go(term)

        return self._least_of_two(order, (first, second), on, expr.line)

    def _least_of_two(self, order: Operation, terms: tuple[Term, Term], go: Go, line: int) -> Node:
        first, second = terms
        made = self.cases.compare(
            order, second, first, once(lambda: go(second)), once(lambda: go(first)), line
        )
        assert made is not None
        return made

    def _member(self, expr: Apply, terms: tuple[Term, ...], go: Go) -> Node:
        first, *others = terms
        yes, no = once(lambda: go(_YES)), once(lambda: go(_NO))
        plain = isinstance(first, Chosen | Linear) and all(isinstance(t, Known) for t in others)
        if not plain:
            return self._operate(expr, terms, go)

        def at(index: int) -> Node:
            if index == len(others):
                return no()
            rest = once(lambda: at(index + 1))
            made = self.cases.compare(Operation.EQUAL, first, others[index], yes, rest, expr.line)
            return rest() if made is None else made

        return at(0)

    def _part(self, expr: Project, term: Term, index: int, go: Go) -> Node:
        match term:
            case Struct(items=items, record=record) if self._has(expr, record):
                return go(items[index])
            case Known(value=RecordValue(record=record, values=values)) if self._has(expr, record):
                return go(known(values[index]))
            case Known(value=tuple() as values):
                return go(known(values[index]))
            case _:
                held = Project(
                    Name("operand", expr.value.type, expr.line), index, expr.type, expr.line
                )
                return self.whole(held, Variables({"operand": term}), go)

    @staticmethod
    def _has(expr: Project, record: str) -> bool:
        kind = expr.value.type
        return record == (kind.name if isinstance(kind, RecordType) else "")

    def _narrow(self, expr: Narrow, term: Term, go: Go) -> Node:
        """Go on where the value belongs to the narrower type; elsewhere it is a fault."""
        fault = Fault(expr.error or OUTSIDE, expr.line)
        kind: Type = expr.type
        match term:
            case Known(value=value):
                return go(term) if contains(kind, value) else self.graph.leaf(fault)
            case Chosen(field=position):
                field = self.graph.domain.fields[position]
                fits = spans(i for i in range(field.size) if contains(kind, field.value(i)))
                return self.cases.among(
                    position, fits, lambda: go(term), lambda: self.graph.leaf(fault)
                )
            case Linear() if isinstance(kind, IntType):
                return go(term)
            case Struct(record=record) if isinstance(kind, RecordType) and kind.name == record:
                return go(term)
            case _:
                return self.cases.by_cases(
                    (term,),
                    lambda values: known(values[0]) if contains(kind, values[0]) else fault,
                    go,
                    "the narrower type",
                    expr.line,
                )
