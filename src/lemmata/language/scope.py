"""Scopes: which names a piece of code sees, with the types they hold at that point."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.tasks import Module
from lemmata.contracts.types import Type
from lemmata.language.refusals import Site
from lemmata.language.tree import Expr

MAX_DEPTH = 100


@dataclass(slots=True)
class Scope:
    """The state of reading one function body or one clause, changed as statements are read.

    ``names`` are local everywhere in the function; ``types`` those assigned on some path so far;
    ``unbound`` those of them that another path leaves unassigned; ``declared`` those with an
    annotation. ``old`` are the parameters that `OLD` offers, in a postcondition only.

    ``owned`` are the variables whose list, dict or set no other name can reach, ``deep`` those of
    them whose items nothing else can reach either; ``drawn`` those that an enclosing `for` reads.
    ``raises`` are the exceptions that the function's contract declares.
    ``known`` are the dataclasses that a variable of a union may still hold, by name.
    ``told`` are the types of variables that began as an empty display, as far as they are known.
    ``holes`` says what a `hole()` stands for, where somebody fills a sketch; else it is refused.
    """

    module: Module
    names: frozenset[str]
    types: dict[str, Type]
    unbound: frozenset[str] = frozenset()
    declared: dict[str, Type] = field(default_factory=dict)
    old: Mapping[str, Type] = field(default_factory=dict)
    calls: set[str] = field(default_factory=set)
    depth: int = 0
    owned: frozenset[str] = frozenset()
    deep: frozenset[str] = frozenset()
    drawn: frozenset[str] = frozenset()
    told: Mapping[str, Type] = field(default_factory=dict)
    loop: "LoopFrame | None" = None
    raises: tuple[str, ...] = ()
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)
    holes: "Callable[[ast.Call, Scope], Expr] | None" = None

    def site(self, node: ast.AST) -> Site:
        """Where ``node`` stands; patterns, statements and expressions have lines."""
        return Site(self.module.path, getattr(node, "lineno", 0), self.unbound)

    def fork(self) -> "Scope":
        """A copy for one branch; annotations and calls stay shared."""
        return replace(self, types=dict(self.types))

    def within(self, kinds: Mapping[str, Type]) -> "Scope":
        """The scope of a comprehension's parts: its targets hide what has their names."""
        names = self.names | kinds.keys()
        types = {**self.types, **kinds}
        known = {name: held for name, held in self.known.items() if name not in kinds}
        unbound = self.unbound - kinds.keys()
        return replace(self, names=names, types=types, unbound=unbound, known=known)

    def bind(self, name: str, kind: Type) -> None:
        """An assignment of a value of type ``kind`` to ``name``."""
        self.types[name] = kind
        self.forget(name)
        self.unbound -= {name}
        self.owned -= {name}
        self.deep -= {name}

    def forget(self, *names: str) -> None:
        """What tests told of these variables holds no more; without names, of any."""
        kept = {k: v for k, v in self.known.items() if names and k not in names}
        self.known = kept

    def enter(self, node: ast.AST) -> None:
        """One level deeper; `leave` undoes it."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            remedy = "name the parts"
            raise self.site(node).refuse(f"code nested deeper than {MAX_DEPTH}", remedy)

    def leave(self) -> None:
        """One level back."""
        self.depth -= 1


@dataclass(slots=True)
class LoopFrame:
    """What the statements of a loop's body tell of the loop, while it is read.

    ``head`` are the types at its head; ``after`` those behind it, once they are known, else None.
    ``continues`` and ``breaks`` are the scopes where such a statement stood. ``errors`` are what a
    reading refused: with the types of a later round it may be read.
    """

    head: Mapping[str, Type]
    after: Mapping[str, Type] | None
    continues: list[Scope] = field(default_factory=list)
    breaks: list[Scope] = field(default_factory=list)
    errors: list[UnsupportedError] = field(default_factory=list)


_OWN_SCOPE = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)


def _same_scope(nodes: list[ast.stmt]) -> Iterator[ast.AST]:
    """What stands in the statements, without the inside of comprehensions and lambdas."""
    pending: list[ast.AST] = list(nodes)
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, _OWN_SCOPE):
            pending.extend(ast.iter_child_nodes(node))


def assigned_names(nodes: list[ast.stmt]) -> Iterator[str]:
    """Every name that the statements bind: Python makes it local in the whole function."""
    for statement in nodes:
        for node in _same_scope([statement]):
            match node:
                case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                    yield name
                case ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name):
                    yield name
                case ast.MatchMapping(rest=str() as name):
                    yield name
                case _:
                    pass
