"""Python text as syntax trees: the parts of a loop that candidates are made of."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import TypeAlias

LoopNode: TypeAlias = ast.For | ast.While
Rewrite: TypeAlias = Callable[[ast.expr], ast.expr | None]


def parsed(text: str) -> ast.expr:
    """The expression that the text writes; the caller wrote the text."""
    return ast.parse(text, mode="eval").body


class _Rewriter(ast.NodeTransformer):
    def __init__(self, rewrite: Rewrite) -> None:
        self.rewrite = rewrite
        self.count = 0

    def visit(self, node: ast.AST) -> ast.AST:
        # A name that is bound here is no part of what is said: nothing else can stand there.
        if isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", None), ast.Store):
            found = self.rewrite(node)
            if found is not None:
                self.count += 1
                # A copy: a part that stood in two places would be replaced within itself.
                return deepcopy(found)
        return super().generic_visit(node)


def rewritten(node: ast.expr, rewrite: Rewrite) -> ast.expr | None:
    """The expression with the outermost parts replaced where ``rewrite`` gives one.

    None where nothing was replaced.
    """
    rewriter = _Rewriter(rewrite)
    found = rewriter.visit(deepcopy(node))
    return found if rewriter.count and isinstance(found, ast.expr) else None


def renamed(node: ast.expr, names: Mapping[str, ast.expr]) -> ast.expr:
    """The expression with names replaced; those that a comprehension binds are left alone."""
    hidden = {
        target.id
        for inner in ast.walk(node)
        if isinstance(inner, ast.comprehension)
        for target in ast.walk(inner.target)
        if isinstance(target, ast.Name)
    }

    def rewrite(part: ast.expr) -> ast.expr | None:
        if isinstance(part, ast.Name) and part.id not in hidden:
            return names.get(part.id)
        return None

    return rewritten(node, rewrite) or node


def same(one: ast.AST, other: ast.AST) -> bool:
    """Whether two expressions read alike."""
    return ast.dump(one) == ast.dump(other)


def free_names(node: ast.AST) -> frozenset[str]:
    """The names that stand anywhere in a node."""
    return frozenset(part.id for part in ast.walk(node) if isinstance(part, ast.Name))


def assigned_in(statements: Sequence[ast.stmt]) -> frozenset[str]:
    """The names that statements bind or change in place, in text."""
    found: set[str] = set()
    for statement in statements:
        for node in ast.walk(statement):
            match node:
                case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                    found.add(name)
                case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                    found.add(name)
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)):
                    if method in MUTATORS:
                        found.add(name)
                case _:
                    pass
    return frozenset(found)


MUTATORS = frozenset(
    {"append", "extend", "insert", "pop", "remove", "reverse", "sort", "clear", "add", "discard"}
)


def guarded(
    statements: Sequence[ast.stmt], guards: tuple[ast.expr, ...] = ()
) -> Iterator[tuple[ast.stmt, tuple[ast.expr, ...]]]:
    """Each simple statement of a loop's body, with the tests under which it is reached.

    Loops inside are left out. A test after an `if` whose body jumps away is negated.
    """
    for statement in statements:
        match statement:
            case ast.If(test=test, body=body, orelse=orelse):
                yield from guarded(body, (*guards, test))
                yield from guarded(orelse, (*guards, negated(test)))
                if _jumps(body):
                    guards = (*guards, negated(test))
                elif orelse and _jumps(orelse):
                    guards = (*guards, test)
            case ast.For() | ast.While():
                continue
            case _:
                yield statement, guards


def _jumps(statements: Sequence[ast.stmt]) -> bool:
    last = statements[-1]
    return isinstance(last, ast.Return | ast.Break | ast.Continue | ast.Raise)


def negated(test: ast.expr) -> ast.expr:
    """The negation, by the opposite comparison where there is one."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return operand
        case ast.Compare(ops=[op], left=left, comparators=[right]) if type(op) in _OPPOSITE:
            return ast.Compare(left, [_OPPOSITE[type(op)]()], [right])
        case _:
            return ast.UnaryOp(ast.Not(), test)


_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


def conjoined(tests: Sequence[ast.expr]) -> str:
    """The tests joined by `and`, each in brackets; empty without tests."""
    return " and ".join(f"({ast.unparse(test)})" for test in tests)
