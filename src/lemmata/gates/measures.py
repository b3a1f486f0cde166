"""How large and how tangled a text is: lines, McCabe's number, nesting of statements."""

import ast
from dataclasses import dataclass

_BRANCHES = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ExceptHandler,
    ast.IfExp,
    ast.comprehension,
    ast.match_case,
    ast.Assert,
)
_BLOCKS = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.With,
    ast.AsyncWith,
    ast.Try,
    ast.TryStar,
    ast.Match,
)
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Measures:
    """One function: its lines, ways through it, and deepest nesting of statements."""

    name: str
    line: int
    lines: int
    complexity: int
    nesting: int


def measured(tree: ast.Module) -> tuple[Measures, ...]:
    """The measures of every function of a file, methods and inner functions too."""
    return tuple(_of(node) for node in ast.walk(tree) if isinstance(node, _Function))


def _of(node: _Function) -> Measures:
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    return Measures(node.name, node.lineno, lines, complexity(node), nesting(node))


def complexity(function: _Function) -> int:
    """One, and one for each place where the way parts; each operand of `and` and `or` is one.

    Source: T. J. McCabe, A complexity measure, IEEE Transactions on Software Engineering 2 (1976).
    """
    found = 1
    for node in (inner for statement in function.body for inner in ast.walk(statement)):
        if isinstance(node, _BRANCHES):
            found += 1 + (len(node.ifs) if isinstance(node, ast.comprehension) else 0)
        elif isinstance(node, ast.BoolOp):
            found += len(node.values) - 1
    return found


def nesting(function: _Function) -> int:
    """Statements inside statements, at most; an `elif` is no deeper than its `if`."""
    deepest, left = 0, [(statement, 0) for statement in function.body]
    while left:
        node, depth = left.pop()
        here = depth + isinstance(node, _BLOCKS)
        deepest = max(deepest, here)
        is_chain = isinstance(node, ast.If) and len(node.orelse) == 1
        for child in ast.iter_child_nodes(node):
            is_elif = is_chain and isinstance(child, ast.If) and child is node.orelse[0]  # type: ignore[attr-defined]
            left.append((child, depth if is_elif else here))  # type: ignore[arg-type]
    return deepest
