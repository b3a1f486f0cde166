"""The typed tree as closures over a list of slots: compiled once, called many times.

Nothing here executes text. An exception of the program travels as `Stop`, which carries the
line; the tool's own errors (LemmataError) pass through untouched.
"""

import sys
from collections.abc import Callable, Sequence
from typing import Any

from lemmata.contracts.types import (
    DictType,
    FractionType,
    ListType,
    OptionalType,
    RecordType,
    RecursiveType,
    SetType,
    TupleType,
    Type,
)
from lemmata.contracts.values import ListValue, RecordValue, SetValue
from lemmata.language.closures import (
    BREAK,
    CONTINUE,
    NEXT,
    UNBOUND,
    Code,
    Routine,
    Slots,
    Stop,
    Store,
    Test,
)
from lemmata.language.container_meaning import mapped
from lemmata.language.fuel import FUEL, STEPS_A_CALL
from lemmata.language.loop_running import (
    Observer,
    comprehension,
    for_loop,
    iterated,
    observed_items,
    observed_test,
    paired,
    reversed_items,
    while_loop,
)
from lemmata.language.meaning import FRACTION_MEANING, MEANING, truth
from lemmata.language.operation_running import (
    field,
    guarded,
    invoke,
    is_instance,
    method,
    operate,
)
from lemmata.language.pattern_running import captured_paths, match_cases, matching
from lemmata.language.tree import (
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
    Display,
    EnumerateSource,
    Expr,
    For,
    Gather,
    If,
    Invoke,
    IsInstance,
    ItemsSource,
    Logic,
    Match,
    Name,
    Narrow,
    Operation,
    Project,
    Raise,
    RangeSource,
    Return,
    ReversedSource,
    Source,
    Stmt,
    Target,
    ValueSource,
    While,
    ZipSource,
)
from lemmata.language.walking import names_of
from lemmata.language.weighing import SCALES


class Layout:
    """The slots of one function or clause: arguments first, then the other locals."""

    def __init__(self, names: Sequence[str]) -> None:
        self.slots = {name: index for index, name in enumerate(names)}
        self.arguments = len(names)

    def slot(self, name: str) -> int:
        """The slot of ``name``, made when it is new; ``OLD.x`` is ``x`` unless it was given."""
        if name in self.slots:
            return self.slots[name]
        return self.slots.setdefault(name.removeprefix("OLD."), len(self.slots))

    def hidden(self) -> int:
        """A slot that no name of the function reaches: of a comprehension's target."""
        return self.slots.setdefault(f".{len(self.slots)}", len(self.slots))

    def blanks(self) -> list[Any]:
        """What the slots after the arguments hold at first."""
        return [UNBOUND] * (len(self.slots) - self.arguments)


class Compiler:
    """Compiles within one layout; ``routine`` gives the callee of a name.

    ``local`` are the slots of the targets of the comprehensions around, which hide variables.
    """

    def __init__(
        self,
        layout: Layout,
        routine: Callable[[str], Routine],
        observe: Observer | None = None,
    ) -> None:
        self.layout = layout
        self.routine = routine
        self.observe = observe
        self.local: dict[str, int] = {}
        self.unbound_error = "UnboundLocalError"

    def expression(self, expr: Expr) -> Code:
        """The closure that evaluates ``expr``."""
        match expr:
            case Const(value=value):
                return lambda slots: value
            case Name(name=name, line=line):
                return self._name(name, line)
            case Apply():
                return self._apply(expr)
            case Logic(operator=operator, operands=operands):
                parts = [self.expression(operand) for operand in operands]
                return _logic(operator, parts, has_items=_has_items(expr.type))
            case Conditional(test=test, then=then, otherwise=otherwise):
                return _branch(*map(self.expression, (test, then, otherwise)))
            case Construct(arguments=arguments, type=kind):
                return _construct(kind, [self.expression(part) for part in arguments])
            case Project():
                return self._project(expr)
            case Convert(value=value):
                return self.expression(value)
            case Narrow():
                return self._narrow(expr)
            case IsInstance(value=value, kind=record):
                return is_instance(self.expression(value), record.name)
            case Call(function=function, arguments=arguments, line=line):
                return _call(function, [self.expression(a) for a in arguments], self.routine)
            case Display(items=items, type=kind, line=line):
                return guarded(_display(kind, [self.expression(part) for part in items]), line)
            case Invoke(function=function, arguments=arguments, line=line):
                parts = [self.expression(part) for part in arguments]
                return invoke(self.expression(function), parts, line)
            case Comprehension():
                return self._comprehension(expr)

    def _name(self, name: str, line: int) -> Code:
        index = self.local.get(name, -1)
        is_bound = index >= 0
        if not is_bound:
            index = self.layout.slot(name)
            is_bound = index < self.layout.arguments
        if is_bound:
            return lambda slots: slots[index]

        error = self.unbound_error

        def read(slots: Slots) -> Any:
            value = slots[index]
            if value is UNBOUND:
                message = (
                    f"cannot access local variable '{name}' where it is not associated with a value"
                )
                raise Stop(error, message, line)
            return value

        return read

    def _apply(self, expr: Apply) -> Code:
        # An operand's TypeError comes from the operation itself, after every operand's value.
        parts = [self.expression(_operand(part)) for part in expr.arguments]
        name = _METHODS.get(expr.operation)
        if name is not None:
            return method(name, parts[0], parts[1], expr.line)
        meaning = MEANING[expr.operation]
        if any(isinstance(part.type, FractionType) for part in expr.arguments):
            meaning = FRACTION_MEANING.get(expr.operation, meaning)
        return operate(meaning, parts, expr.line)

    def _comprehension(self, expr: Comprehension) -> Code:
        source = self._source(expr.source, expr.line)
        outer, error = self.local, self.unbound_error
        self.local = outer | {name: self.layout.hidden() for name in names_of(expr.target)}
        if _has_scope(expr.gather):
            self.unbound_error = "NameError"
        store = self._target(expr.target, expr.line)
        test = self._tests(expr.tests)
        element = self.expression(expr.element)
        self.local, self.unbound_error = outer, error
        code = comprehension(
            expr.gather, source, store, test, element, has_order=not _is_of_set(expr.source)
        )
        return guarded(code, expr.line)

    def _tests(self, tests: Sequence[Expr]) -> Code | None:
        if not tests:
            return None
        codes = [self.expression(test) for test in tests]
        return _logic("and", codes) if len(codes) > 1 else codes[0]

    def _source(self, source: Source, line: int) -> Code:
        """The closure that gives an iterable of the items, made before the first is drawn."""
        match source:
            case RangeSource(start=start, stop=stop, step=step):
                ends = [self.expression(_operand(start)), self.expression(_operand(stop))]
                return operate(lambda first, last: range(first, last, step), ends, line)
            case ValueSource(value=value):
                return operate(iterated, [self.expression(_operand(value))], line)
            case ItemsSource(value=value):
                return operate(paired, [self.expression(value)], line)
            case EnumerateSource(inner=inner, start=start):
                parts = [self._source(inner, line), self.expression(_operand(start))]
                return operate(enumerate, parts, line)
            case ZipSource(inners=inners):
                return _zipped([self._source(inner, line) for inner in inners])
            case ReversedSource(inner=inner):
                return operate(reversed_items, [self._source(inner, line)], line)

    def _project(self, expr: Project) -> Code:
        value, index, line = expr.value, expr.index, expr.line
        kind = value.type
        if isinstance(kind, RecordType):
            # The read itself raises the AttributeError that a `Narrow` would.
            bare = value.value if isinstance(value, Narrow) else value
            return field(self.expression(bare), index, kind, line)
        source = self.expression(value)
        return operate(lambda value: value[index], [source], line)

    def _narrow(self, expr: Narrow) -> Code:
        source, error, line = self.expression(expr.value), expr.error, expr.line
        if error is None:
            return source

        def narrow(slots: Slots) -> Any:
            value = source(slots)
            if value is None:
                raise Stop(error, "'NoneType' object is not usable here", line)
            return value

        return narrow

    def block(self, statements: Sequence[Stmt]) -> Code:
        """The closure that runs statements; `NEXT` when it falls off their end."""
        return _sequence([self.statement(statement) for statement in statements])

    def statement(self, statement: Stmt) -> Code:
        """The closure that runs one statement: the value returned, or `NEXT`."""
        match statement:
            case Assign(target=target, value=value, line=line):
                return _assign(self._target(target, line), self.expression(value))
            case If(test=test, body=body, orelse=orelse):
                return _branch(self.expression(test), self.block(body), self.block(orelse))
            case Return(value=value):
                return self.expression(value)
            case Assert(test=test, line=line):
                return _assert(self.expression(test), line)
            case Match(subject=subject, cases=cases):
                return match_cases(self.expression(subject), [self._case(case) for case in cases])
            case Raise(error=error, line=line):
                return _raise(error, line)
            case Break():
                return lambda slots: BREAK
            case Continue():
                return lambda slots: CONTINUE
            case While(test=test, orelse=orelse):
                test_code = observed_test(
                    self.expression(test), statement.loop.number, self.observe
                )
                return while_loop(test_code, self._body(statement), self.block(orelse))
            case For(target=target, source=source, orelse=orelse, line=line):
                drawn = observed_items(
                    self._source(source, line), statement.loop.number, self.observe
                )
                store = self._target(target, line)
                return for_loop(store, drawn, self._body(statement), self.block(orelse))

    def _body(self, loop: While | For) -> Code:
        """What an iteration runs: invariants and measures at its start, then the statements."""
        said = loop.loop
        claims = [_assert(self.expression(c.test), c.line) for c in said.invariants]
        measures = [_evaluate(self.expression(measure)) for measure in said.decreases]
        return _sequence([*claims, *measures, *map(self.statement, loop.body)])

    def _target(self, target: Target, line: int) -> Store:
        if isinstance(target, str):
            index = self.local.get(target, -1)
            if index < 0:
                index = self.layout.slot(target)

            def store(slots: Slots, value: Any) -> None:
                slots[index] = value

            return store
        parts = [self._target(part, line) for part in target]

        def unpack(slots: Slots, value: Any) -> None:
            if not isinstance(value, tuple) or len(value) != len(parts):
                message = f"cannot unpack non-iterable {_class_name(value)} object"
                raise Stop("TypeError", message, line)
            for part, item in zip(parts, value, strict=True):
                part(slots, item)

        return unpack

    def _case(self, case: Case) -> tuple[Test, Code | None, Code]:
        matches = matching(case.pattern)
        captures = [(self.layout.slot(name), path) for name, path in captured_paths(case.pattern)]
        guard = None if case.guard is None else self.expression(case.guard)
        if not captures:
            return (lambda value, slots: matches(value)), guard, self.block(case.body)

        def bind(value: Any, slots: Slots) -> bool:
            if not matches(value):
                return False
            for slot, path in captures:
                part = value
                for index in path:
                    part = part.values[index] if isinstance(part, RecordValue) else part[index]
                slots[slot] = part
            return True

        return bind, guard, self.block(case.body)


_METHODS = {Operation.STARTS_WITH: "startswith", Operation.ENDS_WITH: "endswith"}


def _operand(expr: Expr) -> Expr:
    while isinstance(expr, Convert) or (isinstance(expr, Narrow) and expr.error == "TypeError"):
        expr = expr.value
    return expr


def _class_name(value: Any) -> str:
    return type(value).__name__


def _logic(operator: str, parts: list[Code], *, has_items: bool = False) -> Code:
    first, *rest = parts
    second = rest[0] if len(rest) == 1 else _logic(operator, rest, has_items=has_items)
    if has_items:
        is_and = operator == "and"

        def decide(slots: Slots) -> Any:
            value = first(slots)
            return second(slots) if truth(value) is is_and else value

        return decide
    if operator == "and":
        return lambda slots: first(slots) and second(slots)
    return lambda slots: first(slots) or second(slots)


def _has_items(kind: Type) -> bool:
    """Whether values of the type may be false by having no items, where Python's own are not."""
    if isinstance(kind, OptionalType):
        kind = kind.item
    return isinstance(kind, ListType | SetType | DictType)


def _has_scope(gather: Gather) -> bool:
    """Whether CPython runs it as a function of its own, where an outer local is a free name."""
    is_inlined = gather in (Gather.LIST, Gather.SET, Gather.DICT)
    return not is_inlined or sys.version_info < (3, 12)


def _is_of_set(source: Source) -> bool:
    match source:
        case ValueSource(value=value):
            return isinstance(value.type, SetType)
        case EnumerateSource(inner=inner) | ReversedSource(inner=inner):
            return _is_of_set(inner)
        case ZipSource(inners=inners):
            return any(map(_is_of_set, inners))
        case _:
            return False


def _zipped(parts: list[Code]) -> Code:
    return lambda slots: zip(*[part(slots) for part in parts], strict=False)


def _branch(test: Code, then: Code, otherwise: Code) -> Code:
    return lambda slots: then(slots) if test(slots) else otherwise(slots)


def _construct(kind: TupleType | RecordType, parts: list[Code]) -> Code:
    if isinstance(kind, TupleType):
        return lambda slots: tuple([part(slots) for part in parts])
    record, names = kind.name, tuple(field.name for field in kind.fields)

    def make(slots: Slots) -> RecordValue:
        return RecordValue(record, names, tuple([part(slots) for part in parts]))

    if isinstance(kind, RecursiveType):
        return lambda slots: SCALES.checked(make(slots))
    return make


def _display(kind: ListType | SetType | DictType, parts: list[Code]) -> Code:
    if isinstance(kind, ListType):
        return lambda slots: ListValue(tuple([part(slots) for part in parts]))
    if isinstance(kind, SetType):
        return lambda slots: SetValue(frozenset([part(slots) for part in parts]))
    pairs = list(zip(parts[::2], parts[1::2], strict=True))
    return lambda slots: mapped({key(slots): value(slots) for key, value in pairs})


def _call(function: str, parts: list[Code], routine: Callable[[str], Routine]) -> Code:
    callee: Routine | None = None

    def run(slots: Slots) -> Any:
        nonlocal callee
        values = [part(slots) for part in parts]
        FUEL.left -= STEPS_A_CALL
        if FUEL.left < 0:
            FUEL.empty()
        if callee is None:
            callee = routine(function)
        return callee(values)

    return run


def _sequence(codes: list[Code]) -> Code:
    if not codes:
        return lambda slots: NEXT
    if len(codes) == 1:
        return codes[0]

    def run(slots: Slots) -> Any:
        for code in codes:
            value = code(slots)
            if value is not NEXT:
                return value
        return NEXT

    return run


def _evaluate(value: Code) -> Code:
    def run(slots: Slots) -> Any:
        value(slots)
        return NEXT

    return run


def _raise(error: str, line: int) -> Code:
    def run(slots: Slots) -> Any:
        raise Stop(error, "", line)

    return run


def _assign(store: Store, value: Code) -> Code:
    def run(slots: Slots) -> Any:
        store(slots, value(slots))
        return NEXT

    return run


def _assert(test: Code, line: int) -> Code:
    def run(slots: Slots) -> Any:
        if not test(slots):
            raise Stop("AssertionError", "", line)
        return NEXT

    return run


def compile_body(
    names: Sequence[str], statements: Sequence[Stmt], routine: Callable[[str], Routine]
) -> Routine:
    """A routine that runs ``statements`` with the arguments bound to ``names``."""
    layout = Layout(names)
    body = Compiler(layout, routine).block(statements)
    blanks = layout.blanks()

    def run(arguments: Sequence[Any]) -> Any:
        value = body([*arguments, *blanks])
        return None if value is NEXT else value

    return run


def compile_test(names: Sequence[str], test: Expr, routine: Callable[[str], Routine]) -> Routine:
    """A routine that evaluates ``test`` with the arguments bound to ``names``."""
    layout = Layout(names)
    code = Compiler(layout, routine).expression(test)
    blanks = layout.blanks()
    return lambda arguments: code([*arguments, *blanks])


__all__ = [
    "Compiler",
    "Layout",
    "Routine",
    "Stop",
    "captured_paths",
    "compile_body",
    "compile_test",
]
