"""Every small change of a body: the mistakes that people and models make, one at a time."""

import ast
import copy
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add,),
    ast.FloorDiv: (ast.Mod, ast.Mult),
    ast.Mod: (ast.FloorDiv,),
    ast.Div: (ast.Mult,),
}
_ORDERED = (ast.Sub, ast.FloorDiv, ast.Mod, ast.Div)
_CALLED = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "startswith": "endswith",
    "endswith": "startswith",
    "upper": "lower",
    "lower": "upper",
    "lstrip": "rstrip",
    "rstrip": "lstrip",
}
_HINTS = ("invariant", "decreases")
_Edit = Callable[[ast.AST], None]


class Mutant(NamedTuple):
    """A changed body: its text, the kind of change, and the line of the body that it is on."""

    body: str
    kind: str
    line: int


def mutants(body: str) -> Iterator[Mutant]:
    """Every body that differs from this one by a single change, in the order of the text.

    Changed are operators, comparisons, constants, arguments, the bounds of ranges, conditions,
    what is returned, `break` and `continue`, and statements are dropped; annotations and
    `invariant` or `decreases` stay. No text comes twice, nor the body itself.
    """
    tree = ast.parse(body)
    names = _names(tree)
    seen = {ast.unparse(tree)}
    for position, node in enumerate(_sites(tree)):
        for kind, edit in _edits(node, names):
            changed = copy.deepcopy(tree)
            edit(next(site for at, site in enumerate(_sites(changed)) if at == position))
            text = ast.unparse(changed)
            if text not in seen:
                seen.add(text)
                yield Mutant(text + "\n", kind, getattr(node, "lineno", 0))


def _sites(root: ast.AST) -> Iterator[ast.AST]:
    """The nodes that may change, outermost first: no annotation, no hint."""
    yield root
    for name, value in ast.iter_fields(root):
        if name == "annotation":
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_hint(child):
                yield from _sites(child)


def _is_hint(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id in _HINTS
    )


def _names(tree: ast.AST) -> list[str]:
    """The variables that the body assigns or reads, without what it calls."""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = (n for n in ast.walk(tree) if isinstance(n, ast.Name) and id(n) not in called)
    return list(dict.fromkeys(node.id for node in found if node.id[:1].islower()))


def _edits(node: ast.AST, names: Sequence[str]) -> Iterator[tuple[str, _Edit]]:
    yield from _dropped(node)
    match node:
        case ast.Constant(value=value):
            yield from (("constant", _setting("value", new)) for new in _near(value))
        case ast.Compare(ops=ops):
            yield from _compared(ops)
        case ast.BinOp(op=op) | ast.AugAssign(op=op):
            for kind in _OPERATORS.get(type(op), ()):
                yield "operator", _setting("op", kind())
            if isinstance(node, ast.BinOp) and isinstance(op, _ORDERED):
                yield "operands", _swap_sides
        case ast.BoolOp(op=op):
            yield "connective", _setting("op", ast.Or() if isinstance(op, ast.And) else ast.And())
        case ast.If() | ast.While() | ast.IfExp():
            yield "condition", _negate
        case ast.Call():
            yield from _called(node)
        case ast.Return(value=ast.Name(id=name)):
            for other in names:
                if other != name:
                    yield "returned", _setting("value", ast.Name(other))


def _dropped(node: ast.AST) -> Iterator[tuple[str, _Edit]]:
    """Statements of every block, one dropped or one jump turned at a time."""
    for block in ("body", "orelse"):
        statements = getattr(node, block, None)
        if not isinstance(statements, list):
            continue
        for at, statement in enumerate(statements):
            if isinstance(statement, ast.Break | ast.Continue):
                is_break = isinstance(statement, ast.Break)
                other = ast.Continue() if is_break else ast.Break()
                yield "jump", _placing(block, at, other)
            if not isinstance(statement, ast.Pass | ast.Assert) and not _is_hint(statement):
                yield "dropped", _placing(block, at, ast.Pass())


def _near(value: object) -> tuple[object, ...]:
    match value:
        case bool():
            return (not value,)
        case int():
            return (value + 1, value - 1)
        case str():
            return (value + "a", "") if value else ("a",)
    return ()


def _compared(ops: Sequence[ast.cmpop]) -> Iterator[tuple[str, _Edit]]:
    for at, op in enumerate(ops):
        for kind in _COMPARISONS[type(op)]:
            yield "comparison", _placing("ops", at, kind())


def _called(node: ast.Call) -> Iterator[tuple[str, _Edit]]:
    match node.func:
        case ast.Name(id=name) if name in _CALLED:
            yield "function", _setting("func", ast.Name(_CALLED[name]))
        case ast.Attribute(value=value, attr=name) if name in _CALLED:
            yield "function", _setting("func", ast.Attribute(value, _CALLED[name]))
        case ast.Name(id="range"):
            for at, argument in enumerate(node.args[:2]):
                for op in (ast.Add(), ast.Sub()):
                    moved = ast.BinOp(argument, op, ast.Constant(1))
                    yield "range", _placing("args", at, moved)
    is_plain = len(node.args) == 2 and not node.keywords
    is_symmetric = isinstance(node.func, ast.Name) and node.func.id in ("min", "max")
    if is_plain and not is_symmetric:
        yield "arguments", _swap_arguments


def _setting(field: str, value: object) -> _Edit:
    return lambda node: setattr(node, field, copy.deepcopy(value))


def _placing(field: str, at: int, value: ast.AST) -> _Edit:
    def edit(node: ast.AST) -> None:
        getattr(node, field)[at] = copy.deepcopy(value)

    return edit


def _swap_sides(node: ast.AST) -> None:
    assert isinstance(node, ast.BinOp)
    node.left, node.right = node.right, node.left


def _swap_arguments(node: ast.AST) -> None:
    assert isinstance(node, ast.Call)
    node.args.reverse()


def _negate(node: ast.AST) -> None:
    assert isinstance(node, ast.If | ast.While | ast.IfExp)
    node.test = ast.UnaryOp(ast.Not(), node.test)
