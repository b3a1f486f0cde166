"""A node under judgement with what is known around it; checks read nothing else."""

import ast
import re
from dataclasses import dataclass
from typing import TypeAlias

from lemmata.gates.rules import Rule
from lemmata.gates.security.flow import Flow, Scope

_MOST_PARTS = 200
"""How many parts of an expression are looked through for texts."""

Found: TypeAlias = tuple[Rule, str]


@dataclass(frozen=True, slots=True)
class Site:
    """One node of a file."""

    node: ast.AST
    flow: Flow

    @property
    def line(self) -> int:
        """Where a finding is placed; 0 where the node has no line."""
        return getattr(self.node, "lineno", 0)

    @property
    def scope(self) -> Scope:
        """The function around it, or the module."""
        return self.flow.enclosing(self.node)

    def called(self) -> frozenset[str]:
        """The dotted names that the node calls; empty where it calls none that is known."""
        return self.flow.called(self.node)

    def read(self) -> frozenset[str]:
        """The dotted names that the node is when it is read; what it calls is not among them."""
        match self.node:
            case ast.Call():
                found = self.flow.names.meanings(self.node)
            case ast.Name() | ast.Attribute() | ast.Subscript() if isinstance(
                self.node.ctx, ast.Load
            ):
                found = self.flow.names.meanings(self.node)
            case _:
                return frozenset()
        return frozenset(meaning for meaning in found if "()" not in meaning)

    def passed_on(self) -> frozenset[str]:
        """The names that the node is, where it is neither called nor named nor a part of one."""
        parent = self.flow.parent_of.get(self.node)
        is_called = isinstance(parent, ast.Call) and parent.func is self.node
        is_named = isinstance(parent, ast.Assign | ast.AnnAssign | ast.NamedExpr | ast.Attribute)
        return frozenset() if is_called or is_named else self.read()

    def calls(self, *prefixes: str) -> str:
        """The name that is called, where it is one of these or a member of one; else ''."""
        called = self.called()
        for name in sorted(called) if called else ():
            if any(name == prefix or name.startswith(prefix + ".") for prefix in prefixes):
                return name
        return ""

    def method(self) -> str:
        """The last name of what is called."""
        match self.node:
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
                return name
            case _:
                return ""

    def argument(self, position: int, *keywords: str) -> ast.expr | None:
        """An argument by its place, or by one of its names."""
        if not isinstance(self.node, ast.Call):
            return None
        for keyword in self.node.keywords:
            if keyword.arg in keywords:
                return keyword.value
        starred = any(isinstance(argument, ast.Starred) for argument in self.node.args)
        if 0 <= position < len(self.node.args) and not starred:
            return self.node.args[position]
        return None

    def keyword(self, name: str) -> ast.expr | None:
        """An argument that has only a name."""
        return self.argument(-1, name)

    def constant(self, node: ast.expr | None) -> object:
        """The constant that the expression is, also through one assignment; else None."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return None
        if isinstance(node, ast.Name):
            values = self.flow.values(node.id, self.scope)
            if len(values) == 1 and isinstance(values[0], ast.Constant):
                return values[0].value
        return self.flow.names.text(node)

    def text(self, node: ast.expr | None) -> str:
        """The text that the expression always is, or ''."""
        return self.flow.names.text(node) or ""

    def texts(self, node: ast.expr) -> frozenset[str]:
        """The constant texts that the expression may be: through names, loops and containers."""
        found: set[str] = set()
        waiting, seen = [node], 0
        while waiting and seen < _MOST_PARTS:
            part, seen = waiting.pop(0), seen + 1
            known = self.flow.names.text(part)
            if known:
                found.add(known)
            elif isinstance(part, ast.Constant) and isinstance(part.value, bytes):
                found.add(part.value.decode("latin-1"))
            else:
                waiting += self._parts(part)
        return frozenset(found)

    def _parts(self, node: ast.expr) -> list[ast.expr]:
        match node:
            case ast.Name(id=name):
                return self.flow.values(name, self.scope)
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
                return parts
            case ast.Dict(values=parts):
                return parts
            case ast.Subscript(value=value) | ast.Call(func=ast.Attribute(value=value)):
                return [value]
            case ast.IfExp(body=body, orelse=orelse):
                return [body, orelse]
            case _:
                return []

    def built(self, node: ast.expr | None) -> str:
        """The built text with holes, or '' where it is not built."""
        return (self.flow.built(node, self.scope) or "") if node is not None else ""

    def external(self, node: ast.expr | None) -> bool:
        """Whether a caller or a person decides the value."""
        return node is not None and self.flow.external(node, self.scope)

    def guarded(self, *calls: str) -> bool:
        """Whether the function around it calls one of these, and so looks at the value."""
        return bool(self.flow.calls_in(self.scope) & set(calls))

    def names_in(self, node: ast.AST | None, pattern: re.Pattern[str]) -> str:
        """The first variable, attribute or constant key in the node that the pattern finds."""
        for inner in ast.walk(node) if node is not None else ():
            match inner:
                case (
                    ast.Name(id=name)
                    | ast.Attribute(attr=name)
                    | ast.Subscript(slice=ast.Constant(value=str(name)))
                ) if pattern.search(name):
                    return name
                case _:
                    pass
        return ""
