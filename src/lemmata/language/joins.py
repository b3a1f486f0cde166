"""Where paths meet: one type for each variable, widened on the way; what is still owned."""

from collections.abc import Mapping, Sequence

from lemmata.contracts.types import Type, show
from lemmata.language.refusals import Site
from lemmata.language.scope import Scope
from lemmata.language.tree import Assign, Name, Stmt
from lemmata.language.typing_rules import convertible, join, widen


class Branch:
    """A branch's statements, whether control leaves it at its end, and its scope there."""

    def __init__(self, statements: tuple[Stmt, ...], is_open: bool, scope: Scope) -> None:
        self.statements = statements
        self.is_open = is_open
        self.scope = scope


def joined(
    branches: Sequence[Branch], scope: Scope, site: Site
) -> tuple[list[tuple[Stmt, ...]], bool]:
    """The branches' bodies, widened where types differ at their join; ``scope`` becomes it."""
    reaching = [branch for branch in branches if branch.is_open]
    met = joined_types([branch.scope for branch in reaching], site)
    bodies = [
        (*branch.statements, *(widenings(branch.scope, met, site) if branch.is_open else ()))
        for branch in branches
    ]
    adopt(scope, [branch.scope for branch in reaching or branches])
    return bodies, bool(reaching)


def widenings(scope: Scope, joined: Mapping[str, Type], site: Site) -> tuple[Stmt, ...]:
    """A self-assignment for each variable that holds a smaller type than the join.

    While a loop is still being read, a type may be larger than its head knows: it stays.
    """
    found: list[Stmt] = []
    for name, kind in joined.items():
        known = scope.types.get(name, kind)
        if known != kind and convertible(known, kind):
            found.append(Assign(name, widen(Name(name, known, site.line), kind), site.line))
            scope.types[name] = kind
    return tuple(found)


def joined_types(scopes: Sequence[Scope], site: Site) -> dict[str, Type]:
    """The type of each variable where the paths that end in the scopes meet.

    Raises:
        UnsupportedError: a variable of types without a join.
    """
    branches = [Branch((), True, scope) for scope in scopes]
    names = sorted({name for scope in scopes for name in scope.types})
    return {name: _joined_type(name, branches, site) for name in names}


def _joined_type(name: str, branches: Sequence[Branch], site: Site) -> Type:
    scopes = [branch.scope for branch in branches if name in branch.scope.types]
    kinds = list(dict.fromkeys(scope.types[name] for scope in scopes))
    joined: Type | None = kinds[0]
    for kind in kinds[1:]:
        joined = None if joined is None else join(joined, kind)
    if joined is None or not all(convertible(kind, joined) for kind in kinds):
        names = " and ".join(show(kind) for kind in kinds)
        construct = f"`{name}`, which is {names} on different paths,"
        raise site.refuse(construct, "use two names, or convert the int by Fraction(n)")
    if len(kinds) > 1 and any(name in scope.unbound for scope in scopes):
        construct = f"`{name}`, which some paths leave unassigned and others with another type,"
        raise site.refuse(construct, "assign it first")
    return joined


def adopt(scope: Scope, ends: Sequence[Scope]) -> None:
    """``scope`` becomes what holds after any of the ``ends``."""
    scope.owned = frozenset.intersection(*(end.owned for end in ends))
    scope.deep = frozenset.intersection(*(end.deep for end in ends))
    scope.known = {
        name: frozenset[str]().union(*(end.known[name] for end in ends))
        for name in ends[0].known
        if all(name in end.known for end in ends)
    }
    names = {name: kind for end in ends for name, kind in end.types.items()}
    scope.unbound = frozenset(
        name for name in names if any(name in end.unbound or name not in end.types for end in ends)
    )
    scope.types.clear()
    scope.types.update(names)
