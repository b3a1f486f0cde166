"""Who may change a list, dict or set in place: the variable that alone reaches it.

A value is *fresh* when nothing else holds it, and *deep* when nothing else holds its items
either. An expression that lets a variable's value out takes the variable's ownership away.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lemmata.contracts.types import DictType, ListType, SetType, Type, is_mutable, parts
from lemmata.language.refusals import Site
from lemmata.language.scope import Scope
from lemmata.language.tree import (
    Apply,
    Call,
    Comprehension,
    Conditional,
    Construct,
    Convert,
    Display,
    Expr,
    Gather,
    Logic,
    Name,
    Narrow,
    Operation,
    Project,
    Source,
    Target,
)
from lemmata.language.typing_rules import source_values


class Reach(NamedTuple):
    """What a value may share.

    ``outer`` are the variables whose whole value it is or holds, ``inner`` those of which it is
    or holds a part.
    """

    outer: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()
    fresh: bool = True
    deep: bool = True


_NOTHING = Reach()
_TAKEN = Reach(fresh=False, deep=False)
_MOVING = frozenset((Operation.CONCAT, Operation.SLICE, Operation.REVERSE, Operation.COPY))
_READS = frozenset((Operation.ITEM, Operation.LOOKUP))


def reach(expr: Expr) -> Reach:
    """What the value of the expression may share with the variables of the function."""
    if not is_mutable(expr.type):
        return _NOTHING
    match expr:
        case Name(name=name):
            return Reach(frozenset((name,)), frozenset(), False, False)
        case Convert(value=value) | Narrow(value=value):
            return reach(value)
        case Conditional(then=then, otherwise=otherwise):
            return _all((then, otherwise))
        case Logic(operands=operands):
            return _all(operands)
        case Construct(arguments=arguments):
            return _all(arguments)
        case Project(value=value):
            return _met((_items_of(value), _TAKEN))
        case Apply(operation=operation, arguments=(first, *_)) if operation in _READS:
            return _met((_items_of(first), _TAKEN))
        case Apply(operation=Operation.GET, arguments=(first, _, default)):
            return _met((_items_of(first), reach(default), _TAKEN))
        case Apply(operation=operation, arguments=arguments):
            found = _met([_items_of(one) for one in arguments])
            return _built(expr.type, found, is_repeated=operation is Operation.REPEAT)
        case Display(items=items):
            return _built(expr.type, _all(items))
        case Call(arguments=arguments):
            given = _all(arguments)
            fresh = given.fresh and given.deep
            return Reach(given.outer, given.inner, fresh, fresh and _is_flat(expr.type))
        case Comprehension():
            return _gathered(expr)
        case _:
            return Reach(frozenset(), frozenset(), False, False)


def _is_flat(kind: Type) -> bool:
    """Whether the type is a container whose items nobody can change."""
    is_container = isinstance(kind, ListType | SetType | DictType)
    return is_container and not any(map(is_mutable, parts(kind)))


def _met(found: Sequence[Reach]) -> Reach:
    outer = frozenset[str]().union(*(one.outer for one in found))
    inner = frozenset[str]().union(*(one.inner for one in found))
    return Reach(outer, inner, all(one.fresh for one in found), all(one.deep for one in found))


def _all(exprs: Iterable[Expr]) -> Reach:
    return _met([reach(one) for one in exprs])


def _items_of(expr: Expr) -> Reach:
    """What the items of a container share: those of a variable's are a part of it."""
    found = reach(expr)
    return Reach(frozenset(), found.outer, False, False) if isinstance(expr, Name) else found


def _built(kind: Type, items: Reach, *, is_repeated: bool = False) -> Reach:
    """A new container of the items."""
    if _is_flat(kind):
        return _NOTHING
    deep = items.fresh and items.deep and not is_repeated
    return Reach(items.outer, items.inner, True, deep)


def _gathered(expr: Comprehension) -> Reach:
    if expr.gather not in (Gather.LIST, Gather.SET, Gather.DICT) or _is_flat(expr.type):
        return _NOTHING
    element = reach(expr.element)
    own = frozenset(target_names(expr.target))
    drawn = items_drawn(expr.source)
    outer, inner = (element.outer - own) | drawn.outer, (element.inner - own) | drawn.inner
    return Reach(outer, inner, True, element.fresh and element.deep)


def items_drawn(source: Source) -> Reach:
    """What the items share that a source yields."""
    return _met([_items_of(value) for value in source_values(source)])


def iterated(source: Source) -> frozenset[str]:
    """The variables whose value a loop over the source goes through, while its body runs."""
    found = [reach(value) for value in source_values(source)]
    return frozenset[str]().union(
        *(one.outer if one.fresh else one.outer | one.inner for one in found)
    )


def target_names(target: Target) -> tuple[str, ...]:
    """The names that a target binds, in order."""
    if isinstance(target, str):
        return (target,)
    return tuple(name for part in target for name in target_names(part))


def let_out(scope: Scope, found: Reach) -> None:
    """Take away what a value that now has another holder costs."""
    scope.owned -= found.outer
    scope.deep -= found.outer | found.inner


def settle(scope: Scope, target: Target, value: Expr, deep: frozenset[str]) -> None:
    """Ownership after `target = value`; the names of the target are bound already.

    ``deep`` are the variables that were deep before: in `a = a + [[]]` the items of ``a`` move.
    """
    let_out(scope, reach(value))
    _take(scope, target, value)
    if isinstance(target, str) and target in deep and _moves(target, value):
        scope.owned |= {target}
        scope.deep |= {target}


def _moves(name: str, value: Expr) -> bool:
    """Whether the value is made of the variable's items, once, and of what nothing else holds."""
    if not isinstance(value, Apply) or value.operation not in _MOVING:
        return False
    own = [one for one in value.arguments if isinstance(one, Name) and one.name == name]
    others = _all(one for one in value.arguments if one not in own)
    return len(own) == 1 and others.fresh and others.deep and name not in others.inner


def _take(scope: Scope, target: Target, value: Expr) -> None:
    if isinstance(target, str):
        found = reach(value)
        if isinstance(value.type, ListType | SetType | DictType) and found.fresh:
            scope.owned |= {target}
            scope.deep |= {target} if found.deep else frozenset()
    elif isinstance(value, Construct):
        for part, one in zip(target, value.arguments, strict=True):
            _take(scope, part, one)


def check_change(scope: Scope, name: str, *, inside: bool, site: Site) -> None:
    """Refuse a change in place of what another name may hold, or a loop goes through.

    ``inside`` says that an item of the value is changed, not the value alone.

    Raises:
        UnsupportedError: naming the variable, with what to write instead.
    """
    if name in scope.drawn:
        remedy = f"loop over a copy: `in list({name})`"
        raise site.refuse(f"a change of `{name}` while a loop goes through it", remedy)
    if name not in scope.owned:
        remedy = f"copy it first, under a name of its own: copied = list({name})"
        raise site.refuse(f"a change of `{name}`, which another name may hold,", remedy)
    if inside and name not in scope.deep:
        remedy = "build the items where they are put: [[0] * n for _ in range(m)]"
        raise site.refuse(f"a change inside `{name}`, whose items another name may hold,", remedy)
