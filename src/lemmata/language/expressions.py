"""Expressions: from Python's syntax tree to the typed tree, types made explicit."""

import ast
from collections.abc import Callable, Sequence

from lemmata.contracts.types import (
    BOOL,
    NONE,
    STR,
    DictType,
    EnumType,
    FunctionType,
    OptionalType,
    RecordType,
    TupleType,
    Type,
    UnionType,
    show,
)
from lemmata.language.calls import call
from lemmata.language.comprehensions import (
    dict_comprehension,
    list_comprehension,
    set_comprehension,
)
from lemmata.language.containers import (
    dict_display,
    holds,
    in_range,
    item,
    list_display,
    set_display,
    slice_of,
)
from lemmata.language.members import (
    check_known,
    constant,
    enum_attribute,
    enum_member,
    field,
    inlined,
    old,
)
from lemmata.language.narrowing import after, union_field
from lemmata.language.operations import (
    BINARY,
    BUILTINS,
    COMPARISONS,
    UNARY,
    member,
    substring,
)
from lemmata.language.reader import Reader
from lemmata.language.refusals import Site
from lemmata.language.scope import Scope
from lemmata.language.sources import is_source_call, list_of, read_source
from lemmata.language.texts import f_string
from lemmata.language.tree import (
    Apply,
    Conditional,
    Const,
    Construct,
    Display,
    Expr,
    Logic,
    Name,
    Operation,
    Project,
    RangeSource,
    ValueSource,
)
from lemmata.language.typing_rules import (
    base_of,
    coerce,
    merge,
    negation,
    once,
    plain,
    truth,
    widen,
)

_CONSTRUCTS: dict[str, tuple[str, str]] = {
    "Lambda": ("a lambda", "define a helper function"),
    "GeneratorExp": ("a generator expression as a value", "write a list comprehension"),
    "NamedExpr": ("an assignment expression `:=`", "assign in a statement of its own"),
    "Await": ("await", "tasks are plain functions"),
    "Yield": ("yield", "tasks are plain functions"),
    "YieldFrom": ("yield from", "tasks are plain functions"),
    "Starred": ("a starred expression", "write the items out"),
    "Slice": ("a slice", "slices stand only in `xs[a:b]`"),
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
        with after(scope, [check], True):
            then = expression_as(node.body, kind, scope)
        with after(scope, [check], False):
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
            operands: list[Expr] = []
            for value in values:
                with after(scope, operands, isinstance(op, ast.And)):
                    operands.append(condition(value, scope))
            scope.leave()
            return Logic(_connective(op), tuple(operands), BOOL, node.lineno)
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


def _constant(node: ast.expr, scope: Scope) -> Expr:
    assert isinstance(node, ast.Constant)
    return constant(node.value, scope.site(node))


def _name(node: ast.expr, scope: Scope) -> Expr:
    assert isinstance(node, ast.Name)
    name, site = node.id, scope.site(node)
    if name in scope.types:
        if isinstance(scope.types[name], FunctionType):
            raise site.refuse(f"the function `{name}` as a value", "call it")
        return Name(name, scope.types[name], node.lineno)
    if name in scope.names:
        raise site.refuse(f"`{name}` read where nothing assigned it", "assign it first")
    known = scope.module.constants.get(name)
    if known is not None:
        return inlined(known.value, known.type, scope, site)
    check_known(name, scope, site)
    is_function = scope.module.callee(name) is not None
    if is_function or name in scope.module.types or name in BUILTINS:
        raise site.refuse(f"`{name}` as a value", "call it instead")
    raise site.refuse(f"the unknown name `{name}`", "define it in this file")


def _tuple(node: ast.expr, scope: Scope) -> Expr:
    assert isinstance(node, ast.Tuple)
    values = tuple(expression(item, scope) for item in node.elts)
    return Construct(values, TupleType(tuple(value.type for value in values)), node.lineno)


def _conditional(node: ast.expr, scope: Scope) -> Expr:
    assert isinstance(node, ast.IfExp)
    check = condition(node.test, scope)
    branches: list[Expr] = []
    for one, outcome in ((node.body, True), (node.orelse, False)):
        with after(scope, [check], outcome):
            branches.append(expression(one, scope))
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
        construct = f"the bitwise operation `{_OPERATORS[kind]}`"
        raise site.refuse(construct, "use and, or, not or arithmetic")
    return rule(operands, site)


def _comparison(node: ast.expr, scope: Scope) -> Expr:
    assert isinstance(node, ast.Compare)
    left = expression(node.left, scope)
    links: list[Expr] = []
    for index, (op, right_node) in enumerate(zip(node.ops, node.comparators, strict=True)):
        last = index == len(node.ops) - 1
        site = scope.site(node)
        if isinstance(op, ast.In | ast.NotIn):
            links.append(_membership(left, op, right_node, scope))
            if last:
                break
            right = expression(right_node, scope)
        else:
            right = expression(right_node, scope)
            links.append(COMPARISONS[type(op).__name__]((left, right), site))
        left = right if last else once(right, "a chained comparison", site)
    return links[0] if len(links) == 1 else Logic("and", tuple(links), BOOL, node.lineno)


def _membership(left: Expr, op: ast.cmpop, right: ast.expr, scope: Scope) -> Expr:
    site = scope.site(right)
    if isinstance(right, ast.Tuple | ast.List | ast.Set):
        scope.enter(right)
        test = member((left, *(expression(one, scope) for one in right.elts)), site)
        scope.leave()
    elif is_source_call(right):
        test = _membership_of_source(left, right, scope)
    else:
        test = _membership_of_value(left, expression(right, scope), site)
    return test if isinstance(op, ast.In) else negation(test)


def _membership_of_source(left: Expr, right: ast.expr, scope: Scope) -> Expr:
    site = scope.site(right)
    drawn = read_source(right, scope, READ)
    source = drawn[0]
    if isinstance(source, RangeSource):
        return Logic("and", in_range(left, source, site), BOOL, site.line)
    if not isinstance(source, ValueSource):
        raise site.refuse("`in` over pairs", "look for the key, or write any(…)")
    found = holds(left, source.value, site)
    return found or _membership_of_value(left, list_of(drawn, site), site)


def _membership_of_value(left: Expr, right: Expr, site: Site) -> Expr:
    kind = right.type
    if isinstance(kind, TupleType):
        if isinstance(right, Construct):
            return member((left, *right.arguments), site)
        whole = once(right, "`in`", site)
        return member((left, *components(whole, kind, site)), site)
    if base_of(kind.item if isinstance(kind, OptionalType) else kind) == STR:
        return substring((left, right), site)
    if isinstance(right, Display) and not isinstance(kind, DictType) and right.items:
        return member((left, *right.items), site)
    found = holds(left, right, site)
    if found is None:
        raise site.refuse(f"`in` over {show(kind)}", "write the values out: x in (1, 2)")
    return found


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
    return item(value, expression(node.slice, scope), site)


def _slice(value: Expr, node: ast.Slice, scope: Scope, site: Site) -> Expr:
    bounds = (_bound(node.lower, scope, site), _bound(node.upper, scope, site))
    step: int | None = None
    if node.step is not None:
        given = expression(node.step, scope)
        known = given.value if isinstance(given, Const) else None
        if type(known) is not int or known == 0:
            raise site.refuse("a slice with a computed step", "use [a:b] or [::-1]")
        step = known
    return slice_of(value, bounds, step, site)


def _bound(node: ast.expr | None, scope: Scope, site: Site) -> Expr:
    return Const(None, NONE, site.line) if node is None else expression(node, scope)


def _list(node: ast.expr, scope: Scope) -> Expr:
    assert isinstance(node, ast.List)
    return list_display([expression(one, scope) for one in node.elts], scope.site(node))


def _set(node: ast.expr, scope: Scope) -> Expr:
    assert isinstance(node, ast.Set)
    return set_display([expression(one, scope) for one in node.elts], scope.site(node))


def _dict(node: ast.expr, scope: Scope) -> Expr:
    """A dict display: a key, its value, the next key, and so on, in this order."""
    assert isinstance(node, ast.Dict)
    site = scope.site(node)
    keys: list[Expr] = []
    values: list[Expr] = []
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            raise site.refuse("`**` in a dict display", "write the entries out")
        keys.append(expression(key, scope))
        values.append(expression(value, scope))
    return dict_display(keys, values, site)


def _attribute(node: ast.expr, scope: Scope) -> Expr:
    assert isinstance(node, ast.Attribute)
    site = scope.site(node)
    if isinstance(node.value, ast.Name) and node.value.id not in scope.names:
        owner = node.value.id
        if owner == "OLD" and scope.old:
            return old(node.attr, scope, site)
        kind = scope.module.types.get(owner)
        if isinstance(kind, EnumType):
            return enum_member(kind, node.attr, site)
        check_known(owner, scope, site)
    value = plain(expression(node.value, scope), "AttributeError", site)
    if isinstance(value.type, RecordType):
        return field(value, value.type, node.attr, site)
    if isinstance(value.type, UnionType):
        return union_field(value, value.type, node.attr, scope, site)
    if isinstance(value.type, EnumType):
        return enum_attribute(value, value.type, node.attr, scope, site)
    raise site.refuse(f"the attribute `{node.attr}` of {show(value.type)}", "it is not modelled")


READ = Reader(expression, expression_as, condition)


def _read_by(read: Callable[[ast.expr, Scope, Reader], Expr]) -> Callable[[ast.expr, Scope], Expr]:
    return lambda node, scope: read(node, scope, READ)


Handler = Callable[[ast.expr, Scope], Expr]

_HANDLERS: dict[type[ast.expr], Handler] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Tuple: _tuple,
    ast.List: _list,
    ast.Set: _set,
    ast.Dict: _dict,
    ast.ListComp: _read_by(list_comprehension),
    ast.SetComp: _read_by(set_comprehension),
    ast.DictComp: _read_by(dict_comprehension),
    ast.JoinedStr: _read_by(f_string),
    ast.IfExp: _conditional,
    ast.BoolOp: _logic,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.Compare: _comparison,
    ast.Subscript: _subscript,
    ast.Attribute: _attribute,
    ast.Call: _read_by(call),
}
