"""Names that a task file may not bind, because a reader or a prover would mistake them."""

import ast
import builtins
from collections.abc import Iterator, Mapping

from lemmata.contracts.errors import ContractError, Place

BUILTINS = frozenset(dir(builtins)) - {"_"} | {"copyright", "credits", "exit", "license", "quit"}
"""Python's builtins, with those that `site` adds, so that every start of Python agrees."""

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
CONTRACT_WORDS = ("result", "OLD")


def check_bindings(tree: ast.Module, imports: Mapping[str, str], path: str) -> None:
    """Refuse any binding that hides a builtin, an import or another name of the file.

    Raises:
        ContractError: naming the name, what it hides and the line.
    """
    declared = dict(_declared(tree))
    for name, line, is_local in _bindings(tree):
        hidden = ""
        if name in BUILTINS:
            hidden = "a builtin"
        elif name.startswith("__") and name.endswith("__"):
            hidden = "a name that Python itself reads"  # `__builtins__ = 0` takes `len` away
        elif name in imports and imports[name] != "__future__.annotations":
            hidden = f"the import of {imports[name]}"
        elif is_local and name in declared:
            hidden = f"the {name!r} of line {declared[name]}"
        if hidden:
            raise _shadowing(name, hidden, path, line)
    for name, line in [*declared.items(), *_arguments(tree), *_import_names(tree)]:
        if name in CONTRACT_WORDS:
            raise _shadowing(name, f"the {name!r} of postconditions", path, line)
    for name, line in _import_names(tree):
        if name in BUILTINS:
            raise _shadowing(name, "a builtin", path, line)


def declared_names(statement: ast.stmt) -> Iterator[str]:
    """Names that a top-level statement, other than an import, binds."""
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield statement.name
        case ast.Assign(targets=targets):
            for target in targets:
                yield from (node.id for node in ast.walk(target) if isinstance(node, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name


def _shadowing(name: str, hidden: str, path: str, line: int) -> ContractError:
    return ContractError(
        f"{name!r} shadows {hidden}", place=Place(path, line), remedy=f"rename {name!r}"
    )


def _declared(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for statement in tree.body:
        for name in declared_names(statement):
            yield name, statement.lineno


def _bindings(tree: ast.Module) -> Iterator[tuple[str, int, bool]]:
    """Every bound name with its line, and whether it is local to a function."""
    for statement in tree.body:
        for name in declared_names(statement):
            yield name, statement.lineno, False
        inside = _bound_by if isinstance(statement, _FUNCTIONS) else _bound_outside
        for node in ast.walk(statement):
            if node is not statement:
                yield from ((name, line, True) for name, line in inside(node))


def _bound_outside(node: ast.AST) -> Iterator[tuple[str, int]]:
    """What the parts of a class or a constant bind in the file: not the names of a class."""
    match node:
        case ast.NamedExpr(target=ast.Name(id=name)):
            yield name, node.lineno
        case ast.Global(names=names):
            yield from ((name, node.lineno) for name in names)


def _bound_by(node: ast.AST) -> Iterator[tuple[str, int]]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name, node.lineno
        case ast.arg(arg=name):
            yield name, node.lineno
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name, node.lineno
        case ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name):
            yield name, node.lineno
        case ast.MatchMapping(rest=str() as name) | ast.ExceptHandler(name=str() as name):
            yield name, node.lineno
        case ast.alias():
            yield (node.asname or node.name).partition(".")[0], node.lineno
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            yield from ((name, node.lineno) for name in names)


def _arguments(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(statement.args):
                if isinstance(node, ast.arg):
                    yield node.arg, node.lineno


def _import_names(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for statement in tree.body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            for alias in statement.names:
                yield (alias.asname or alias.name), statement.lineno
