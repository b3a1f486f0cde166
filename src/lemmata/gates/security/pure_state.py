"""State that outlives a call: what a pure task may not keep."""

import ast
from collections.abc import Iterator

from lemmata.gates.rules import Rule
from lemmata.gates.security import pure_rules as rules
from lemmata.gates.security import pure_tables as tables
from lemmata.gates.security.listing import listed
from lemmata.gates.security.names import Names

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_MUTABLE = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
_MAKERS = listed(
    """
    builtins.list builtins.dict builtins.set builtins.bytearray collections.defaultdict
    collections.deque collections.Counter collections.OrderedDict
"""
)
_ITERATORS = listed(
    """
    builtins.iter builtins.map builtins.filter builtins.zip builtins.enumerate itertools.count
    itertools.cycle
"""
)


def state_findings(tree: ast.Module, names: Names) -> Iterator[tuple[Rule, str, int]]:
    """Rule, message and line of each place where a call could leave something for the next."""
    shared = set(_shared(tree, names))
    owners = {
        node.name
        for node in names.scopes.nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    for node in names.scopes.nodes:
        if isinstance(node, ast.Global | ast.Nonlocal):
            word = type(node).__name__.lower()
            yield rules.GLOBAL_STATE, f"`{word} {', '.join(node.names)}`", node.lineno
        elif isinstance(node, ast.ClassDef):
            yield from _class_state(node, names)
        elif isinstance(node, _FUNCTIONS):
            yield from _defaults(node, names)
            if shared:
                yield from _changed_by(node, shared)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield from _owner_change(node, owners | {"cls"})


def _changed_by(function: ast.AST, shared: set[str]) -> Iterator[tuple[Rule, str, int]]:
    local = _locals(function)
    for inner in ast.walk(function):
        yield from _changes(inner, shared - local)


def _shared(tree: ast.Module, names: Names) -> Iterator[str]:
    """Module names that hold something that can change."""
    for statement in tree.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        value = getattr(statement, "value", None)
        if isinstance(value, ast.expr) and _is_mutable(value, names):
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def _is_mutable(value: ast.expr, names: Names) -> bool:
    if isinstance(value, ast.Call):
        return bool(names.meanings(value.func) & (_MAKERS | _ITERATORS))
    return isinstance(value, (*_MUTABLE, ast.GeneratorExp))


def _class_state(node: ast.ClassDef, names: Names) -> Iterator[tuple[Rule, str, int]]:
    for statement in node.body:
        if isinstance(statement, ast.Assign) and _is_mutable(statement.value, names):
            message = f"`{node.name}` shares one `{ast.unparse(statement.targets[0])}`"
            yield rules.GLOBAL_STATE, message, statement.lineno


def _defaults(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, names: Names
) -> Iterator[tuple[Rule, str, int]]:
    for default in [*node.args.defaults, *node.args.kw_defaults]:
        if default is not None and _is_mutable(default, names):
            yield rules.MUTABLE_DEFAULT, f"the default `{ast.unparse(default)}`", default.lineno


def _locals(node: ast.AST) -> set[str]:
    """Names that the function binds itself; `SEEN += [x]` binds none that was not there."""
    found: set[str] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.arg):
            found.add(inner.arg)
        elif isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            found.add(inner.id)
    declared = {
        name for inner in ast.walk(node) if isinstance(inner, ast.Global) for name in inner.names
    }
    return found - declared


def _changes(node: ast.AST, shared: set[str]) -> Iterator[tuple[Rule, str, int]]:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if (
            name in shared and attr in tables.MUTATORS
        ):
            yield rules.GLOBAL_STATE, f"`{name}.{attr}` changes a module value", node.lineno
        case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()) if name in shared:
            yield rules.GLOBAL_STATE, f"an item of `{name}` is set", node.lineno
        case ast.Call(func=ast.Name(id="next"), args=[ast.Name(id=name), *_]) if name in shared:
            yield rules.GLOBAL_STATE, f"`next({name})` moves a module value", node.lineno
        case _:
            pass


def _owner_change(node: ast.Attribute, owners: set[str]) -> Iterator[tuple[Rule, str, int]]:
    if isinstance(node.value, ast.Name) and node.value.id in owners:
        message = f"`{ast.unparse(node)}` is set on a function or class"
        yield rules.GLOBAL_STATE, message, node.lineno
