"""`xs.pop()` and `d.setdefault(…)` inside a larger expression: statements of their own before it.

Only a pop that Python reaches before anything else that could raise or change is taken out, so
that the order of what happens stays Python's.
"""

import ast
from collections.abc import Collection, Sequence
from typing import NamedTuple

from lemmata.contracts.types import DictType
from lemmata.language.scope import Scope


class _Led(NamedTuple):
    """A pop that comes first, or None; and whether nothing but names and constants was read."""

    pop: ast.Call | None
    is_quiet: bool


_QUIET = _Led(None, True)
_LOUD = _Led(None, False)


def without_pops(node: ast.stmt, scope: Scope) -> list[ast.stmt]:
    """The statement after those that pop for it; by itself where there is nothing to take out.

    The new names avoid those of the function; where reading a name may raise, nothing is moved.
    """
    if any(isinstance(one, ast.Name) and one.id in scope.unbound for one in ast.walk(node)):
        return [node]
    taken = scope.names
    default = _with_default(node, scope)
    if default is not None:
        return default
    match node:
        case ast.Assign(value=value) | ast.Return(value=ast.expr() as value):
            if _is_pop(value) is not None:
                return [node]
            return _taken_out(node, value, taken)
        case ast.AugAssign(target=ast.Name(), value=value):
            return _taken_out(node, value, taken)
        case ast.Expr(value=ast.Call(args=args) as call) if any(map(_mentions_pop, args)):
            return _taken_out(node, call, taken)
        case ast.If(test=ast.BoolOp() as test) if _mentions_pop(test.values[-1]):
            return _chosen(node, test, taken) or _taken_out(node, test, taken)
        case ast.If(test=test):
            return _taken_out(node, test, taken)
        case _:
            return [node]


def _with_default(node: ast.stmt, scope: Scope) -> list[ast.stmt] | None:
    """`d.setdefault(k, []).append(v)` as `if k not in d: d[k] = []`, and `d[k].append(v)`.

    The default is computed in any case, so that it must be a constant or an empty display.
    """
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="setdefault")) as call):
            after: ast.Call | None = None
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(
                    value=ast.Call(func=ast.Attribute(attr="setdefault")) as call,
                )
            ) as after
        ):
            pass
        case _:
            return None
    if len(call.args) != 2 or call.keywords or not _is_plain(call.args[1]):
        return None
    assert isinstance(call.func, ast.Attribute)
    (key, default), held = call.args, call.func.value
    if not isinstance(held, ast.Name) or not isinstance(scope.types.get(held.id), DictType):
        return None
    item = ast.Subscript(held, key, ast.Store())
    absent = ast.Compare(key, [ast.NotIn()], [held])
    found: list[ast.stmt] = [ast.If(absent, [ast.Assign([item], default)], [])]
    if after is not None:
        assert isinstance(after.func, ast.Attribute)
        read = ast.Subscript(held, key, ast.Load())
        method = ast.Attribute(read, after.func.attr, ast.Load())
        found.append(ast.Expr(ast.Call(method, after.args, after.keywords)))
    for made in found:
        ast.copy_location(made, node)
        ast.fix_missing_locations(made)
    return found


def _is_plain(node: ast.expr) -> bool:
    """Whether the expression cannot raise: a constant, or a display of nothing."""
    match node:
        case ast.Constant() | ast.List(elts=[]) | ast.Dict(keys=[]):
            return True
        case ast.Call(func=ast.Name(id="set" | "list" | "dict"), args=[], keywords=[]):
            return True
        case _:
            return False


def _mentions_pop(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Call) and _is_pop(one) for one in ast.walk(node))


def _is_pop(node: ast.AST) -> str | None:
    """The variable that the call pops from, directly or from an item of it; or None."""
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr="pop"), keywords=[]):
            while isinstance(owner, ast.Subscript):
                owner = owner.value
            return owner.id if isinstance(owner, ast.Name) else None
        case _:
            return None


def _lead(node: ast.expr) -> _Led:
    """The pop that Python reaches first, if it reads only names and constants before it."""
    match node:
        case ast.Constant() | ast.Name():
            return _QUIET
        case ast.Call() if _is_pop(node) is not None:
            return _Led(node, False)
        case ast.BinOp(left=left, right=right):
            return _first((left, right))._replace(is_quiet=False)
        case ast.Compare(left=left, comparators=[right]):
            return _first((left, right))._replace(is_quiet=False)
        case ast.Compare(left=left) | ast.UnaryOp(operand=left) | ast.IfExp(test=left):
            return _lead(left)._replace(is_quiet=False)
        case ast.BoolOp(values=[left, *_]):
            return _lead(left)._replace(is_quiet=False)
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return _first(items)
        case ast.Subscript(value=value, slice=index):
            return _first((value, index))._replace(is_quiet=False)
        case ast.Call(func=ast.Name(), args=items, keywords=[]):
            return _first(items)._replace(is_quiet=False)
        case ast.Call(func=ast.Attribute(value=ast.Name()), args=items, keywords=[]):
            return _first(items)._replace(is_quiet=False)
        case _:
            return _LOUD


def _first(nodes: Sequence[ast.expr]) -> _Led:
    for node in nodes:
        found = _lead(node)
        if found.pop is not None or not found.is_quiet:
            return found
    return _QUIET


class _Put(ast.NodeTransformer):
    """Puts a name where a call stands."""

    def __init__(self, call: ast.Call, name: str) -> None:
        self._call = call
        self._name = name

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if node is self._call:
            return ast.copy_location(ast.Name(self._name, ast.Load()), node)
        self.generic_visit(node)
        return node


def _extracted(value: ast.expr, taken: Collection[str]) -> tuple[list[ast.stmt], ast.expr]:
    """The statements that pop, in order, and what is left of the expression."""
    before: list[ast.stmt] = []
    while (pop := _lead(value).pop) is not None:
        name = _free(f"popped_{_is_pop(pop)}", taken, len(before))
        target = ast.copy_location(ast.Name(name, ast.Store()), pop)
        before.append(ast.copy_location(ast.Assign([target], pop), pop))
        changed: ast.expr = _Put(pop, name).visit(value)
        value = changed
    return before, value


def _free(name: str, taken: Collection[str], count: int) -> str:
    name = f"{name}_{count + 1}" if count else name
    while name in taken:
        name = f"{name}_"
    return name


def _taken_out(node: ast.stmt, value: ast.expr, taken: Collection[str]) -> list[ast.stmt]:
    before, rest = _extracted(_copied(value), taken) if _mentions_pop(value) else ([], value)
    if not before:
        return [node]
    changed = dict(ast.iter_fields(node))
    changed["test" if isinstance(node, ast.If) else "value"] = rest
    return [*before, ast.copy_location(type(node)(**changed), node)]


def _copied(value: ast.expr) -> ast.expr:
    """A copy whose places are those of the text: the text itself may be read again."""
    copied = ast.parse(ast.unparse(value), mode="eval").body
    for node in ast.walk(copied):
        if isinstance(node, ast.expr):
            ast.copy_location(node, value)
    return copied


def _chosen(node: ast.If, test: ast.BoolOp, taken: Collection[str]) -> list[ast.stmt] | None:
    """`if a or b(xs.pop())`: the pop happens where Python reaches the last operand."""
    *others, last = test.values
    before, rest = _extracted(_copied(last), taken)
    if not before or any(map(_mentions_pop, others)):
        return None
    assert isinstance(before[0], ast.Assign)
    is_or = isinstance(test.op, ast.Or)
    name = _free(f"test_{_is_pop(before[0].value)}", taken, 0)
    asked = others[0] if len(others) == 1 else ast.BoolOp(test.op, others)
    known: list[ast.stmt] = [_assigned(name, ast.Constant(is_or), node)]
    truth = ast.Call(ast.Name("bool", ast.Load()), [rest], [])
    found: list[ast.stmt] = [*before, _assigned(name, truth, node)]
    branches = (known, found) if is_or else (found, known)
    choice = ast.If(ast.copy_location(asked, test), *branches)
    again = ast.If(ast.Name(name, ast.Load()), node.body, node.orelse)
    placed = [ast.copy_location(choice, node), ast.copy_location(again, node)]
    for statement in placed:
        ast.fix_missing_locations(statement)
    return [*placed]


def _assigned(name: str, value: ast.expr, node: ast.stmt) -> ast.stmt:
    made = ast.copy_location(ast.Assign([ast.Name(name, ast.Store())], value), node)
    return ast.fix_missing_locations(made)
