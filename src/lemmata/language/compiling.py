"""The typed tree as closures over a list of slots: compiled once, called many times.

Nothing here executes text. An exception of the program travels as `Stop`, which carries the
line; the tool's own errors (LemmataError) pass through untouched.
"""

from collections.abc import Callable, Sequence
from typing import Any

from lemmata.contracts.types import (
    BoolType,
    FractionType,
    NoneType,
    RecordType,
    TupleType,
)
from lemmata.contracts.values import RecordValue
from lemmata.language.meaning import FRACTION_MEANING, MEANING
from lemmata.language.tree import (
    Apply,
    Assert,
    Assign,
    Call,
    CapturePattern,
    Case,
    Conditional,
    Const,
    Construct,
    Convert,
    Expr,
    If,
    Logic,
    Match,
    Name,
    Narrow,
    Operation,
    OrPattern,
    Pattern,
    Project,
    Return,
    ShapePattern,
    Stmt,
    Target,
    ValuePattern,
)

Slots = list[Any]
Code = Callable[[Slots], Any]
Test = Callable[[Any, Slots], bool]
Routine = Callable[[Sequence[Any]], Any]

UNBOUND: Any = object()
NEXT: Any = object()

_FAULTS = (TypeError, ZeroDivisionError, IndexError, AttributeError)


class Stop(Exception):  # noqa: N818 - it ends a run, no error of ours
    """An exception raised by the program: its type's name, its message and its line."""

    def __init__(self, error: str, message: str, line: int) -> None:
        super().__init__(error, message, line)
        self.error = error
        self.message = message
        self.line = line


class Layout:
    """The slots of one function or clause: arguments first, then the other locals."""

    def __init__(self, names: Sequence[str]) -> None:
        self.slots = {name: index for index, name in enumerate(names)}
        self.arguments = len(names)

    def slot(self, name: str) -> int:
        """The slot of ``name``, made when it is new; ``OLD.x`` is ``x``."""
        return self.slots.setdefault(name.removeprefix("OLD."), len(self.slots))

    def blanks(self) -> list[Any]:
        """What the slots after the arguments hold at first."""
        return [UNBOUND] * (len(self.slots) - self.arguments)


class Compiler:
    """Compiles within one layout; ``routine`` gives the callee of a name."""

    def __init__(self, layout: Layout, routine: Callable[[str], Routine]) -> None:
        self.layout = layout
        self.routine = routine

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
                return _logic(operator, [self.expression(operand) for operand in operands])
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
            case Call(function=function, arguments=arguments, line=line):
                parts = [self.expression(part) for part in arguments]
                return _call(function, parts, self.routine)

    def _name(self, name: str, line: int) -> Code:
        index = self.layout.slot(name)
        if index < self.layout.arguments:
            return lambda slots: slots[index]

        def read(slots: Slots) -> Any:
            value = slots[index]
            if value is UNBOUND:
                message = (
                    f"cannot access local variable '{name}' where it is not associated with a value"
                )
                raise Stop("UnboundLocalError", message, line)
            return value

        return read

    def _apply(self, expr: Apply) -> Code:
        # An operand's TypeError comes from the operation itself, after every operand's value.
        parts = [self.expression(_operand(part)) for part in expr.arguments]
        method = _METHODS.get(expr.operation)
        if method is not None:
            return _method(method, parts[0], parts[1], expr.line)
        meaning = MEANING[expr.operation]
        if any(isinstance(part.type, FractionType) for part in expr.arguments):
            meaning = FRACTION_MEANING.get(expr.operation, meaning)
        return _operate(meaning, parts, expr.line)

    def _project(self, expr: Project) -> Code:
        value, index, line = expr.value, expr.index, expr.line
        kind = value.type
        if isinstance(kind, RecordType):
            # The read itself raises the AttributeError that a `Narrow` would.
            bare = value.value if isinstance(value, Narrow) else value
            return _field(self.expression(bare), index, kind.fields[index].name, line)
        source = self.expression(value)
        return _operate(lambda value: value[index], [source], line)

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
        codes = [self.statement(statement) for statement in statements]
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
                return _match(self.expression(subject), [self._case(case) for case in cases])

    def _target(self, target: Target, line: int) -> Callable[[Slots, Any], None]:
        if isinstance(target, str):
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
        matches = _pattern(case.pattern)
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


def _operate(meaning: Callable[..., Any], parts: list[Code], line: int) -> Code:
    if len(parts) == 1:
        (only,) = parts

        def unary(slots: Slots) -> Any:
            try:
                return meaning(only(slots))
            except _FAULTS as fault:
                raise _stop(fault, line) from None

        return unary
    if len(parts) == 2:
        left, right = parts

        def binary(slots: Slots) -> Any:
            try:
                return meaning(left(slots), right(slots))
            except _FAULTS as fault:
                raise _stop(fault, line) from None

        return binary

    def several(slots: Slots) -> Any:
        try:
            return meaning(*[part(slots) for part in parts])
        except _FAULTS as fault:
            raise _stop(fault, line) from None

    return several


def _method(name: str, receiver: Code, argument: Code, line: int) -> Code:
    def run(slots: Slots) -> Any:
        try:
            method = getattr(receiver(slots), name)
            return method(argument(slots))
        except _FAULTS as fault:
            raise _stop(fault, line) from None

    return run


def _field(source: Code, index: int, name: str, line: int) -> Code:
    def read(slots: Slots) -> Any:
        value = source(slots)
        if not isinstance(value, RecordValue):
            message = f"{_class_name(value)!r} object has no attribute {name!r}"
            raise Stop("AttributeError", message, line)
        return value.values[index]

    return read


def _stop(fault: Exception, line: int) -> Stop:
    return Stop(type(fault).__name__, str(fault), line)


def _class_name(value: Any) -> str:
    return type(value).__name__


def _logic(operator: str, parts: list[Code]) -> Code:
    first, *rest = parts
    second = rest[0] if len(rest) == 1 else _logic(operator, rest)
    if operator == "and":
        return lambda slots: first(slots) and second(slots)
    return lambda slots: first(slots) or second(slots)


def _branch(test: Code, then: Code, otherwise: Code) -> Code:
    return lambda slots: then(slots) if test(slots) else otherwise(slots)


def _construct(kind: TupleType | RecordType, parts: list[Code]) -> Code:
    if isinstance(kind, TupleType):
        return lambda slots: tuple([part(slots) for part in parts])
    record, names = kind.name, tuple(field.name for field in kind.fields)
    return lambda slots: RecordValue(record, names, tuple([part(slots) for part in parts]))


def _call(function: str, parts: list[Code], routine: Callable[[str], Routine]) -> Code:
    callee: Routine | None = None

    def run(slots: Slots) -> Any:
        nonlocal callee
        values = [part(slots) for part in parts]
        if callee is None:
            callee = routine(function)
        return callee(values)

    return run


def _assign(store: Callable[[Slots, Any], None], value: Code) -> Code:
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


def _match(subject: Code, cases: list[tuple[Test, Code | None, Code]]) -> Code:
    def run(slots: Slots) -> Any:
        value = subject(slots)
        for matches, guard, body in cases:
            if matches(value, slots) and (guard is None or guard(slots)):
                return body(slots)
        return NEXT

    return run


def _pattern(pattern: Pattern) -> Callable[[Any], bool]:
    match pattern:
        case ValuePattern(value=Const(value=value, type=kind)):
            if isinstance(kind, BoolType | NoneType):
                return lambda subject: subject is value
            return lambda subject: bool(subject == value)
        case CapturePattern(inner=inner):
            return _pattern(inner) if inner is not None else lambda subject: True
        case OrPattern(alternatives=alternatives):
            tests = [_pattern(alternative) for alternative in alternatives]
            return lambda subject: any(test(subject) for test in tests)
        case ShapePattern(type=kind, parts=parts):
            return _shape(kind, [(index, _pattern(part)) for index, part in parts])


def _shape(
    kind: TupleType | RecordType, parts: list[tuple[int, Callable[[Any], bool]]]
) -> Callable[[Any], bool]:
    if isinstance(kind, TupleType):
        length = len(kind.items)
        return lambda subject: (
            isinstance(subject, tuple)
            and len(subject) == length
            and all(test(subject[index]) for index, test in parts)
        )
    name = kind.name
    return lambda subject: (
        isinstance(subject, RecordValue)
        and subject.record == name
        and all(test(subject.values[index]) for index, test in parts)
    )


def captured_paths(pattern: Pattern) -> list[tuple[str, tuple[int, ...]]]:
    """The names a pattern binds, each with the component path from the subject."""
    match pattern:
        case CapturePattern(name=name, inner=inner):
            below = [] if inner is None else captured_paths(inner)
            return [*below, *([] if name is None else [(name, ())])]
        case ShapePattern(parts=parts):
            return [
                (name, (index, *path))
                for index, part in parts
                for name, path in captured_paths(part)
            ]
        case _:
            return []


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
