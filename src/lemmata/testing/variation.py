"""The same task file written otherwise: other names, another order. No verdict may depend on it."""

import ast
import re
from collections.abc import Mapping

_PREFIX = "other_"
_RESERVED = ("result", "OLD", "_", "__return__", "__old__")
_CLAUSE = re.compile(r"^(\s*(?:pre|post):\s*)(\S.*)$")


def reordered(source: str) -> str:
    """The file with its functions in the reverse order; everything else keeps its place."""
    tree = ast.parse(source)
    places = [at for at, node in enumerate(tree.body) if isinstance(node, ast.FunctionDef)]
    functions = [tree.body[at] for at in places]
    for at, function in zip(places, reversed(functions), strict=True):
        tree.body[at] = function
    return ast.unparse(tree) + "\n"


def renamed(source: str) -> str:
    """The file with other names for the parameters and variables of all its functions.

    The words of a contract follow: decorators, PEP 316 clauses, and calls by keyword.
    """
    tree = ast.parse(source)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    known = {function.name: _parameters(function) for function in functions}
    globals_ = {name for node in tree.body for name in _bound(node)}
    for function in functions:
        own = _parameters(function) | (_assigned(function) - globals_)
        inside = {name: _PREFIX + name for name in own if name != "_"}
        outside = {name: new for name, new in inside.items() if name not in _RESERVED}
        function.decorator_list = [
            _Renamer(outside, known).visit(decorator) for decorator in function.decorator_list
        ]
        _rename_docstring(function, outside, known)
        renamer = _Renamer(inside, known)
        function.args = renamer.visit(function.args)
        function.body = [renamer.visit(statement) for statement in function.body]
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def _parameters(function: ast.FunctionDef) -> set[str]:
    return {argument.arg for argument in function.args.args + function.args.kwonlyargs}


def _assigned(function: ast.FunctionDef) -> set[str]:
    """Every name that the body binds, comprehensions and patterns among them."""
    found = set()
    for node in ast.walk(function):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.MatchAs(name=str(name)):
                found.add(name)
    return found


def _bound(node: ast.stmt) -> set[str]:
    """The names that a statement of the module binds."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return {alias.asname or alias.name for alias in names}
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


class _Renamer(ast.NodeTransformer):
    """Names by the mapping, keywords of the file's own functions by the prefix."""

    def __init__(self, names: Mapping[str, str], functions: Mapping[str, set[str]]) -> None:
        self._names = names
        self._functions = functions

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._names.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = self._names.get(node.arg, node.arg)
        return node

    def visit_MatchAs(self, node: ast.MatchAs) -> ast.AST:
        self.generic_visit(node)
        if node.name is not None:
            node.name = self._names.get(node.name, node.name)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.value, ast.Name) and node.value.id in ("OLD", "__old__"):
            node.attr = self._names.get(node.attr, node.attr)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        self.generic_visit(node)
        for keyword in node.keywords:
            if keyword.arg in self._functions.get(called, ()):
                keyword.arg = f"{_PREFIX}{keyword.arg}"
        return node


def _rename_docstring(
    function: ast.FunctionDef, names: Mapping[str, str], functions: Mapping[str, set[str]]
) -> None:
    first = function.body[0]
    if not isinstance(first, ast.Expr) or not isinstance(first.value, ast.Constant):
        return
    if isinstance(first.value.value, str):
        lines = first.value.value.split("\n")
        first.value.value = "\n".join(_renamed_line(line, names, functions) for line in lines)


def _renamed_line(line: str, names: Mapping[str, str], functions: Mapping[str, set[str]]) -> str:
    found = _CLAUSE.match(line)
    if found is None:
        return line
    clause = ast.parse(found[2], mode="eval").body
    return found[1] + ast.unparse(_Renamer(names, functions).visit(clause))
