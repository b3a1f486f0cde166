"""Heights of values that may hold others of their own type: measures of structural recursion.

`height.SORT` is declared, not defined. Its laws say that a value's height is at least 1 and that
what it holds is lower, however deep inside unions, tuples and other records. Such a function
exists, as every value of a datatype is finite: the number of recursive records on the longest way
down. What all such functions agree on holds of it.
"""

from collections.abc import Iterator

from lemmata.contracts.types import (
    OptionalType,
    RecordType,
    RecursiveType,
    TupleType,
    Type,
    UnionType,
)
from lemmata.obligations.smtlib import Term, apply, choose, conjunction, negate
from lemmata.obligations.sorts import (
    Sorts,
    components,
    extract,
    is_none,
    is_of,
    item,
    project,
    selector,
    sort_name,
)
from lemmata.obligations.theory import Axiom, declare, law


def height(sorts: Sorts, kind: Type, term: Term) -> Term:
    """The height of a value; 0 of None and of a record that is not recursive.

    ``term`` stands in it repeatedly.
    """
    match kind:
        case OptionalType(item=inner):
            return choose(is_none(kind, term), "0", height(sorts, inner, item(kind, term)))
        case UnionType(items=items):
            made = "0"
            for record in reversed(items):
                if isinstance(record, RecursiveType):
                    inside = height(sorts, record, extract(kind, record, term))
                    made = choose(is_of(kind, record, term), inside, made)
            return made
        case RecursiveType():
            for one in kind.within:
                _declare(sorts, one)
            return apply(_symbol(kind), term)
        case _:
            return "0"


def _symbol(kind: RecursiveType) -> str:
    return f"height.{sort_name(kind)}"


def _declare(sorts: Sorts, kind: RecursiveType) -> None:
    sort, name = sorts.sort(kind), _symbol(kind)
    sorts.introduce(name, declare(name, [sort], "Int"), tuple(_laws(kind, sort)))


def _laws(kind: RecursiveType, sort: str) -> Iterator[Axiom]:
    whole = apply(_symbol(kind), "x")
    yield law(f"{_symbol(kind)}.least", f"x {sort}", apply(">=", whole, "1"), whole)
    for index, known in enumerate(kind.fields):
        part = project(kind, index, "x")
        for number, (guard, below) in enumerate(_lower(known.type, part)):
            yield law(
                f"{_symbol(kind)}.{selector(kind, index)}.{number}",
                f"x {sort}",
                apply("<", below, whole),
                f"{whole} & {part}",
                given=guard,
            )


def _lower(kind: Type, term: Term) -> Iterator[tuple[Term, Term]]:
    """The heights of the recursive records that a value holds first, each with its guard."""
    match kind:
        case RecursiveType():
            yield "true", apply(_symbol(kind), term)
        case OptionalType(item=inner):
            for guard, below in _lower(inner, item(kind, term)):
                yield conjunction([negate(is_none(kind, term)), guard]), below
        case UnionType(items=items):
            for record in items:
                for guard, below in _lower(record, extract(kind, record, term)):
                    yield conjunction([is_of(kind, record, term), guard]), below
        case TupleType() | RecordType():
            for index, part in enumerate(components(kind)):
                yield from _lower(part, project(kind, index, term))
        case _:
            return
