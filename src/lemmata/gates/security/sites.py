"""A node under judgement with what is known around it; checks read nothing else."""

import ast
import re
from dataclasses import dataclass
from typing import TypeAlias

from lemmata.gates.rules import Rule
from lemmata.gates.security.flow import Flow, Scope

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
        return (
            self.flow.names.meanings(self.node.func)
            if isinstance(self.node, ast.Call)
            else frozenset()
        )

    def calls(self, *prefixes: str) -> str:
        """The name that is called, where it is one of these or a member of one; else ''."""
        for name in sorted(self.called()):
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

    def built(self, node: ast.expr | None) -> str:
        """The built text with holes, or '' where it is not built."""
        return (self.flow.built(node, self.scope) or "") if node is not None else ""

    def external(self, node: ast.expr | None) -> bool:
        """Whether a caller or a person decides the value."""
        return node is not None and self.flow.external(node, self.scope)

    def guarded(self, *calls: str) -> bool:
        """Whether the function around it calls one of these, and so looks at the value."""
        return bool(set(self.flow.calls_in(self.scope)) & set(calls))

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
