"""Changes in place as Python writes them: `xs.append(v)`, `grid[i][j] = v`, `xs.pop()`."""

import ast
from collections.abc import Callable
from typing import NamedTuple

from lemmata.language.tree import Apply, Assign, Const, Construct, Expr, Name, Operation, Target

Show = Callable[[Expr], ast.expr]

_METHODS = {
    Operation.APPEND: "append",
    Operation.INSERT: "insert",
    Operation.REMOVE: "remove",
    Operation.ADD_ITEM: "add",
    Operation.DISCARD: "discard",
    Operation.REMOVE_ITEM: "remove",
}
_STORES = (Operation.STORE, Operation.PUT)
_DELETES = (Operation.REMOVE_AT, Operation.DROP)
_READS = (Operation.ITEM, Operation.LOOKUP)


class _Change(NamedTuple):
    """An operation on the value of a place."""

    place: Expr
    operation: Operation
    given: tuple[Expr, ...]


def print_change(statement: Assign, show: Show) -> ast.stmt | None:
    """The statement as a change in place, or None where it is a plain assignment."""
    match statement:
        case Assign(target=str() as name, value=Apply() as value):
            return _print_one(name, value, show)
        case _:
            return None


def popped(statement: Assign, show: Show) -> tuple[Target, ast.expr] | None:
    """The target and the call, where the statement is `target = place.pop(index)`."""
    match statement:
        case Assign(
            target=(target, str() as root),
            value=Construct(arguments=(item, Apply() as left)),
        ):
            change = _decoded(left, _root(root, left), show)
        case _:
            return None
    if change is None or change.operation not in _DELETES or not _reads(item, change, show):
        return None
    index = change.given[0]
    is_last = isinstance(index, Const) and index.value == -1
    is_last = is_last and change.operation is Operation.REMOVE_AT
    return target, _method(change.place, "pop", [] if is_last else [show(index)], show)


def _reads(item: Expr, change: _Change, show: Show) -> bool:
    """Whether the item is the one that the change takes away, converted or not."""
    wanted = ast.Subscript(show(change.place), show(change.given[0]))
    return ast.dump(show(item)) == ast.dump(wanted)


def _root(name: str, value: Expr) -> Expr:
    return Name(name, value.type, value.line)


def _decoded(value: Expr, base: Expr, show: Show) -> _Change | None:
    """What is done to ``base``, or to an item inside it, where ``value`` is a change of it."""
    if not isinstance(value, Apply) or not value.arguments:
        return None
    operation, (first, *given) = value.operation, value.arguments
    if not _is_same(first, base, show):
        return None
    if operation in _STORES:
        index, new = given
        read = Operation.ITEM if operation is Operation.STORE else Operation.LOOKUP
        inner = _decoded(new, Apply(read, (base, index), new.type, value.line), show)
        if inner is not None and inner.operation in (*_METHODS, *_STORES, *_DELETES):
            return inner
    return _Change(base, operation, tuple(given))


def _is_same(one: Expr, other: Expr, show: Show) -> bool:
    is_place = isinstance(one, Name) or (isinstance(one, Apply) and one.operation in _READS)
    return is_place and ast.dump(show(one)) == ast.dump(show(other))


def _print_one(name: str, value: Apply, show: Show) -> ast.stmt | None:
    several = _several(name, value, show)
    if several is not None:
        return several
    change = _decoded(value, _root(name, value), show)
    if change is None:
        return None
    if change.operation in _METHODS:
        given = [show(one) for one in change.given]
        return ast.Expr(_method(change.place, _METHODS[change.operation], given, show))
    if change.operation in _STORES:
        index, new = change.given
        added = _added(change, new, show)
        if added is not None:
            return added
        return ast.Assign([_item(change.place, index, show)], show(new), lineno=0)
    if change.operation in _DELETES:
        return ast.Delete([_item(change.place, change.given[0], show)])
    return None


def _added(change: _Change, new: Expr, show: Show) -> ast.stmt | None:
    """`xs[i] += v`, which computes the index once, where the new item is made of the old one."""
    shown = show(new)
    if not isinstance(shown, ast.BinOp) or not isinstance(new, Apply):
        return None
    item = _item(change.place, change.given[0], show)
    is_old = ast.dump(shown.left) == ast.dump(item) and new.arguments[0].type == new.type
    return ast.AugAssign(item, shown.op, shown.right) if is_old else None


def _several(name: str, value: Apply, show: Show) -> ast.stmt | None:
    """`xs[i], xs[j] = a, b`: stores in the result of a store."""
    stores: list[tuple[Expr, Expr]] = []
    inner: Expr = value
    while isinstance(inner, Apply) and inner.operation is Operation.STORE:
        first, index, new = inner.arguments
        stores.insert(0, (index, new))
        inner = first
    if len(stores) < 2 or not isinstance(inner, Name) or inner.name != name:
        return None
    targets: list[ast.expr] = [_item(inner, index, show) for index, _ in stores]
    return ast.Assign([ast.Tuple(targets)], ast.Tuple([show(new) for _, new in stores]), lineno=0)


def _item(place: Expr, index: Expr, show: Show) -> ast.Subscript:
    return ast.Subscript(show(place), show(index))


def _method(place: Expr, name: str, given: list[ast.expr], show: Show) -> ast.Call:
    return ast.Call(ast.Attribute(show(place), name), given, [])
