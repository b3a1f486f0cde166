"""Changes in place, of a variable that owns its value: each an assignment of a new value.

`xs.append(v)` is `xs = APPEND(xs, v)`, and `grid[i][j] = v` stores a changed row in `grid`.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from lemmata.contracts.types import (
    INT,
    DictType,
    ListType,
    SetType,
    Type,
    is_mutable,
    show,
)
from lemmata.language.comprehensions import iterated, sort
from lemmata.language.containers import (
    hashed,
    is_mixed,
    key_of,
    lookup,
    set_operation,
    whole,
)
from lemmata.language.exceptions import declares
from lemmata.language.expressions import READ, binary, expression
from lemmata.language.ownership import check_change, let_out, reach
from lemmata.language.refusals import Site
from lemmata.language.scope import Scope
from lemmata.language.tree import Apply, Assign, Const, Display, Expr, Name, Operation, Stmt
from lemmata.language.typing_rules import (
    LearnedError,
    base_of,
    coerce,
    errors_of,
    has_hole,
    join,
    plain,
    widen,
)

_MACHINE = 1 << 31


class Spot(NamedTuple):
    """What is changed: a variable, or an item of its value; ``path`` are the items' indexes."""

    root: str
    value: Expr
    path: tuple[Expr, ...]
    store: Callable[[Expr], Expr]


def read_spot(node: ast.expr, scope: Scope) -> Spot:
    """The variable or item that the expression names.

    Raises:
        UnsupportedError: neither.
    """
    site = scope.site(node)
    match node:
        case ast.Name(id=name):
            return Spot(name, expression(node, scope), (), lambda new: new)
        case ast.Subscript(value=owner, slice=index) if not isinstance(index, ast.Slice):
            return _item_spot(read_spot(owner, scope), expression(index, scope), site)
        case _:
            remedy = "change a variable of the function, or an item of one"
            raise site.refuse(f"a change of `{ast.unparse(node)}`", remedy)


def _item_spot(whole_spot: Spot, index: Expr, site: Site) -> Spot:
    value = whole_spot.value
    match value.type:
        case ListType(item=kind):
            place = whole(index, "a subscript", site)
            read: Expr = Apply(Operation.ITEM, (value, place), kind, site.line)
            change = Operation.STORE
        case DictType(key=key) as kind_of:
            place = key_of(index, key, site)
            read = lookup(value, kind_of, place, site)
            change = Operation.PUT
        case _:
            raise site.refuse(f"a change of an item of {show(value.type)}", "build a new value")

    def store(new: Expr) -> Expr:
        return whole_spot.store(Apply(change, (value, place, new), value.type, site.line))

    return Spot(whole_spot.root, read, (*whole_spot.path, place), store)


def changed(spot: Spot, new: Expr, given: Sequence[Expr], scope: Scope, site: Site) -> Assign:
    """The assignment that makes ``new`` the value of the spot; ``given`` are what it takes in.

    Raises:
        UnsupportedError: another name may hold the value.
    """
    check_change(scope, spot.root, inside=bool(spot.path), site=site)
    _admit(spot, given, scope)
    if scope.types[spot.root] != spot.store(new).type:
        raise site.refuse(f"a change of `{spot.root}` to another type", "annotate it")
    return Assign(spot.root, spot.store(new), site.line)


def _admit(spot: Spot, given: Sequence[Expr], scope: Scope) -> None:
    """Ownership after the spot took the values in; whatever read it found it assigned."""
    for one in given:
        found = reach(one)
        let_out(scope, found)
        if is_mutable(one.type) and not (found.fresh and found.deep):
            scope.deep -= {spot.root}
    scope.unbound -= {spot.root}


def _computed_first(
    spot: Spot, place: Expr, value: Expr, scope: Scope, site: Site
) -> tuple[tuple[Stmt, ...], Expr]:
    """What Python computes before it reads the spot and its index: bound where that can be told.

    Raises:
        UnsupportedError: a list, dict or set, which would get a second name.
    """
    reads = (spot.value, place) if spot.path else (place,)
    if not is_mixed((*reads, value), site):
        return (), value
    if is_mutable(value.type):
        raise site.refuse("a change with two parts that may raise", "bind the value to a name")
    name = f"new_{spot.root}"
    while name in scope.names or scope.types.get(name, value.type) != value.type:
        name = f"{name}_"
    scope.bind(name, value.type)
    return (Assign(name, value, site.line),), Name(name, value.type, site.line)


def fitting(
    value: Expr, kind: Type, spot: Spot, told: Callable[[Type], Type], scope: Scope
) -> Expr:
    """``value`` as an item of type ``kind``; an unannotated variable's items may widen.

    Raises:
        LearnedError: the variable's items are of a larger type than was known.
        UnsupportedError: the types have no join.
    """
    site = Site(scope.module.path, value.line, scope.unbound)
    check_change(scope, spot.root, inside=bool(spot.path), site=site)
    value = widen(value, base_of(value.type)) if has_hole(kind) else value
    both = join(kind, value.type)
    if both is not None and both != kind and spot.root not in scope.declared:
        if not spot.path:
            raise LearnedError(spot.root, told(both))
        raise _learned_inside(spot, told(both), scope)
    return coerce(value, kind, None, site)


def _learned_inside(spot: Spot, kind: Type, scope: Scope) -> Exception:
    """The whole variable's type, when an item of it has the type ``kind``."""
    known = scope.types[spot.root]
    for _ in spot.path[1:]:
        known = _held(known)
    if len(spot.path) != 1:
        return Site(scope.module.path, spot.value.line).refuse(
            f"a change so deep inside `{spot.root}`", "annotate the variable"
        )
    if isinstance(known, DictType):
        return LearnedError(spot.root, DictType(known.key, kind))
    return LearnedError(spot.root, ListType(kind))


def _held(kind: Type) -> Type:
    if isinstance(kind, DictType):
        return kind.value
    return kind.item if isinstance(kind, ListType | SetType) else kind


def stored(target: ast.Subscript, value: Expr, scope: Scope) -> tuple[Stmt, ...]:
    """`place[index] = value`, of a typed value."""
    site = scope.site(target)
    if isinstance(target.slice, ast.Slice):
        remedy = "build the list: xs[:a] + ys + xs[b:]"
        raise site.refuse("an assignment to a slice", remedy)
    owner = read_spot(target.value, scope)
    index = expression(target.slice, scope)
    if isinstance(owner.value.type, DictType):
        return _put(owner, owner.value.type, index, value, scope, site)
    if not isinstance(owner.value.type, ListType):
        kind = show(owner.value.type)
        raise site.refuse(f"an assignment to an item of {kind}", "build a new value")
    place = whole(index, "a subscript", site)
    fitted = fitting(value, owner.value.type.item, owner, ListType, scope)
    before, kept = _computed_first(owner, place, fitted, scope, site)
    new = Apply(Operation.STORE, (owner.value, place, kept), owner.value.type, site.line)
    return (*before, changed(owner, new, (place, kept), scope, site))


def _put(
    owner: Spot, kind: DictType, index: Expr, value: Expr, scope: Scope, site: Site
) -> tuple[Stmt, ...]:
    hashed(index.type, site)
    key = fitting(index, kind.key, owner, lambda told: DictType(told, kind.value), scope)
    fitted = fitting(value, kind.value, owner, lambda told: DictType(kind.key, told), scope)
    before, kept = _computed_first(owner, key, fitted, scope, site)
    new = Apply(Operation.PUT, (owner.value, key, kept), kind, site.line)
    return (*before, changed(owner, new, (key, kept), scope, site))


def store_items(
    targets: Sequence[ast.Subscript], values: Sequence[ast.expr], scope: Scope, site: Site
) -> Assign:
    """`xs[i], xs[j] = a, b` of one variable: one store in another; all values come first."""
    roots = {one.value.id if isinstance(one.value, ast.Name) else "" for one in targets}
    if len(roots) > 1 or "" in roots:
        raise site.refuse("an assignment to items of several variables", "use two statements")
    root = roots.pop()
    given = [expression(one, scope) for one in values]
    places: list[Expr] = []
    for one in targets:
        if any(isinstance(n, ast.Name) and n.id == root for n in ast.walk(one.slice)):
            construct = f"an index that reads `{root}` while its items are assigned"
            raise site.refuse(construct, "bind it to a name first")
        places.append(expression(one.slice, scope))
    owner = read_spot(targets[0].value, scope)
    if not isinstance(owner.value.type, ListType):
        raise site.refuse("an assignment to several items", "use one statement for each")
    kind = owner.value.type
    fitted = [fitting(one, kind.item, owner, ListType, scope) for one in given]
    indexes = [whole(one, "a subscript", site) for one in places]
    _check_only(("IndexError",), (*fitted, *indexes), site)
    new = owner.value
    for place, value in zip(indexes, fitted, strict=True):
        new = Apply(Operation.STORE, (new, place, value), kind, site.line)
    return changed(owner, new, (*indexes, *fitted), scope, site)


def _check_only(errors: Sequence[str], exprs: Sequence[Expr], site: Site) -> None:
    from_all = frozenset[str]().union(*(errors_of(one, site) for one in exprs))
    if from_all - set(errors):
        raise site.refuse("an assignment of several items that may raise", "bind them to names")


def delete_item(target: ast.expr, scope: Scope) -> Assign:
    """`del place[index]`."""
    site = scope.site(target)
    if not isinstance(target, ast.Subscript):
        raise site.refuse("del of a name", "leave the name alone")
    if isinstance(target.slice, ast.Slice):
        raise site.refuse("del of a slice", "build the list: xs[:a] + xs[b:]")
    owner = read_spot(target.value, scope)
    index = expression(target.slice, scope)
    _, new = taken(owner, index, site)
    return changed(owner, new, (), scope, site)


def taken(owner: Spot, index: Expr, site: Site) -> tuple[Expr, Expr]:
    """The item at an index or key, and what is left without it."""
    match owner.value.type:
        case ListType(item=kind):
            place = whole(index, "a subscript", site)
            given = (owner.value, place)
            item: Expr = Apply(Operation.ITEM, given, kind, site.line)
            left: Expr = Apply(Operation.REMOVE_AT, given, owner.value.type, site.line)
        case DictType() as kind_of:
            key = key_of(index, kind_of.key, site)
            item = lookup(owner.value, kind_of, key, site)
            left = Apply(Operation.DROP, (owner.value, key), kind_of, site.line)
        case _:
            raise site.refuse(f"del of an item of {show(owner.value.type)}", "build a new value")
    return item, left


def is_pop(node: ast.expr) -> bool:
    """Whether the expression is a call of a method `pop`."""
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "pop"


def pop(node: ast.expr, scope: Scope) -> tuple[Spot, Expr, Expr]:
    """`place.pop()`, `place.pop(index)` or `d.pop(key)`: the spot, the item, what is left."""
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Attribute)
    site = scope.site(node)
    owner = read_spot(node.func.value, scope)
    kind = owner.value.type
    is_list = isinstance(kind, ListType)
    if node.keywords or len(node.args) > 1 or (not node.args and not is_list):
        remedy = "give a key, and test for it first" if not is_list else "give one index"
        raise site.refuse("pop() with such arguments", remedy)
    if not node.args:
        index: Expr = Const(-1, INT, site.line)
    else:
        index = expression(node.args[0], scope)
        _check_popped(index, kind, scope, site)
    item, left = taken(owner, index, site)
    check_change(scope, owner.root, inside=bool(owner.path), site=site)
    let_out(scope, reach(item))
    scope.unbound -= {owner.root}
    return owner, item, owner.store(left)


def _check_popped(index: Expr, kind: Type, scope: Scope, site: Site) -> None:
    """An index too large for the machine raises OverflowError in `pop`, and IndexError in `del`."""
    known = index.value if isinstance(index, Const) else None
    fits = isinstance(known, int) and abs(known) < _MACHINE
    if isinstance(kind, ListType) and not fits and declares(scope.raises, "IndexError"):
        remedy = "write y = xs[i] and del xs[i]"
        raise site.refuse("pop() of a computed index where IndexError is declared", remedy)


def method_statement(node: ast.Call, scope: Scope) -> Assign:
    """A call of a changing method as a statement.

    Raises:
        UnsupportedError: it is none, or its arguments do not fit.
    """
    assert isinstance(node.func, ast.Attribute)
    site = scope.site(node)
    owner = read_spot(node.func.value, scope)
    name = node.func.attr
    if name == "pop":
        owner, _, left = pop(node, scope)
        return Assign(owner.root, left, site.line)
    kind = owner.value.type
    table = _table(kind)
    rule = table.get(name)
    if rule is None:
        remedy = f"modelled: {', '.join(sorted(table))}" if table else "bind what it returns"
        raise site.refuse(f"the statement `.{name}()` of {show(kind)}", remedy)
    if any(isinstance(one, ast.Starred) for one in node.args):
        raise site.refuse("a starred argument", "write the arguments out")
    return rule(_Change(node, owner, scope, site))


class _Change(NamedTuple):
    node: ast.Call
    spot: Spot
    scope: Scope
    site: Site

    def arguments(self, count: int) -> list[Expr]:
        """That many positional arguments."""
        if self.node.keywords or len(self.node.args) != count:
            name = ast.unparse(self.node.func)
            raise self.site.refuse(f"{name}() with such arguments", f"give it {count}")
        return [expression(one, self.scope) for one in self.node.args]

    def made(self, operation: Operation, given: Sequence[Expr]) -> Assign:
        """The spot after the operation."""
        value = self.spot.value
        new = Apply(operation, (value, *given), value.type, self.site.line)
        return changed(self.spot, new, given, self.scope, self.site)

    def item(self, value: Expr) -> Expr:
        """A value as an item of the list or set."""
        kind = self.spot.value.type
        assert isinstance(kind, ListType | SetType)
        if isinstance(kind, SetType):
            hashed(value.type, self.site)
        return fitting(value, kind.item, self.spot, type(kind), self.scope)


def _append(change: _Change) -> Assign:
    return change.made(Operation.APPEND, [change.item(change.arguments(1)[0])])


def _insert(change: _Change) -> Assign:
    index, value = change.arguments(2)
    place = whole(index, "insert()", change.site)
    return change.made(Operation.INSERT, [place, change.item(value)])


def _remove(change: _Change) -> Assign:
    return change.made(Operation.REMOVE, [_sought(change)])


def _sought(change: _Change) -> Expr:
    """A value to look for: of the items' type."""
    kind = change.spot.value.type
    assert isinstance(kind, ListType | SetType)
    value = change.arguments(1)[0]
    if join(value.type, kind.item, mixed=True) != kind.item:
        names = f"{show(value.type)} among {show(kind.item)}"
        raise change.site.refuse(f"a search of {names}", "look for one of its type")
    return widen(value, kind.item)


def _extend(change: _Change) -> Assign:
    if change.node.keywords or len(change.node.args) != 1:
        raise change.site.refuse("extend() with such arguments", "give it one iterable")
    return extended(
        change.spot, iterated(change.node.args[0], change.scope, READ), change.scope, change.site
    )


def extended(spot: Spot, more: Expr, scope: Scope, site: Site) -> Assign:
    """`xs.extend(more)` and `xs += more`, of two lists."""
    kind = spot.value.type
    value = plain(more, "TypeError", site)
    if not isinstance(kind, ListType) or not isinstance(value.type, ListType):
        names = f"{show(kind)} by {show(more.type)}"
        raise site.refuse(f"an extension of {names}", "give it a list")
    both = join(kind.item, value.type.item)
    if both is not None and both != kind.item and spot.root not in scope.declared:
        if spot.path:
            raise _learned_inside(spot, ListType(both), scope)
        raise LearnedError(spot.root, ListType(both))
    fitted = coerce(value, kind, None, site)
    new = Apply(Operation.CONCAT, (spot.value, fitted), kind, site.line)
    return changed(spot, new, (fitted,), scope, site)


def _reverse(change: _Change) -> Assign:
    change.arguments(0)
    return change.made(Operation.REVERSE, [])


def _sort(change: _Change) -> Assign:
    node, spot, site = change.node, change.spot, change.site
    backwards = False
    for keyword in node.keywords:
        value = getattr(keyword.value, "value", None)
        if keyword.arg != "reverse" or not isinstance(value, bool):
            remedy = "sort without key, or write the comparison as a loop"
            raise site.refuse(f"sort() with `{keyword.arg}=`", remedy)
        backwards = value
    if node.args:
        raise site.refuse("sort() with such arguments", "give it none")
    new = sort(spot.value, site)
    if backwards:
        new = Apply(Operation.REVERSE, (new,), new.type, site.line)
    return changed(spot, new, (), change.scope, site)


def _clear(change: _Change) -> Assign:
    change.arguments(0)
    kind = change.spot.value.type
    assert isinstance(kind, ListType | SetType | DictType)
    new = Display((), kind, change.site.line)
    return changed(change.spot, new, (), change.scope, change.site)


def _add(change: _Change) -> Assign:
    return change.made(Operation.ADD_ITEM, [change.item(change.arguments(1)[0])])


def _discard(change: _Change) -> Assign:
    return change.made(Operation.DISCARD, [_sought(change)])


def _remove_item(change: _Change) -> Assign:
    return change.made(Operation.REMOVE_ITEM, [_sought(change)])


def _update(change: _Change) -> Assign:
    other = change.arguments(1)[0]
    new = set_operation(Operation.UNION, (change.spot.value, other), change.site)
    return changed(change.spot, new, (), change.scope, change.site)


Rule = Callable[[_Change], Assign]
_LISTS: Mapping[str, Rule] = {
    "append": _append,
    "clear": _clear,
    "extend": _extend,
    "insert": _insert,
    "remove": _remove,
    "reverse": _reverse,
    "sort": _sort,
}
_DICTS: Mapping[str, Rule] = {"clear": _clear}
_SETS: Mapping[str, Rule] = {
    "add": _add,
    "clear": _clear,
    "discard": _discard,
    "remove": _remove_item,
    "update": _update,
}


def _table(kind: Type) -> Mapping[str, Rule]:
    if isinstance(kind, ListType):
        return _LISTS
    if isinstance(kind, DictType):
        return _DICTS
    return _SETS if isinstance(kind, SetType) else {}


def augmented_item(node: ast.AugAssign, scope: Scope) -> Assign:
    """`place[index] += value`."""
    assert isinstance(node.target, ast.Subscript)
    site = scope.site(node)
    if isinstance(node.target.slice, ast.Slice):
        raise site.refuse("an augmented assignment to a slice", "build a new list")
    spot = read_spot(node.target, scope)
    value = expression(node.value, scope)
    if isinstance(spot.value.type, ListType | SetType | DictType):
        return in_place(spot, node.op, value, scope, site)
    new = binary(node.op, (spot.value, value), site)
    owner = read_spot(node.target.value, scope)
    kind = _held(owner.value.type)
    fitted = fitting(new, kind, owner, _telling(owner.value.type), scope)
    operation = Operation.PUT if isinstance(owner.value.type, DictType) else Operation.STORE
    operands = (owner.value, spot.path[-1], fitted)
    changed_value = Apply(operation, operands, owner.value.type, site.line)
    check_change(scope, owner.root, inside=bool(owner.path), site=site)
    _admit(owner, (fitted,), scope)
    return Assign(owner.root, owner.store(changed_value), site.line)


def _telling(kind: Type) -> Callable[[Type], Type]:
    if isinstance(kind, DictType):
        return lambda told: DictType(kind.key, told)
    return ListType


def in_place(spot: Spot, op: ast.operator, value: Expr, scope: Scope, site: Site) -> Assign:
    """`xs += ys` and the like of a list or a set, which change it."""
    kind = spot.value.type
    if isinstance(kind, ListType) and isinstance(op, ast.Add):
        return extended(spot, value, scope, site)
    if isinstance(kind, DictType):
        raise site.refuse("an augmented assignment to a dict", "write d[k] = v for each key")
    new = binary(op, (spot.value, value), site)
    return changed(spot, new, (), scope, site)
