"""Expressions: from Python's syntax tree to the typed tree, types made explicit."""

import ast
from collections.abc import Callable, Sequence

from lemmata.contracts.imports import qualified
from lemmata.contracts.types import (
    BOOL,
    INT,
    NONE,
    STR,
    EnumType,
    Field,
    OptionalType,
    RecordType,
    TupleType,
    Type,
    show,
)
from lemmata.contracts.values import EnumValue, RecordValue, Value
from lemmata.language.operations import (
    BINARY,
    BUILTINS,
    COMPARISONS,
    FRACTION_ROW,
    STR_METHODS,
    UNARY,
    Builtin,
    member,
    substring,
)
from lemmata.language.refusals import Site
from lemmata.language.scope import Scope
from lemmata.language.tree import (
    Apply,
    Call,
    Conditional,
    Const,
    Construct,
    Expr,
    Logic,
    Name,
    Operation,
    Project,
)
from lemmata.language.typing_rules import (
    base_of,
    coerce,
    errors_of,
    merge,
    negation,
    once,
    plain,
    truth,
    type_of,
    widen,
)

MAX_CODE_POINT = 0x2FFFF
MAX_MEMBERS = 64

_CONSTRUCTS: dict[str, tuple[str, str]] = {
    "Lambda": ("a lambda", "define a helper function"),
    "ListComp": ("a list comprehension", "lists are not modelled"),
    "SetComp": ("a set comprehension", "sets are not modelled"),
    "DictComp": ("a dict comprehension", "dicts are not modelled"),
    "GeneratorExp": ("a generator expression", "write the cases out"),
    "JoinedStr": ("an f-string", "join strings with `+`"),
    "List": ("a list", "use a tuple"),
    "Dict": ("a dict", "use a dataclass or `match`"),
    "Set": ("a set", "sets stand only right of `in`"),
    "NamedExpr": ("an assignment expression `:=`", "assign in a statement of its own"),
    "Await": ("await", "tasks are plain functions"),
    "Yield": ("yield", "tasks are plain functions"),
    "YieldFrom": ("yield from", "tasks are plain functions"),
    "Starred": ("a starred expression", "write the items out"),
    "Slice": ("a slice", "slices stand only in `s[a:b]`"),
}
_OPERATORS = {
    "BitAnd": "&",
    "BitOr": "|",
    "BitXor": "^",
    "LShift": "<<",
    "RShift": ">>",
    "MatMult": "@",
}


def expression(node: ast.expr, scope: Scope) -> Expr:
    """The typed tree of a Python expression.

    Raises:
        UnsupportedError: a construct outside the provable language.
    """
    handler = _HANDLERS.get(type(node))
    if handler is None:
        kind = type(node).__name__
        construct, remedy = _CONSTRUCTS.get(kind, (f"the expression {kind}", "rewrite it"))
        raise scope.site(node).refuse(construct, remedy)
    scope.enter(node)
    typed = handler(node, scope)
    scope.leave()
    return typed


def expression_as(node: ast.expr, kind: Type, scope: Scope) -> Expr:
    """The typed tree of an expression where ``kind`` is declared, pushed into its branches."""
    if isinstance(node, ast.IfExp):
        scope.enter(node)
        check = condition(node.test, scope)
        then = expression_as(node.body, kind, scope)
        otherwise = expression_as(node.orelse, kind, scope)
        scope.leave()
        return Conditional(check, then, otherwise, kind, node.lineno)
    item = kind.item if isinstance(kind, OptionalType) else kind
    if isinstance(node, ast.Tuple) and isinstance(item, TupleType):
        return _tuple_as(node, item, kind, scope)
    return coerce(expression(node, scope), kind, None, scope.site(node))


def _tuple_as(node: ast.Tuple, item: TupleType, kind: Type, scope: Scope) -> Expr:
    if len(node.elts) != len(item.items):
        construct = f"a tuple of {len(node.elts)} where {show(kind)} is declared"
        raise scope.site(node).refuse(construct, "mend the length")
    scope.enter(node)
    parts = zip(node.elts, item.items, strict=True)
    values = tuple(expression_as(one, part, scope) for one, part in parts)
    scope.leave()
    return widen(Construct(values, item, node.lineno), kind)


def condition(node: ast.expr, scope: Scope) -> Expr:
    """The typed tree of an expression in test position: of type bool."""
    match node:
        case ast.BoolOp(op=op, values=values):
            scope.enter(node)
            operands = tuple(condition(value, scope) for value in values)
            scope.leave()
            return Logic(_connective(op), operands, BOOL, node.lineno)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _negated(operand, scope, node.lineno)
        case _:
            return truth(expression(node, scope))


def _connective(op: ast.boolop) -> str:
    return "and" if isinstance(op, ast.And) else "or"


def _negated(operand: ast.expr, scope: Scope, line: int) -> Expr:
    scope.enter(operand)
    test = condition(operand, scope)
    scope.leave()
    return Apply(Operation.NOT, (test,), BOOL, line)


def constant(value: object, site: Site) -> Const:
    """A literal of the text, checked to be of a modelled type."""
    match value:
        case bool():
            return Const(value, BOOL, site.line)
        case int():
            return Const(value, INT, site.line)
        case None:
            return Const(None, NONE, site.line)
        case str():
            check_text(value, site)
            return Const(value, STR, site.line)
        case float():
            raise site.refuse("a float", "use Fraction")
        case _:
            raise site.refuse(f"a constant of type {type(value).__name__}", "use int or str")


def check_text(value: Value, site: Site) -> None:
    """Refuse strings that a solver's alphabet lacks, anywhere inside the value."""
    match value:
        case str():
            for character in value:
                if ord(character) > MAX_CODE_POINT or 0xD800 <= ord(character) <= 0xDFFF:
                    point = f"U+{ord(character):04X}"
                    raise site.refuse(f"a str with the code point {point}", "choose another")
        case tuple():
            for item in value:
                check_text(item, site)
        case RecordValue(values=values):
            for item in values:
                check_text(item, site)
        case _:
            return


def _constant(node: ast.expr, scope: Scope) -> Expr:
    assert isinstance(node, ast.Constant)
    return constant(node.value, scope.site(node))


def _name(node: ast.expr, scope: Scope) -> Expr:
    assert isinstance(node, ast.Name)
    name, site = node.id, scope.site(node)
    if name in scope.types:
        return Name(name, scope.types[name], node.lineno)
    if name in scope.names:
        raise site.refuse(f"`{name}` read where nothing assigned it", "assign it first")
    known = scope.module.constants.get(name)
    if known is not None:
        return _inlined(known.value, known.type, scope, site)
    _check_known(name, scope, site)
    if name in scope.module.tasks or name in scope.module.types or name in BUILTINS:
        raise site.refuse(f"`{name}` as a value", "call it instead")
    raise site.refuse(f"the unknown name `{name}`", "define it in this file")


def _check_known(name: str, scope: Scope, site: Site) -> None:
    """Refuse a name whose declaration is itself outside the language, saying why."""
    error = scope.module.opaque.get(name) or scope.module.unsupported.get(name)
    if error is not None:
        raise site.refuse(f"a use of `{name}` ({error.message})", error.remedy)


def _inlined(value: Value, declared: Type, scope: Scope, site: Site) -> Expr:
    """A constant of the file, as writing it out in place would give."""
    check_text(value, site)
    kind = type_of(value, dict(scope.module.types)) or declared
    if isinstance(value, tuple) and isinstance(kind, TupleType):
        items = zip(value, kind.items, strict=True)
        return Construct(tuple(_inlined(v, k, scope, site) for v, k in items), kind, site.line)
    if isinstance(value, RecordValue) and isinstance(kind, RecordType):
        fields = zip(value.values, kind.fields, strict=True)
        parts = [(_inlined(v, field.type, scope, site), field.type) for v, field in fields]
        return Construct(tuple(coerce(v, k, None, site) for v, k in parts), kind, site.line)
    return Const(value, kind, site.line)


def _tuple(node: ast.expr, scope: Scope) -> Expr:
    assert isinstance(node, ast.Tuple)
    values = tuple(expression(item, scope) for item in node.elts)
    return Construct(values, TupleType(tuple(value.type for value in values)), node.lineno)


def _conditional(node: ast.expr, scope: Scope) -> Expr:
    assert isinstance(node, ast.IfExp)
    check = condition(node.test, scope)
    branches = (expression(node.body, scope), expression(node.orelse, scope))
    then, otherwise = merge(branches, "a conditional expression", scope.site(node))
    return Conditional(check, then, otherwise, then.type, node.lineno)


def _logic(node: ast.expr, scope: Scope) -> Expr:
    assert isinstance(node, ast.BoolOp)
    values = [expression(value, scope) for value in node.values]
    operator = _connective(node.op)
    operands = merge(values, f"`{operator}`", scope.site(node))
    return Logic(operator, operands, operands[0].type, node.lineno)


def _unary(node: ast.expr, scope: Scope) -> Expr:
    assert isinstance(node, ast.UnaryOp)
    if isinstance(node.op, ast.Not):
        return _negated(node.operand, scope, node.lineno)
    rule = UNARY.get(type(node.op).__name__)
    if rule is None:
        raise scope.site(node).refuse("the bitwise operation `~`", "use arithmetic")
    return rule((expression(node.operand, scope),), scope.site(node))


def _binary(node: ast.expr, scope: Scope) -> Expr:
    assert isinstance(node, ast.BinOp)
    operands = (expression(node.left, scope), expression(node.right, scope))
    return binary(node.op, operands, scope.site(node))


def binary(op: ast.operator, operands: Sequence[Expr], site: Site) -> Expr:
    """A binary operation on typed operands, by its row."""
    kind = type(op).__name__
    rule = BINARY.get(kind)
    if rule is None:
        construct = "the operator `@`" if kind == "MatMult" else "the bitwise operation "
        raise site.refuse(f"{construct}`{_OPERATORS[kind]}`", "use and, or, not or arithmetic")
    return rule(operands, site)


def _comparison(node: ast.expr, scope: Scope) -> Expr:
    assert isinstance(node, ast.Compare)
    left = expression(node.left, scope)
    links: list[Expr] = []
    for index, (op, right_node) in enumerate(zip(node.ops, node.comparators, strict=True)):
        last = index == len(node.ops) - 1
        site = scope.site(node)
        if isinstance(op, ast.In | ast.NotIn):
            links.append(_membership(left, op, right_node, scope, site))
            if last:
                break
            right = expression(right_node, scope)
        else:
            right = expression(right_node, scope)
            links.append(COMPARISONS[type(op).__name__]((left, right), site))
        left = right if last else once(right, "a chained comparison", site)
    return links[0] if len(links) == 1 else Logic("and", tuple(links), BOOL, node.lineno)


def _membership(left: Expr, op: ast.cmpop, right: ast.expr, scope: Scope, site: Site) -> Expr:
    if isinstance(right, ast.Tuple | ast.List | ast.Set):
        scope.enter(right)
        test = member((left, *(expression(item, scope) for item in right.elts)), site)
        scope.leave()
    else:
        test = _membership_of_value(left, expression(right, scope), site)
    return test if isinstance(op, ast.In) else negation(test)


def _membership_of_value(left: Expr, right: Expr, site: Site) -> Expr:
    kind = right.type
    if isinstance(kind, TupleType):
        if isinstance(right, Construct):
            return member((left, *right.arguments), site)
        whole = once(right, "`in`", site)
        return member((left, *components(whole, kind, site)), site)
    if base_of(kind.item if isinstance(kind, OptionalType) else kind) == STR:
        return substring((left, right), site)
    raise site.refuse(f"`in` over {show(kind)}", "write the values out: x in (1, 2)")


def components(value: Expr, kind: TupleType, site: Site) -> tuple[Expr, ...]:
    """The items of a tuple value, in order."""
    return tuple(_project(value, index, item, site) for index, item in enumerate(kind.items))


def _project(value: Expr, index: int, kind: Type, site: Site) -> Expr:
    return Project(value, index, kind, site.line)


def _subscript(node: ast.expr, scope: Scope) -> Expr:
    assert isinstance(node, ast.Subscript)
    site = scope.site(node)
    value = plain(expression(node.value, scope), "TypeError", site)
    if isinstance(node.slice, ast.Slice):
        return _slice(value, node.slice, scope, site)
    index = expression(node.slice, scope)
    if not isinstance(index, Const) or type(index.value) is not int:
        raise site.refuse("a subscript that is not a constant int", "test the cases one by one")
    if isinstance(value.type, TupleType):
        return _item(value, value.type, index.value, site)
    if value.type != STR:
        raise site.refuse(f"a subscript of {show(value.type)}", "only str and tuple have items")
    position = Const(index.value, INT, index.line)
    return Apply(Operation.CHARACTER, (value, position), STR, site.line)


def _item(value: Expr, kind: TupleType, index: int, site: Site) -> Expr:
    size = len(kind.items)
    if not -size <= index < size:
        construct = f"item {index} of a tuple of {size} (it always raises IndexError)"
        raise site.refuse(construct, "mend the index")
    position = index % size
    return Project(value, position, kind.items[position], site.line)


def _slice(value: Expr, node: ast.Slice, scope: Scope, site: Site) -> Expr:
    if node.step is not None:
        raise site.refuse("a slice with a step", "use s[a:b]")
    if value.type != STR:
        raise site.refuse(f"a slice of {show(value.type)}", "only str has slices")
    bounds = (_bound(node.lower, scope, site), _bound(node.upper, scope, site))
    return Apply(Operation.SLICE, (value, *bounds), STR, site.line)


def _bound(node: ast.expr | None, scope: Scope, site: Site) -> Expr:
    if node is None:
        return Const(None, NONE, site.line)
    bound = expression(node, scope)
    if not isinstance(bound, Const) or not (bound.value is None or type(bound.value) is int):
        raise site.refuse("a slice bound that is not a constant int", "use constant bounds")
    return bound


def _attribute(node: ast.expr, scope: Scope) -> Expr:
    assert isinstance(node, ast.Attribute)
    site = scope.site(node)
    if isinstance(node.value, ast.Name) and node.value.id not in scope.names:
        owner = node.value.id
        if owner == "OLD" and scope.old:
            return _old(node.attr, scope, site)
        kind = scope.module.types.get(owner)
        if isinstance(kind, EnumType):
            return enum_member(kind, node.attr, site)
        _check_known(owner, scope, site)
    value = plain(expression(node.value, scope), "AttributeError", site)
    if isinstance(value.type, RecordType):
        return _field(value, value.type, node.attr, site)
    if isinstance(value.type, EnumType):
        return _enum_attribute(value, value.type, node.attr, scope, site)
    raise site.refuse(f"the attribute `{node.attr}` of {show(value.type)}", "it is not modelled")


def _old(name: str, scope: Scope, site: Site) -> Expr:
    if name not in scope.old:
        raise site.refuse(f"OLD.{name}", "OLD offers the parameters")
    return Name(name, scope.old[name], site.line)


def enum_member(kind: EnumType, name: str, site: Site) -> Const:
    """`Enum.NAME`, an alias as the member it names."""
    canonical = kind.canonical(name)
    if canonical is None:
        raise site.refuse(f"{kind.name}.{name}, which is no member", "use a member")
    return Const(EnumValue(kind.name, canonical), kind, site.line)


def _field(value: Expr, kind: RecordType, name: str, site: Site) -> Expr:
    index = kind.index(name)
    if index is None:
        raise site.refuse(f"`{name}`, which is no field of {kind.name}", "use a field")
    return Project(value, index, kind.fields[index].type, site.line)


def _enum_attribute(value: Expr, kind: EnumType, name: str, scope: Scope, site: Site) -> Expr:
    if name not in ("name", "value"):
        raise site.refuse(f"the attribute `{name}` of {kind.name}", "use .name or .value")
    if len(kind.members) > MAX_MEMBERS:
        raise site.refuse(f".{name} of an enum of more than {MAX_MEMBERS} members", "use `match`")
    types = dict(scope.module.types)
    results = [
        (member_name, member_name if name == "name" else member_value)
        for member_name, member_value in kind.members
    ]
    kinds = {type_of(result, types) for _, result in results}
    result_kind = kinds.pop() if len(kinds) == 1 else None
    if result_kind is None:
        raise site.refuse(f".value of {kind.name}, whose values differ in type", "use `match`")
    shown = [(known, _inlined(result, result_kind, scope, site)) for known, result in results]
    return _table(once(value, f".{name}", site), kind, shown, result_kind, site)


def _table(
    value: Expr,
    kind: EnumType,
    results: Sequence[tuple[str, Expr]],
    result_kind: Type,
    site: Site,
) -> Expr:
    """The result of the member that ``value`` is, as nested conditionals, the last one plain."""
    if isinstance(value, Const) and isinstance(value.value, EnumValue):
        return dict(results)[value.value.member]
    chosen = results[-1][1]
    for name, then in reversed(results[:-1]):
        known = Const(EnumValue(kind.name, name), kind, site.line)
        test = Apply(Operation.EQUAL, (value, known), BOOL, site.line)
        chosen = Conditional(test, then, chosen, result_kind, site.line)
    return chosen


def _call(node: ast.expr, scope: Scope) -> Expr:
    assert isinstance(node, ast.Call)
    site = scope.site(node)
    if qualified(node.func, scope.module.imports) == "fractions.Fraction":
        return _builtin("Fraction", FRACTION_ROW, [], node, scope, site)
    if isinstance(node.func, ast.Attribute):
        return _method(node, node.func, scope, site)
    if not isinstance(node.func, ast.Name):
        raise site.refuse("a call of a computed function", "call a function by its name")
    name = node.func.id
    if name in scope.names:
        raise site.refuse(f"a call of the variable `{name}`", "call a function of this file")
    if name in scope.module.tasks:
        return _task_call(name, node, scope, site)
    _check_known(name, scope, site)
    kind = scope.module.types.get(name)
    if isinstance(kind, RecordType):
        return _record(kind, node, scope, site)
    if isinstance(kind, EnumType):
        raise site.refuse(f"{name}(value)", f"name the member: {name}.MEMBER")
    row = BUILTINS.get(name)
    if row is None:
        raise site.refuse(f"a call of `{name}`", "call functions of this file or modelled builtins")
    return _builtin(name, row, [], node, scope, site)


def _method(node: ast.Call, func: ast.Attribute, scope: Scope, site: Site) -> Expr:
    name = func.attr
    row = STR_METHODS.get(name)
    if row is None:
        raise site.refuse(f"the method `{name}`", "modelled: " + ", ".join(STR_METHODS))
    subject = expression(func.value, scope)
    bare = subject.type.item if isinstance(subject.type, OptionalType) else subject.type
    if base_of(bare) != STR:
        raise site.refuse(f"the method `{name}` of {show(subject.type)}", "it is a method of str")
    return _builtin(name, row, [subject], node, scope, site)


def _builtin(
    name: str, row: Builtin, first: list[Expr], node: ast.Call, scope: Scope, site: Site
) -> Expr:
    if node.keywords:
        raise site.refuse(f"{name}() with keyword arguments", "pass plain arguments")
    if len(node.args) < row.least or (row.most is not None and len(node.args) > row.most):
        count = f"{len(node.args)} argument{'' if len(node.args) == 1 else 's'}"
        remedy = f"give {row.least}" if row.most == row.least else f"give {row.least} or more"
        raise site.refuse(f"{name}() with {count}", remedy)
    if name == "bool":
        return condition(node.args[0], scope)
    return row.rule([*first, *(expression(one, scope) for one in node.args)], site)


def _task_call(name: str, node: ast.Call, scope: Scope, site: Site) -> Expr:
    task = scope.module.tasks[name]
    names = [parameter.name for parameter in task.parameters]
    given = _arranged(name, names, set(), len(names), node, site)
    scope.calls.add(name)
    values = {
        index: expression_as(argument, task.parameters[index].type, scope)
        for index, argument in given
    }
    _check_order(values, site)
    arguments = tuple(values[index] for index in range(len(names)))
    return Call(name, arguments, task.returns, node.lineno)


def _record(kind: RecordType, node: ast.Call, scope: Scope, site: Site) -> Expr:
    names = [known.name for known in kind.fields]
    optional_names = {known.name for known in kind.fields if known.has_default}
    positional = 0 if kind.keyword_only else len(names)
    given = _arranged(kind.name, names, optional_names, positional, node, site)
    values = {
        index: expression_as(argument, kind.fields[index].type, scope) for index, argument in given
    }
    _check_order(values, site)
    for index, known in enumerate(kind.fields):
        if index not in values:
            values[index] = _default(known, scope, site)
    return Construct(tuple(values[index] for index in range(len(names))), kind, node.lineno)


def _default(known: Field, scope: Scope, site: Site) -> Expr:
    return coerce(_inlined(known.default, known.type, scope, site), known.type, None, site)


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


Handler = Callable[[ast.expr, Scope], Expr]

_HANDLERS: dict[type[ast.expr], Handler] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Tuple: _tuple,
    ast.IfExp: _conditional,
    ast.BoolOp: _logic,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.Compare: _comparison,
    ast.Subscript: _subscript,
    ast.Attribute: _attribute,
    ast.Call: _call,
}
