"""Which names a binding hides, as Python's scopes decide it.

A function's own name is its own from the first line to the last. A name of the module or of a
class falls back to the builtin until it is bound, after `del`, and where the binding did not
happen; so only a plain statement of the module that stands before the use hides a builtin.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(slots=True)
class _Scope:
    """A function, a comprehension, a class or the module, with what it binds."""

    parent: "_Scope | None"
    is_closed: bool
    bound: set[str] = field(default_factory=set)
    declared: set[str] = field(default_factory=set)


class Scopes:
    """Every name of a file with the scope that reads it; the nodes, and what each stands in."""

    def __init__(self, tree: ast.AST) -> None:
        self.nodes: list[ast.AST] = list(ast.walk(tree))
        self.parents: dict[ast.AST, ast.AST] = {}
        self.bound: set[str] = set()
        self.bound_in_classes: set[str] = set()
        self.deleted: set[str] = set()
        self._module = _Scope(None, is_closed=False)
        self._read_in: dict[ast.AST, _Scope] = {}
        self._plain: dict[str, int] = {}
        for statement in getattr(tree, "body", []):
            for name in _plainly_bound(statement):
                self._plain.setdefault(name, statement.lineno)
        self._enter(tree)

    def _enter(self, tree: ast.AST) -> None:
        elsewhere: dict[ast.AST, tuple[_Scope, bool]] = {}
        stack: list[tuple[ast.AST, _Scope, bool]] = [(tree, self._module, False)]
        while stack:
            node, scope, in_class = stack.pop()
            self._note(node, scope, in_class)
            inner, inner_class = scope, in_class
            if isinstance(node, (*_FUNCTIONS, *_COMPREHENSIONS)):
                inner, inner_class = _Scope(scope, is_closed=True), False
            elif isinstance(node, ast.ClassDef):
                inner, inner_class = _Scope(scope, is_closed=False), True
            elsewhere.update((child, (scope, in_class)) for child in _evaluated_outside(node))
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node
                there = elsewhere.get(child, (inner, inner_class))
                stack.append((child, *there))

    def _note(self, node: ast.AST, scope: _Scope, in_class: bool) -> None:
        for name in (*bindings(node), *_imported(node)):
            scope.bound.add(name)
            (self.bound_in_classes if in_class else self.bound).add(name)
        match node:
            case ast.Name(ctx=ast.Load()):
                self._read_in[node] = scope
            case ast.Name(id=name, ctx=ast.Del()):
                scope.bound.add(name)
                self.deleted.add(name)
            case ast.Global(names=names):
                scope.declared.update(names)
            case _:
                pass

    def hides(self, node: ast.Name) -> bool:
        """Whether the name cannot be the builtin of the same name at this place."""
        scope: _Scope | None = self._read_in.get(node)
        while scope is not None and node.id not in scope.declared:
            if scope.is_closed and node.id in scope.bound:
                return True
            scope = scope.parent
        line = self._plain.get(node.id)
        return line is not None and line < node.lineno and node.id not in self.deleted


def _evaluated_outside(node: ast.AST) -> Iterator[ast.AST]:
    """What stands inside the node and runs in the scope around it."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
            yield from getattr(node, "decorator_list", [])
            for argument in ast.walk(node.args):
                if isinstance(argument, ast.arg) and argument.annotation is not None:
                    yield argument.annotation
            yield from (one for one in [*node.args.defaults, *node.args.kw_defaults] if one)
            returns = getattr(node, "returns", None)
            if returns is not None:
                yield returns
        case ast.ClassDef():
            yield from (*node.decorator_list, *node.bases, *node.keywords)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            yield node.generators[0].iter
        case _:
            pass


def _plainly_bound(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield statement.name
        case ast.Import() | ast.ImportFrom():
            yield from _imported(statement)
        case ast.Assign(targets=targets):
            for target in targets:
                yield from bindings(target)
        case _:
            pass


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)


def bindings(node: ast.AST) -> Iterator[str]:
    """The names that this node itself binds, other than by an import."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case ast.arg(arg=name):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            yield name
        case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            yield name
        case _:
            pass
