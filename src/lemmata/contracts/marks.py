"""Which functions of any Python text were meant to have a contract, whatever else stands there."""

import ast
import re

_MARKED = re.compile(r"\bicontract\b|^[\s\"']*(?:pre|post):", re.MULTILINE)
_CLAUSE = re.compile(r"^\s*(?:pre|post):", re.MULTILINE)
_DECORATORS = frozenset({"ensure", "require", "snapshot"})


def marked_functions(source: str) -> frozenset[str]:
    """The top-level functions with a decorator of icontract, or ``pre:`` or ``post:`` inside.

    Examples alone are no mark: ordinary files have them too. Works where `read_module` raises.

    Raises:
        SyntaxError: the text is not Python.
        ValueError: it cannot be parsed for another reason, such as a null byte.
    """
    tree = ast.parse(source)
    brought = {
        alias.asname or alias.name: alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "icontract"
        for alias in node.names
    }
    rooms = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name == "icontract"
    }
    return frozenset(
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (
            any(_is_contract(known, brought, rooms) for known in node.decorator_list)
            or _CLAUSE.search(ast.get_docstring(node, clean=False) or "")
        )
    )


def is_marked(source: str) -> bool:
    """Whether an error in this text is worth telling: some function was meant to have a contract.

    A text that is not Python is judged by its words alone.
    """
    try:
        return bool(marked_functions(source))
    except (SyntaxError, ValueError, RecursionError):
        return bool(_MARKED.search(source))


def _is_contract(decorator: ast.expr, brought: dict[str, str], rooms: set[str]) -> bool:
    head = decorator.func if isinstance(decorator, ast.Call) else decorator
    match head:
        case ast.Name(id=name):
            return brought.get(name) in _DECORATORS
        case ast.Attribute(value=ast.Name(id=room), attr=name):
            return room in rooms and name in _DECORATORS
    return False
