"""The task file without its contracts: code that runs with the standard library alone."""

import ast
from collections.abc import Mapping

from lemmata.contracts.clauses import is_contract
from lemmata.contracts.imports import LOOP_WORDS, qualified, read_imports
from lemmata.contracts.syntax import parse_file
from lemmata.contracts.tasks import Module

_REMOVED = ("icontract", "lemmata")


def plain_source(module: Module) -> str:
    """The same file without icontract's decorators and imports, as ``ast.unparse`` writes it.

    What it says of loops stays as code that needs nothing of ours: see `plain_loops`.
    """
    tree = parse_file(module.source, module.path)
    imports = read_imports(tree.body, module.path, module.links.modules)
    body: list[ast.stmt] = []
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            body.append(plain_loops(_undecorated(statement, imports), imports))
        elif isinstance(statement, ast.Import):
            statement.names = [alias for alias in statement.names if alias.name not in _REMOVED]
            body.extend([statement] if statement.names else [])
        elif not (isinstance(statement, ast.ImportFrom) and statement.module in _REMOVED):
            body.append(statement)
    tree.body = body
    return ast.unparse(tree) + "\n"


def plain_loops(statement: ast.stmt, imports: Mapping[str, str]) -> ast.stmt:
    """The statement, changed in place: `invariant(e)` is `assert e`, `decreases(e)` is `e`."""
    changed: ast.stmt = _Plain(imports).visit(statement)
    return changed


def loop_word(node: ast.stmt, imports: Mapping[str, str]) -> tuple[str, ast.Call] | None:
    """`invariant` or `decreases` and the call, where the statement is such a call."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        full = qualified(node.value.func, imports)
        if full in LOOP_WORDS:
            return full.partition(".")[2], node.value
    return None


class _Plain(ast.NodeTransformer):
    """Replaces statements only: a word of ours elsewhere is refused by the language's parser."""

    def __init__(self, imports: Mapping[str, str]) -> None:
        self._imports = imports

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        found = loop_word(node, self._imports)
        if found is None or found[1].keywords or not found[1].args:
            return node
        word, call = found
        if word == "invariant" and len(call.args) == 1:
            return ast.copy_location(ast.Assert(call.args[0], None), node)
        value = call.args[0] if len(call.args) == 1 else ast.Tuple(call.args, ast.Load())
        return ast.copy_location(ast.Expr(ast.copy_location(value, call)), node)


def _undecorated(
    statement: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, imports: Mapping[str, str]
) -> ast.stmt:
    statement.decorator_list = [
        decorator for decorator in statement.decorator_list if not is_contract(decorator, imports)
    ]
    return statement
