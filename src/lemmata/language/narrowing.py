"""Which dataclasses a variable of a union may hold, as far as the tests before it tell.

This only chooses the class whose field `x.field` reads, where several have one of that name; that
the value is of that class is demanded there all the same.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from lemmata.contracts.types import OptionalType, RecordType, Type, UnionType
from lemmata.language.members import field
from lemmata.language.refusals import Site
from lemmata.language.scope import Scope
from lemmata.language.tree import (
    Apply,
    CapturePattern,
    Expr,
    IsInstance,
    Logic,
    Name,
    Narrow,
    Operation,
    Pattern,
    ShapePattern,
)


def learn(scope: Scope, test: Expr, holds: bool) -> None:
    """What the outcome of a test tells of the variables in it."""
    match test:
        case IsInstance(value=Name(name=name, type=kind), kind=record):
            _keep(scope, name, kind, record, holds)
        case Apply(operation=Operation.NOT, arguments=(inner,)):
            learn(scope, inner, not holds)
        case Logic(operator=operator, operands=operands) if (operator == "and") is holds:
            for operand in operands:
                learn(scope, operand, holds)
        case _:
            return


@contextmanager
def after(scope: Scope, tests: Iterable[Expr], holds: bool) -> Iterator[None]:
    """Read what is evaluated only where these tests came out so."""
    before = scope.known
    for test in tests:
        learn(scope, test, holds)
    try:
        yield
    finally:
        scope.known = before


def learn_matched(scope: Scope, subject: Expr, pattern: Pattern, rebound: Collection[str]) -> None:
    """What a pattern that matched tells of its subject.

    Nothing of a variable that the pattern, or one before whose guard failed, binds anew.
    """
    while isinstance(pattern, CapturePattern) and pattern.inner is not None:
        pattern = pattern.inner
    match subject, pattern:
        case Name(name=name, type=kind), ShapePattern(type=RecordType() as record):
            if name not in rebound:
                _keep(scope, name, kind, record, True)
        case _:
            return


def _keep(scope: Scope, name: str, kind: Type, record: RecordType, holds: bool) -> None:
    item = kind.item if isinstance(kind, OptionalType) else kind
    if not isinstance(item, UnionType) or scope.types.get(name) != kind:
        return
    known = scope.known.get(name, frozenset(one.name for one in item.items))
    kept = known & {record.name} if holds else known - {record.name}
    scope.known = {**scope.known, name: kept}


def union_field(value: Expr, kind: UnionType, name: str, scope: Scope, site: Site) -> Expr:
    """`value.name` where the value is of one of several dataclasses; AttributeError elsewhere.

    Raises:
        UnsupportedError: none of them has the field, or several do and no test tells which it is.
    """
    having = [record for record in kind.items if record.index(name) is not None]
    if len(having) > 1 and isinstance(value, Name):
        known = scope.known.get(value.name)
        having = [record for record in having if known is None or record.name in known]
    if not having:
        names = " or ".join(record.name for record in kind.items)
        raise site.refuse(f"`{name}`, which is no field of {names} here", "use a field")
    if len(having) > 1:
        names = " and ".join(record.name for record in having)
        remedy = "tell them apart first, by isinstance() or a class pattern"
        raise site.refuse(f"the field `{name}`, which {names} have,", remedy)
    (record,) = having
    narrowed = Narrow(value, record, "AttributeError", site.line)
    return field(narrowed, record, name, site)
