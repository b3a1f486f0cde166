"""Python's `==` of two values of one type.

Equality of lists asks for a place where they differ, so that solvers need not guess one; within
tuples, records and optionals it is spelled out where lists are inside.
"""

from lemmata.contracts.types import (
    ListType,
    OptionalType,
    RecordType,
    RecursiveType,
    TupleType,
    Type,
)
from lemmata.obligations.smtlib import Term, apply, choose, conjunction
from lemmata.obligations.sorts import components, is_none, item, list_function, project


def equal(kind: Type, left: Term, right: Term) -> Term:
    """Whether the values are equal."""
    if left == right:
        return "true"
    match kind:
        case ListType():
            return apply(list_function("eq", kind), left, right)
        case TupleType() | RecordType() if holds_list(kind):
            return conjunction(
                equal(part, project(kind, i, left), project(kind, i, right))
                for i, part in enumerate(components(kind))
            )
        case OptionalType(item=inner) if holds_list(kind):
            both = equal(inner, item(kind, left), item(kind, right))
            return choose(
                is_none(kind, left),
                is_none(kind, right),
                conjunction([f"(not {is_none(kind, right)})", both]),
            )
        case _:
            return apply("=", left, right)


def holds_list(kind: Type) -> bool:
    """Whether lists are inside the values of the type."""
    match kind:
        case ListType():
            return True
        case RecursiveType():
            return False  # a field holds no list
        case OptionalType(item=inner):
            return holds_list(inner)
        case TupleType() | RecordType():
            return any(map(holds_list, components(kind)))
        case _:
            return False
