"""Scopes: which names a piece of code sees, with the types they hold at that point."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lemmata.contracts.tasks import Module
from lemmata.contracts.types import Type
from lemmata.language.refusals import Site

MAX_DEPTH = 100


@dataclass(slots=True)
class Scope:
    """The state of reading one function body or one clause, changed as statements are read.

    ``names`` are local everywhere in the function; ``types`` those assigned on some path so far;
    ``unbound`` those of them that another path leaves unassigned; ``declared`` those with an
    annotation. ``old`` are the parameters that `OLD` offers, in a postcondition only.
    """

    module: Module
    names: frozenset[str]
    types: dict[str, Type]
    unbound: frozenset[str] = frozenset()
    declared: dict[str, Type] = field(default_factory=dict)
    old: Mapping[str, Type] = field(default_factory=dict)
    calls: set[str] = field(default_factory=set)
    depth: int = 0

    def site(self, node: ast.AST) -> Site:
        """Where ``node`` stands; patterns, statements and expressions have lines."""
        return Site(self.module.path, getattr(node, "lineno", 0), self.unbound)

    def fork(self) -> "Scope":
        """A copy for one branch; annotations and calls stay shared."""
        return Scope(
            self.module,
            self.names,
            dict(self.types),
            self.unbound,
            self.declared,
            self.old,
            self.calls,
            self.depth,
        )

    def bind(self, name: str, kind: Type) -> None:
        """An assignment of a value of type ``kind`` to ``name``."""
        self.types[name] = kind
        self.unbound -= {name}

    def enter(self, node: ast.AST) -> None:
        """One level deeper; `leave` undoes it."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            remedy = "name the parts"
            raise self.site(node).refuse(f"code nested deeper than {MAX_DEPTH}", remedy)

    def leave(self) -> None:
        """One level back."""
        self.depth -= 1


def assigned_names(nodes: list[ast.stmt]) -> Iterator[str]:
    """Every name that the statements bind: Python makes it local in the whole function."""
    for statement in nodes:
        for node in ast.walk(statement):
            match node:
                case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                    yield name
                case ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name):
                    yield name
                case ast.MatchMapping(rest=str() as name):
                    yield name
                case _:
                    pass
