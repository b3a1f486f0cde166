"""The task file without its contracts: code that runs with the standard library alone."""

import ast
from collections.abc import Mapping

from lemmata.contracts.clauses import is_contract
from lemmata.contracts.imports import read_imports
from lemmata.contracts.syntax import parse_file
from lemmata.contracts.tasks import Module


def plain_source(module: Module) -> str:
    """The same file without icontract's decorators and imports, as ``ast.unparse`` writes it."""
    tree = parse_file(module.source, module.path)
    imports = read_imports(tree.body, module.path)
    body: list[ast.stmt] = []
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            body.append(_undecorated(statement, imports))
        elif isinstance(statement, ast.Import):
            statement.names = [alias for alias in statement.names if alias.name != "icontract"]
            body.extend([statement] if statement.names else [])
        elif not (isinstance(statement, ast.ImportFrom) and statement.module == "icontract"):
            body.append(statement)
    tree.body = body
    return ast.unparse(tree) + "\n"


def _undecorated(
    statement: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, imports: Mapping[str, str]
) -> ast.stmt:
    statement.decorator_list = [
        decorator for decorator in statement.decorator_list if not is_contract(decorator, imports)
    ]
    return statement
