"""Records that hold themselves: which there are, and which of them have values at all."""

from collections.abc import Iterator, Mapping

from lemmata.contracts.types import (
    EnumType,
    Family,
    LiteralType,
    OptionalType,
    RecordType,
    RecursiveType,
    Type,
    UnionType,
    alternatives,
    parts,
    recursive_parts,
)


def heights(family: Family) -> Mapping[str, int]:
    """The least height of a value of each recursive record that has any: 1 and more.

    A record without one has no value: nobody can build it without holding one already.
    """
    found: dict[str, int] = {}
    for name in family.records:
        for other in RecursiveType(name, family).within:
            if other.family is not family:
                found |= heights(other.family)
    while True:
        known: dict[str, int] = {}
        for name, (fields, _) in family.records.items():
            inner = [_least(field.type, found) for field in fields]
            below = [one for one in inner if one is not None]
            if name not in found and len(below) == len(inner):
                known[name] = 1 + max(below, default=0)
        if not known:
            return found
        lowest = min(known.values())
        found |= {name: height for name, height in known.items() if height == lowest}


def _least(kind: Type, known: Mapping[str, int]) -> int | None:
    """The least height of a value of the type, as far as is known; None where there is none."""
    match kind:
        case OptionalType():
            return 0
        case EnumType(members=()):
            return None
        case UnionType(items=items):
            some = [one for item in items if (one := _least(item, known)) is not None]
            return min(some, default=None)
        case RecursiveType(name=name):
            return known.get(name)
        case _:
            inner = [_least(part, known) for part in parts(kind)]
            return None if None in inner else max((one or 0 for one in inner), default=0)


def simplest(kind: RecordType | UnionType) -> RecordType:
    """The record of which some value is lowest: constructors that take the simplest end."""
    return by_height(kind)[0]


def by_height(kind: RecordType | UnionType) -> list[RecordType]:
    """The records of the type by their lowest values, the lowest first."""

    def height(record: RecordType) -> int:
        if isinstance(record, RecursiveType):
            return heights(record.family).get(record.name, 1 << 30)
        return _least(record, _known_to(record)) or 0

    return sorted(alternatives(kind), key=height)


def _known_to(kind: Type) -> Mapping[str, int]:
    return {
        name: height
        for one in mentioned(kind)
        if isinstance(one, RecursiveType)
        for name, height in heights(one.family).items()
    }


def mentioned(kind: Type) -> Iterator[Type]:
    """The type and everything that its values may hold, each recursive record once."""
    seen: set[str] = set()
    pending = [kind]
    while pending:
        one = pending.pop()
        if isinstance(one, RecursiveType):
            if one.name in seen:
                continue
            seen.add(one.name)
            fields, _ = one.family.records.get(one.name, ((), False))
            pending.extend(field.type for field in fields)
        else:
            pending.extend(parts(one))
        yield one


def together(kind: RecursiveType) -> tuple[Type, ...]:
    """The record, and all types through which a value of it may come to hold another of it.

    Each stands once, in an order that the definitions alone decide.
    """
    members = [one for one in kind.within if kind in one.within]
    found: dict[Type, None] = dict.fromkeys(members)
    for member in members:
        for field in member.fields:
            for one in _between(field.type):
                if any(record in found for record in recursive_parts(one)):
                    found[one] = None
    return tuple(found)


def _between(kind: Type) -> Iterator[Type]:
    """The type and what it is made of, down to recursive records, without those."""
    if isinstance(kind, RecursiveType):
        return
    yield kind
    for part in parts(kind):
        yield from _between(part)


def fault(kind: RecursiveType) -> tuple[str, str] | None:
    """What is wrong with a recursive record, and what to do; None if nothing is."""
    for one in mentioned(kind):
        if isinstance(one, LiteralType):
            return f"a Literal inside the recursive type {kind.name}", "use an Enum or its base"
    if kind.name not in heights(kind.family):
        remedy = "let a field be None or another class, so that a value can be built"
        return f"the recursive type {kind.name}, of which no value can be built,", remedy
    return None
