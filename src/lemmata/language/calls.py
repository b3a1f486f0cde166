"""Calls: of functions and parameters, of dataclasses, builtins and methods."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from lemmata.contracts.imports import HOLE, qualified
from lemmata.contracts.types import (
    BOOL,
    INT,
    NONE,
    STR,
    DictType,
    EnumType,
    Field,
    FunctionType,
    ListType,
    OptionalType,
    RecordType,
    SetType,
    Type,
    UnionType,
    optional,
    show,
)
from lemmata.language.comprehensions import EXTREMA, SPECIALS, iterated
from lemmata.language.containers import copied, key_of, set_operation
from lemmata.language.members import check_known, inlined
from lemmata.language.operations import BUILTINS, FRACTION_ROW, Builtin, Rule
from lemmata.language.reader import Reader
from lemmata.language.refusals import Site
from lemmata.language.scope import Scope
from lemmata.language.sources import is_source_call
from lemmata.language.texts import STR_METHODS, to_text
from lemmata.language.tree import (
    Apply,
    Call,
    Const,
    Construct,
    Expr,
    Invoke,
    IsInstance,
    Logic,
    Name,
    Operation,
)
from lemmata.language.typing_rules import base_of, coerce, errors_of, join, once, plain, widen

_TO_TEXT = Builtin(0, 1, to_text)


def call(node: ast.expr, scope: Scope, read: Reader) -> Expr:
    """The typed tree of a call.

    Raises:
        UnsupportedError: what is called is outside the language, or the arguments do not fit.
    """
    assert isinstance(node, ast.Call)
    site = scope.site(node)
    full = qualified(node.func, scope.module.imports)
    if full == "fractions.Fraction":
        return _builtin("Fraction", FRACTION_ROW, [], node, scope, read)
    if full in ("lemmata.invariant", "lemmata.decreases"):
        remedy = "write it as a statement of its own, first in a loop's body"
        raise site.refuse(f"{full.partition('.')[2]}() in this place", remedy)
    if full == HOLE:
        if scope.holes is None:
            remedy = "write the expression, or compile with --generator sketch"
            raise site.refuse("a hole", remedy)
        return scope.holes(node, scope)
    if isinstance(node.func, ast.Attribute):
        return _method(node, node.func, scope, read)
    if not isinstance(node.func, ast.Name):
        raise site.refuse("a call of a computed function", "call a function by its name")
    name = node.func.id
    if isinstance(scope.types.get(name), FunctionType):
        return _invoke(node, name, scope, read)
    if name in scope.names:
        raise site.refuse(f"a call of the variable `{name}`", "call a function of this file")
    if scope.module.callee(name) is not None:
        return _task_call(name, node, scope, read)
    check_known(name, scope, site)
    kind = scope.module.types.get(name)
    if isinstance(kind, RecordType):
        return _record(kind, node, scope, read)
    if isinstance(kind, EnumType):
        raise site.refuse(f"{name}(value)", f"name the member: {name}.MEMBER")
    return _of_builtin(name, node, scope, read)


def _of_builtin(name: str, node: ast.Call, scope: Scope, read: Reader) -> Expr:
    site = scope.site(node)
    if name == "isinstance":
        return _is_instance(node, scope, read)
    if name in SPECIALS:
        return SPECIALS[name](node, scope, read)
    if name in EXTREMA and (len(node.args) == 1 or node.keywords):
        return EXTREMA[name](node, scope, read)
    if name == "str":
        return _builtin(name, _TO_TEXT, [], node, scope, read)
    if is_source_call(node):
        raise site.refuse(f"{name}() as a value", f"loop over it, or write list({name}(…))")
    row = BUILTINS.get(name)
    if row is None:
        remedy = _REMEDIES.get(name, "call functions of this file or modelled builtins")
        raise site.refuse(f"a call of `{name}`", remedy)
    return _builtin(name, row, [], node, scope, read)


_REMEDIES = {
    "tuple": "write the tuple out, or use a list",
    "map": "write a comprehension",
    "filter": "write a comprehension with `if`",
    "next": "write a loop",
    "round": "use `//` or Fraction",
    "pow": "use `**` with a constant, or a loop",
    "ord": "compare the characters themselves",
    "chr": "write the characters out",
    "print": "return the text instead",
}


def _is_instance(node: ast.Call, scope: Scope, read: Reader) -> Expr:
    """`isinstance(value, C)`, also with a tuple of classes or `C | D`."""
    site = scope.site(node)
    if node.keywords or len(node.args) != 2:
        raise site.refuse("isinstance() with such arguments", "give it a value and a class")
    value = read.value(node.args[0], scope)
    kind = value.type.item if isinstance(value.type, OptionalType) else value.type
    if not isinstance(kind, RecordType | UnionType):
        remedy = "the declared type says it; test for None by `is None`"
        raise site.refuse(f"isinstance() of {show(value.type)}", remedy)
    records = list(_classes(node.args[1], scope))
    if len(records) > 1:
        once(value, "isinstance()", site)
    tests = tuple(IsInstance(value, record, BOOL, site.line) for record in records)
    return Logic("or", tests, BOOL, site.line) if len(tests) > 1 else tests[0]


def _classes(node: ast.expr, scope: Scope) -> Iterator[RecordType]:
    match node:
        case ast.Tuple(elts=[_, *_] as items):
            for item in items:
                yield from _classes(item, scope)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            yield from _classes(left, scope)
            yield from _classes(right, scope)
        case ast.Name(id=name) if name not in scope.names:
            check_known(name, scope, scope.site(node))
            kind = scope.module.types.get(name)
            if not isinstance(kind, RecordType) or kind.name != name:
                site = scope.site(node)
                raise site.refuse(f"isinstance(…, {name})", "name dataclasses of this file")
            yield kind
        case _:
            shown = f"isinstance(…, {ast.unparse(node)})"
            raise scope.site(node).refuse(shown, "name dataclasses of this file")


def _invoke(node: ast.Call, name: str, scope: Scope, read: Reader) -> Expr:
    """A call of a parameter that is a function: pure, total, and blind to keywords."""
    site = scope.site(node)
    kind = scope.types[name]
    assert isinstance(kind, FunctionType)
    if node.keywords or len(node.args) != len(kind.parameters):
        construct = f"{name}() with such arguments"
        raise site.refuse(construct, f"give it {len(kind.parameters)} positional arguments")
    pairs = zip(node.args, kind.parameters, strict=True)
    arguments = tuple(_argument(one, wanted, scope, read) for one, wanted in pairs)
    return Invoke(Name(name, kind, node.lineno), arguments, kind.returns, node.lineno)


def _argument(node: ast.expr, wanted: Type, scope: Scope, read: Reader) -> Expr:
    """An argument; a parameter that is a function may be handed on."""
    if isinstance(wanted, FunctionType):
        site = scope.site(node)
        if isinstance(node, ast.Name) and scope.types.get(node.id) == wanted:
            return Name(node.id, wanted, node.lineno)
        remedy = "hand on a parameter of that very type"
        raise site.refuse(f"`{ast.unparse(node)}` as a function", remedy)
    return read.value_as(node, wanted, scope)


def _method(node: ast.Call, func: ast.Attribute, scope: Scope, read: Reader) -> Expr:
    site = scope.site(node)
    name = func.attr
    subject = read.value(func.value, scope)
    bare = subject.type.item if isinstance(subject.type, OptionalType) else subject.type
    bare = base_of(bare)
    if name in _MUTATIONS and isinstance(bare, ListType | DictType | SetType):
        remedy = "write it as a statement of its own"
        raise site.refuse(f"`.{name}()` inside an expression", remedy)
    if bare == STR and name == "join":
        return _join(node, subject, scope, read)
    if isinstance(bare, DictType) and is_source_call(node):
        remedy = f"loop over it, or write list(….{name}())"
        raise site.refuse(f"`.{name}()` as a value", remedy)
    table = _methods_of(bare)
    row = table.get(name)
    if row is None:
        remedy = "modelled: " + ", ".join(sorted(table)) if table else "it has no methods here"
        raise site.refuse(f"the method `{name}` of {show(subject.type)}", remedy)
    return _builtin(name, row, [subject], node, scope, read)


_MUTATIONS = frozenset(
    [
        "append",
        "extend",
        "insert",
        "pop",
        "remove",
        "clear",
        "sort",
        "reverse",
        "add",
        "discard",
        "update",
        "setdefault",
        "popitem",
    ]
)


def _methods_of(kind: Type) -> Mapping[str, Builtin]:
    if kind == STR:
        return STR_METHODS
    if isinstance(kind, ListType):
        return _LIST_METHODS
    if isinstance(kind, DictType):
        return _DICT_METHODS
    return _SET_METHODS if isinstance(kind, SetType) else {}


def _join(node: ast.Call, subject: Expr, scope: Scope, read: Reader) -> Expr:
    """`sep.join(strings)`."""
    site = scope.site(node)
    if node.keywords or len(node.args) != 1:
        raise site.refuse("join() with such arguments", "give it one iterable of str")
    separator = plain(subject, "AttributeError", site)
    parts = coerce(iterated(node.args[0], scope, read), ListType(STR), None, site)
    return Apply(Operation.JOIN, (separator, parts), STR, site.line)


def _searched(operation: Operation) -> Rule:
    """`xs.count(x)` and `xs.index(x)`."""

    def rule(operands: Sequence[Expr], site: Site) -> Expr:
        subject = plain(operands[0], "AttributeError", site)
        assert isinstance(subject.type, ListType)
        kind = subject.type.item
        if join(operands[1].type, kind, mixed=True) != kind:
            names = f"{show(operands[1].type)} among {show(kind)}"
            raise site.refuse(f"`{operation.value}` of {names}", "look for one of its type")
        return Apply(operation, (subject, widen(operands[1], kind)), INT, site.line)

    return rule


def _copy(operands: Sequence[Expr], site: Site) -> Expr:
    return copied(plain(operands[0], "AttributeError", site), site)


def _get(operands: Sequence[Expr], site: Site) -> Expr:
    """`d.get(k)` and `d.get(k, default)`."""
    subject = plain(operands[0], "AttributeError", site)
    assert isinstance(subject.type, DictType)
    kind = subject.type.value
    key = key_of(operands[1], subject.type.key, site)
    default: Expr = operands[2] if len(operands) > 2 else Const(None, NONE, site.line)
    if default.type == NONE and not isinstance(kind, OptionalType):
        return Apply(Operation.GET, (subject, key, default), optional(kind), site.line)
    default = coerce(default, kind, None, site)
    return Apply(Operation.GET, (subject, key, default), kind, site.line)


def _sets(operation: Operation) -> Rule:
    """A method of two sets of one type."""

    def rule(operands: Sequence[Expr], site: Site) -> Expr:
        subject = plain(operands[0], "AttributeError", site)
        return set_operation(operation, (subject, operands[1]), site)

    return rule


_LIST_METHODS: Mapping[str, Builtin] = {
    "copy": Builtin(0, 0, _copy),
    "count": Builtin(1, 1, _searched(Operation.COUNT)),
    "index": Builtin(1, 1, _searched(Operation.INDEX)),
}
_DICT_METHODS: Mapping[str, Builtin] = {
    "copy": Builtin(0, 0, _copy),
    "get": Builtin(1, 2, _get),
}
_SET_METHODS: Mapping[str, Builtin] = {
    "copy": Builtin(0, 0, _copy),
    "difference": Builtin(1, 1, _sets(Operation.DIFFERENCE)),
    "intersection": Builtin(1, 1, _sets(Operation.INTERSECTION)),
    "issubset": Builtin(1, 1, _sets(Operation.SUBSET)),
    "union": Builtin(1, 1, _sets(Operation.UNION)),
}


def _builtin(
    name: str, row: Builtin, first: list[Expr], node: ast.Call, scope: Scope, read: Reader
) -> Expr:
    site = scope.site(node)
    if node.keywords:
        raise site.refuse(f"{name}() with keyword arguments", "pass plain arguments")
    if len(node.args) < row.least or (row.most is not None and len(node.args) > row.most):
        count = f"{len(node.args)} argument{'' if len(node.args) == 1 else 's'}"
        remedy = f"give {row.least}" if row.most == row.least else f"give {row.least} or more"
        raise site.refuse(f"{name}() with {count}", remedy)
    if name == "bool":
        return read.test(node.args[0], scope)
    return row.rule([*first, *(read.value(one, scope) for one in node.args)], site)


def _task_call(name: str, node: ast.Call, scope: Scope, read: Reader) -> Expr:
    site = scope.site(node)
    task = scope.module.callee(name)
    assert task is not None
    names = [parameter.name for parameter in task.parameters]
    given = _arranged(name, names, set(), len(names), node, site)
    scope.calls.add(name)
    values = {
        index: _argument(argument, task.parameters[index].type, scope, read)
        for index, argument in given
    }
    _check_order(values, site)
    arguments = tuple(values[index] for index in range(len(names)))
    return Call(name, arguments, task.returns, node.lineno)


def _record(kind: RecordType, node: ast.Call, scope: Scope, read: Reader) -> Expr:
    site = scope.site(node)
    names = [known.name for known in kind.fields]
    optional_names = {known.name for known in kind.fields if known.has_default}
    positional = 0 if kind.keyword_only else len(names)
    given = _arranged(kind.name, names, optional_names, positional, node, site)
    values = {
        index: read.value_as(argument, kind.fields[index].type, scope) for index, argument in given
    }
    _check_order(values, site)
    for index, known in enumerate(kind.fields):
        if index not in values:
            values[index] = _default(known, scope, site)
    return Construct(tuple(values[index] for index in range(len(names))), kind, node.lineno)


def _default(known: Field, scope: Scope, site: Site) -> Expr:
    return coerce(inlined(known.default, known.type, scope, site), known.type, None, site)


def _check_order(values: dict[int, Expr], site: Site) -> None:
    """Keyword arguments out of order are evaluated as written; the tree evaluates in order."""
    raising = [index for index, value in values.items() if errors_of(value, site)]
    if raising != sorted(raising):
        raise site.refuse("keyword arguments out of order that may raise", "write them in order")


def _arranged(
    name: str, names: list[str], defaults: set[str], positional: int, node: ast.Call, site: Site
) -> list[tuple[int, ast.expr]]:
    """Arguments as written, each with the position of its parameter."""
    if any(isinstance(one, ast.Starred) for one in node.args):
        raise site.refuse("a starred argument", "write the arguments out")
    if len(node.args) > positional:
        construct = f"{name}() with {len(node.args)} positional arguments"
        raise site.refuse(construct, f"it takes {positional}")
    given = list(enumerate(node.args))
    for keyword in node.keywords:
        if keyword.arg is None:
            raise site.refuse("a `**` argument", "write the arguments out")
        if keyword.arg not in names or names.index(keyword.arg) in dict(given):
            raise site.refuse(f"{name}() with the argument `{keyword.arg}`", "mend the call")
        given.append((names.index(keyword.arg), keyword.value))
    for index, known in enumerate(names):
        if index not in dict(given) and known not in defaults:
            raise site.refuse(f"{name}() without the argument `{known}`", "mend the call")
    return given
