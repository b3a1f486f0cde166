"""Assignments: to names and patterns of names, to items, with an operator, with an annotation."""

import ast

from lemmata.contracts.annotations import Annotations
from lemmata.contracts.errors import LemmataError
from lemmata.contracts.types import (
    DictType,
    FunctionType,
    ListType,
    OptionalType,
    SetType,
    TupleType,
    Type,
    show,
)
from lemmata.language.comprehensions import iterated
from lemmata.language.expressions import READ, binary, expression, expression_as
from lemmata.language.mutations import (
    augmented_item,
    in_place,
    is_pop,
    pop,
    read_spot,
    store_items,
    stored,
)
from lemmata.language.ownership import settle
from lemmata.language.scope import Scope
from lemmata.language.tree import Assign, Construct, Convert, Expr, Name, Stmt, Target
from lemmata.language.typing_rules import coerce, plain


def assign(node: ast.Assign, scope: Scope) -> tuple[Stmt, ...]:
    """`a = b = value` as `a = value; b = a`; a constant goes to each target."""
    first, *others = node.targets
    if others and not isinstance(first, ast.Name) and not isinstance(node.value, ast.Constant):
        raise scope.site(node).refuse("a chained assignment to a part", "use two statements")
    found = [*_assign_one(first, node.value, scope)]
    for target in others:
        again = node.value
        if isinstance(first, ast.Name):
            again = ast.copy_location(ast.Name(first.id, ast.Load()), node)
        found.extend(_assign_one(target, again, scope))
    return tuple(found)


def _assign_one(target: ast.expr, node: ast.expr, scope: Scope) -> tuple[Stmt, ...]:
    site = scope.site(target)
    if is_pop(node):
        return (_popped(target, node, scope),)
    if isinstance(target, ast.Subscript):
        return stored(target, _value_for(target, node, scope), scope)
    items = _item_targets(target)
    if items:
        if not isinstance(node, ast.Tuple | ast.List) or len(node.elts) != len(items):
            raise site.refuse("an assignment to items of no display", "bind the value first")
        return (store_items(items, node.elts, scope, site),)
    value = _value_for(target, node, scope)
    if isinstance(target, ast.Tuple | ast.List) and isinstance(value.type, OptionalType):
        value = plain(value, "TypeError", site)
    if isinstance(target, ast.Tuple | ast.List) and isinstance(value.type, ListType):
        raise site.refuse("unpacking of a list", "read its items by index")
    _check_widening(target, value, scope)
    return (_bound(target, value, scope),)


def _value_for(target: ast.expr, node: ast.expr, scope: Scope) -> Expr:
    """The value, as the type that the target has by an annotation or by what is told of it."""
    if isinstance(target, ast.Name):
        if target.id in scope.declared:
            return expression_as(node, scope.declared[target.id], scope)
        if target.id in scope.told:
            value = expression(node, scope)
            told = scope.told[target.id]
            return coerce(value, told, None, scope.site(target)) if _fits(value, told) else value
    value = expression(node, scope)
    if isinstance(target, ast.Tuple | ast.List) and isinstance(value, Construct):
        return _told_parts(target, value, scope)
    return value


def _told_parts(target: ast.Tuple | ast.List, value: Construct, scope: Scope) -> Expr:
    """A tuple display whose parts become what is told of the variables that they go to."""
    if not isinstance(value.type, TupleType) or len(target.elts) != len(value.arguments):
        return value
    parts: list[Expr] = []
    for one, part in zip(target.elts, value.arguments, strict=True):
        told = scope.told.get(one.id) if isinstance(one, ast.Name) else None
        if told is not None and _fits(part, told):
            parts.append(coerce(part, told, None, scope.site(one)))
        else:
            parts.append(part)
    return Construct(tuple(parts), TupleType(tuple(part.type for part in parts)), value.line)


def _fits(value: Expr, told: Type) -> bool:
    """Whether what is told of a variable may be of this value, and not of a later one."""
    same = type(value.type) is type(told)
    return same and isinstance(told, ListType | SetType | DictType | TupleType)


def _bound(target: ast.expr, value: Expr, scope: Scope) -> Assign:
    site = scope.site(target)
    names: list[str] = []
    deep = scope.deep
    typed = bind_target(target, value.type, scope, names)
    if len(names) != len(set(names)):
        raise site.refuse("an assignment to one name twice", "use two names")
    settle(scope, typed, value, deep)
    return Assign(typed, value, site.line)


def _item_targets(target: ast.expr) -> list[ast.Subscript]:
    """The items of a tuple target that assigns items alone, or none."""
    if not isinstance(target, ast.Tuple | ast.List):
        return []
    items = [one for one in target.elts if isinstance(one, ast.Subscript)]
    return items if len(items) == len(target.elts) else []


def _popped(target: ast.expr, node: ast.expr, scope: Scope) -> Stmt:
    """`y = xs.pop()` as `(y, xs) = (the item, what is left)`."""
    site = scope.site(target)
    spot, item, left = pop(node, scope)
    if isinstance(target, ast.Name) and target.id in scope.declared:
        item = coerce(item, scope.declared[target.id], None, site)
    owned, deep = spot.root in scope.owned, spot.root in scope.deep
    names: list[str] = []
    typed = bind_target(target, item.type, scope, names)
    if spot.root in names or len(names) != len(set(names)):
        raise site.refuse("an assignment to one name twice", "use two names")
    scope.owned |= {spot.root} if owned else frozenset()
    scope.deep |= {spot.root} if deep else frozenset()
    kind = TupleType((item.type, left.type))
    return Assign((typed, spot.root), Construct((item, left), kind, site.line), site.line)


def _check_widening(target: ast.expr, value: Expr, scope: Scope) -> None:
    """A written `x: T = x` reads ``x``; the tree's widening does not."""
    inner = value
    while isinstance(inner, Convert):
        inner = inner.value
    if inner is value or not isinstance(inner, Name) or not isinstance(target, ast.Name):
        return
    if inner.name == target.id and inner.name in scope.unbound:
        construct = f"`{inner.name}` widened where some path leaves it unassigned"
        raise scope.site(target).refuse(construct, "assign it first")


def bind_target(node: ast.expr, kind: Type, scope: Scope, names: list[str]) -> Target:
    """The target, its names bound to the parts of a value of type ``kind``."""
    site = scope.site(node)
    match node:
        case ast.Name(id=name):
            declared = scope.declared.get(name, kind)
            if declared != kind:
                construct = f"`{name}`, declared {show(declared)}, unpacked from {show(kind)},"
                raise site.refuse(construct, "assign it in a statement of its own")
            if isinstance(kind, FunctionType):
                raise site.refuse("a function as a value", "call it")
            names.append(name)
            scope.bind(name, kind)
            return name
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            if any(isinstance(part, ast.Starred) for part in parts):
                raise site.refuse("a starred target", "write the names out")
            if not isinstance(kind, TupleType) or len(kind.items) != len(parts):
                construct = f"unpacking {show(kind)} into {len(parts)} names"
                raise site.refuse(construct, "mend the number of names")
            pairs = zip(parts, kind.items, strict=True)
            return tuple(bind_target(part, item, scope, names) for part, item in pairs)
        case ast.Attribute():
            raise site.refuse("an assignment to an attribute", "build a new value")
        case ast.Subscript():
            raise site.refuse("an item and a name in one target", "use two statements")
        case _:
            raise site.refuse("such an assignment target", "assign to a name")


def annotated(node: ast.AnnAssign, scope: Scope) -> tuple[Stmt, ...]:
    """`name: T = value`, which declares the name in the whole function."""
    site = scope.site(node)
    if not isinstance(node.target, ast.Name):
        raise site.refuse("an annotation of something that is no name", "annotate a name")
    if node.value is None:
        raise site.refuse("an annotation without a value", "assign a value")
    kind = _declared_type(node.annotation, scope)
    name = node.target.id
    if scope.declared.get(name, kind) != kind:
        raise site.refuse(f"a second annotation of `{name}`", "use two names")
    scope.declared[name] = kind
    return _assign_one(node.target, node.value, scope)


def _declared_type(node: ast.expr, scope: Scope) -> Type:
    """The type of a local annotation, which Python does not evaluate."""
    module = scope.module

    def look_up(name: str, line: int, now: bool) -> Type | None:
        if name in module.opaque:
            raise module.opaque[name]
        return module.types.get(name)

    try:
        return Annotations(module.path, module.imports, look_up, deferred=True).read(node)
    except LemmataError as error:
        construct = f"the annotation `{ast.unparse(node)}` ({error.message})"
        raise scope.site(node).refuse(construct, error.remedy) from error


def augmented(node: ast.AugAssign, scope: Scope) -> tuple[Stmt, ...]:
    """`target op= value`; of a list or a set it changes the value in place."""
    site = scope.site(node)
    if isinstance(node.target, ast.Subscript):
        return (augmented_item(node, scope),)
    if not isinstance(node.target, ast.Name):
        raise site.refuse("an augmented assignment to a part", "build a new value")
    name = node.target.id
    read = ast.copy_location(ast.Name(name, ast.Load()), node)
    first = expression(read, scope)
    if isinstance(first.type, ListType | SetType | DictType):
        is_list = isinstance(first.type, ListType) and isinstance(node.op, ast.Add)
        more = iterated(node.value, scope, READ) if is_list else expression(node.value, scope)
        return (in_place(read_spot(read, scope), node.op, more, scope, site),)
    value = binary(node.op, (first, expression(node.value, scope)), site)
    if name in scope.declared:
        value = coerce(value, scope.declared[name], None, site)
    deep = scope.deep
    scope.bind(name, value.type)
    settle(scope, name, value, deep)
    return (Assign(name, value, node.lineno),)
