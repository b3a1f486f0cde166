"""What a contract expression may use: it runs on every call, so it may do nothing but compute."""

import ast
from collections.abc import Collection, Iterator

from lemmata.contracts.errors import ContractError, Place

PURE_BUILTINS = frozenset(
    (
        "abs",
        "all",
        "any",
        "ascii",
        "bin",
        "bool",
        "bytes",
        "chr",
        "complex",
        "dict",
        "divmod",
        "enumerate",
        "filter",
        "float",
        "format",
        "frozenset",
        "hex",
        "int",
        "isinstance",
        "len",
        "list",
        "map",
        "max",
        "min",
        "oct",
        "ord",
        "pow",
        "range",
        "repr",
        "reversed",
        "round",
        "set",
        "slice",
        "sorted",
        "str",
        "sum",
        "tuple",
        "zip",
        "NotImplemented",
        "Ellipsis",
    )
)
"""Builtins without effect, whether the language models them or not."""

_REMEDY = "use only parameters, result, OLD, names of this file and pure builtins"


def check_pure(
    expression: ast.expr, visible: Collection[str], path: str, line: int, text: str
) -> None:
    """Refuse an expression that could do more than compute.

    ``visible`` are the names it may use beside :data:`PURE_BUILTINS` and its own variables.

    Raises:
        ContractError: an effect, an unknown name, a dunder attribute; it names the culprit.
    """
    bound = set(_bound(expression))
    for node in ast.walk(expression):
        culprit = _culprit(node, visible, bound)
        if culprit:
            raise ContractError(
                f"the contract clause `{text}` uses {culprit}",
                place=Place(path, line),
                remedy=_REMEDY,
            )


def _culprit(node: ast.AST, visible: Collection[str], bound: Collection[str]) -> str:
    match node:
        case ast.Name(id=name, ctx=ast.Load()):
            known = name in visible or name in bound or name in PURE_BUILTINS
            return "" if known else f"the name {name!r}"
        case ast.Attribute(attr=name) if name.startswith("__"):
            return f"the attribute {name!r}"
        case ast.NamedExpr():
            return f"the assignment `{ast.unparse(node)}`"
        case ast.Await() | ast.Yield() | ast.YieldFrom():
            return f"`{ast.unparse(node)}`"
        case ast.comprehension(is_async=1):
            return "an asynchronous comprehension"
        case ast.Lambda():
            own = set(_bound(node))
            used = {n.id for n in ast.walk(node.body) if isinstance(n, ast.Name)}
            captured = sorted(used - own - PURE_BUILTINS)
            return f"a lambda that captures {captured[0]!r}" if captured else ""
        case _:
            return ""


def _bound(expression: ast.AST) -> Iterator[str]:
    """Variables of comprehensions and lambdas inside the expression."""
    for node in ast.walk(expression):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
