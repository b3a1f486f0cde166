"""Modules to programs: every function as a typed tree, or the reason why it is none."""

import ast
from collections.abc import Callable, Mapping
from typing import NamedTuple

from lemmata.contracts.errors import ContractError, Place, UnsupportedError
from lemmata.contracts.syntax import parse_expression, without_docstring
from lemmata.contracts.tasks import Clause, Example, Module, Task
from lemmata.contracts.types import (
    NONE,
    DictType,
    FunctionType,
    ListType,
    LiteralType,
    SetType,
    TupleType,
    Type,
    contains,
    parts,
    show,
)
from lemmata.contracts.values import DictValue, ListValue, RecordValue, SetValue, Value
from lemmata.language.exactness import inexact
from lemmata.language.expressions import condition, expression_as
from lemmata.language.linking import NOTHING, linked
from lemmata.language.members import check_text
from lemmata.language.refusals import Site
from lemmata.language.scope import Scope, assigned_names
from lemmata.language.statements import Block
from lemmata.language.tree import (
    Apply,
    Condition,
    Const,
    Construct,
    Convert,
    Display,
    Expr,
    Function,
    Narrow,
    Operation,
    Program,
    Sample,
    Stmt,
)
from lemmata.language.typing_rules import LearnedError, has_hole
from lemmata.language.walking import called, nodes

RESULT = "result"
_MAX_BITS = 100_000
_MAX_READINGS = 30
_MAX_SHOWN = 120


def parse_program(module: Module) -> Program:
    """Every function of the module that is in the provable language.

    A function outside it, and one that calls such a function, stands in ``unsupported``.

    Raises:
        ContractError: a clause or an example that cannot be one.
    """
    functions: dict[str, Function] = {}
    calls: dict[str, set[str]] = {}
    unsupported: dict[str, UnsupportedError] = dict(module.unsupported)
    for name, task in module.tasks.items():
        calls[name] = set()
        try:
            functions[name] = _parse_function(module, task, calls[name])
        except UnsupportedError as error:
            unsupported[name] = error
        except RecursionError:
            site = Site(module.path, task.line)
            unsupported[name] = site.refuse("code nested so deep", "split the function")
    sealed = linked(module, parse_program) if module.links.modules else NOTHING
    functions.update(sealed.functions)
    calls.update((name, set(called(known))) for name, known in sealed.functions.items())
    unsupported.update(sealed.unsupported)

    def path_of(name: str) -> str:
        origin = sealed.origins.get(name)
        return module.path if origin is None else module.links.modules[origin.module].path

    for name, refusal in inexact(functions, path_of):
        unsupported.setdefault(name, refusal)
    _spread(functions, calls, path_of, unsupported)
    kept = {name: known for name, known in functions.items() if name not in unsupported}
    return Program(module.path, module.types, kept, unsupported, sealed.origins)


def _parse_function(module: Module, task: Task, calls: set[str]) -> Function:
    site = Site(module.path, task.line)
    types = {parameter.name: parameter.type for parameter in task.parameters}
    for kind in (*types.values(), task.returns):
        _check_type(kind, site)
    if isinstance(task.returns, FunctionType):
        raise site.refuse("a function as a result", "return what it would give")
    if RESULT in types:
        raise site.refuse(f"a parameter named `{RESULT}`", "rename it")
    before = Scope(module, frozenset(types), types, calls=calls)
    after_types = {**types, RESULT: task.returns}
    after = Scope(module, frozenset(after_types), after_types, old=types, calls=calls)
    read = None if task.is_open else read_body(module, task, calls)
    return Function(
        task.name,
        task.parameters,
        task.returns,
        tuple(_clause(module, clause, before) for clause in task.requires),
        tuple(_clause(module, clause, after) for clause in task.ensures),
        tuple(_sample(module, task, example) for example in task.examples),
        None if read is None else read.statements,
        task.line,
        task.raises,
        () if read is None else read.block.decreases,
    )


class Body(NamedTuple):
    """A body as it was read, and its reader, which knows the heads of its loops."""

    statements: tuple[Stmt, ...]
    block: Block


def read_body(
    module: Module,
    task: Task,
    calls: set[str],
    holes: Callable[[ast.Call, Scope], Expr] | None = None,
) -> Body:
    """The body, read again for each variable whose items it tells only later.

    ``holes`` says what each `hole()` stands for; without it a sketch is refused.

    Raises:
        UnsupportedError: a construct outside the language, or items that nothing tells.
    """
    types = {parameter.name: parameter.type for parameter in task.parameters}
    names = frozenset((*types, *assigned_names(task.node.body)))
    told: dict[str, Type] = {}
    for _ in range(_MAX_READINGS):
        block = Block(task)
        scope = Scope(module, names, dict(types), calls=calls, told=told, raises=task.raises)
        scope.holes = holes
        try:
            statements = block.body(without_docstring(task.node.body), scope)
        except LearnedError as learned:
            told[learned.name] = learned.kind
            continue
        except UnsupportedError as error:
            if block.waiting is error and any(map(has_hole, scope.types.values())):
                raise _untold(scope, task) from error
            raise
        if any(has_hole(getattr(node, "type", NONE)) for node in nodes(statements)):
            raise _untold(scope, task)
        return Body(statements, block)
    raise _untold(Scope(module, names, told), task)


def _untold(scope: Scope, task: Task) -> UnsupportedError:
    name = next((name for name, kind in scope.types.items() if has_hole(kind)), "")
    site = Site(scope.module.path, task.line)
    what = f"`{name}`, an empty display" if name else "an empty display"
    remedy = f"annotate it: {name or 'xs'}: list[int]"
    return site.refuse(f"{what} whose items nothing tells,", remedy)


def _check_type(kind: Type, site: Site) -> None:
    match kind:
        case LiteralType(values=values):
            check_text(values, site)
        case _:
            for part in parts(kind):
                _check_type(part, site)


def _clause(module: Module, clause: Clause, scope: Scope) -> Condition:
    """The clause as a test.

    Raises:
        UnsupportedError: naming the part of the clause that is outside, and the clause.
    """
    node = parse_expression(clause.text, module.path, clause.line, "a clause")
    try:
        return Condition(clause.text, condition(node, scope), clause.line)
    except UnsupportedError as error:
        shown = clause.text if len(clause.text) <= _MAX_SHOWN else f"{clause.text[:_MAX_SHOWN]}…"
        message = f"{error.message} (in the clause `{shown}`)"
        raise UnsupportedError(message, place=error.place, remedy=error.remedy) from error


def _sample(module: Module, task: Task, example: Example) -> Sample:
    texts = dict(example.arguments)
    arguments = tuple(
        parse_value(module, texts[parameter.name], parameter.type, example.line)
        for parameter in task.parameters
    )
    expected = parse_value(module, example.expected, task.returns, example.line)
    return Sample(arguments, expected, example.line, example.by_equality)


def parse_value(module: Module, text: str, kind: Type, line: int) -> Value:
    """The constant of type ``kind`` that ``text`` writes, as in a doctest.

    Raises:
        ContractError: not an expression, or a value of another type.
        UnsupportedError: not a constant of the language.
    """
    node = parse_expression(text, module.path, line, "a value")
    expr = expression_as(node, kind, Scope(module, frozenset(), {}))
    value = _evaluated(expr, Site(module.path, line))
    if not contains(kind, value):
        raise ContractError(
            f"the value `{text}` is not of the declared type {show(kind)}",
            place=Place(module.path, line),
            remedy="mend the example",
        )
    return value


_ARITHMETIC = {
    Operation.ADD: lambda a, b: a + b,
    Operation.SUBTRACT: lambda a, b: a - b,
    Operation.MULTIPLY: lambda a, b: a * b,
    Operation.POWER: lambda a, b: a**b,
    Operation.CONCAT: lambda a, b: a + b,
}


def _evaluated(expr: Expr, site: Site) -> Value:
    match expr:
        case Const(value=value):
            return value
        case Construct(arguments=arguments, type=kind):
            values = tuple(_evaluated(one, site) for one in arguments)
            if isinstance(kind, TupleType):
                return values
            return RecordValue(kind.name, tuple(field.name for field in kind.fields), values)
        case Convert(value=inner) | Narrow(value=inner):
            return _evaluated(inner, site)
        case Display(items=items, type=shape):
            return _displayed([_evaluated(one, site) for one in items], shape)
        case Apply(operation=operation, arguments=(left, right)) if operation in _ARITHMETIC:
            return _computed(operation, _evaluated(left, site), _evaluated(right, site), site)
        case _:
            raise site.refuse("a value in an example that is no constant", "write the value")


def _displayed(items: list[Value], kind: ListType | SetType | DictType) -> Value:
    """The value of a display; of equal keys the first stays, with the last value."""
    match kind:
        case ListType():
            return ListValue(tuple(items))
        case SetType():
            return SetValue(frozenset(dict.fromkeys(items)))
        case DictType():
            return DictValue(tuple(dict(zip(items[::2], items[1::2], strict=True)).items()))


def _computed(operation: Operation, left: Value, right: Value, site: Site) -> Value:
    if isinstance(left, int) and isinstance(right, int):
        power = operation is Operation.POWER
        size = left.bit_length() * right if power else left.bit_length() + right.bit_length()
        if size > _MAX_BITS:
            raise site.refuse("so large a number in an example", "write a smaller one")
    computed: Value = _ARITHMETIC[operation](left, right)
    return computed


def _spread(
    functions: Mapping[str, Function],
    calls: Mapping[str, set[str]],
    path_of: Callable[[str], str],
    unsupported: dict[str, UnsupportedError],
) -> None:
    """Callers of unsupported functions become unsupported, until nothing changes."""
    pending = list(unsupported)
    while pending:
        callee = pending.pop(0)
        for caller, callees in calls.items():
            if callee in callees and caller not in unsupported:
                error = unsupported[callee]
                site = Site(path_of(caller), functions[caller].line)
                construct = f"a call of `{callee}` ({error.place}: {error.message})"
                unsupported[caller] = site.refuse(construct, error.remedy)
                pending.append(caller)
