"""The types of the provable language, as frozen values."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from lemmata.contracts.values import (
    DictValue,
    EnumValue,
    FunctionValue,
    ListValue,
    RecordValue,
    SetValue,
    Value,
)


@dataclass(frozen=True, slots=True)
class IntType:
    """Python's unbounded ``int``; a ``bool`` is one of its values."""


@dataclass(frozen=True, slots=True)
class BoolType:
    """``bool``: ``True`` and ``False`` only, never 0 or 1."""


@dataclass(frozen=True, slots=True)
class StrType:
    """``str``, measured in code points."""


@dataclass(frozen=True, slots=True)
class NoneType:
    """The type of ``None``."""


@dataclass(frozen=True, slots=True)
class FractionType:
    """``fractions.Fraction``: exact rationals. An ``int`` is not one of its values."""


@dataclass(frozen=True, slots=True)
class EnumType:
    """A plain ``enum.Enum``: member names in order, their values, and aliases of members."""

    name: str
    members: tuple[tuple[str, Value], ...]
    aliases: tuple[tuple[str, str], ...] = ()

    def canonical(self, member: str) -> str | None:
        """The member that ``member`` names (an alias names another), or None."""
        name = dict(self.aliases).get(member, member)
        return name if any(name == known for known, _ in self.members) else None


@dataclass(frozen=True, slots=True)
class LiteralType:
    """``Literal[...]``: some values of one base type (int, bool or str), without repeats."""

    base: "IntType | BoolType | StrType"
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class TupleType:
    """A tuple of fixed length."""

    items: tuple["Type", ...]


@dataclass(frozen=True, slots=True)
class OptionalType:
    """``item | None``; ``item`` is never itself optional or None."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class Field:
    """A dataclass field; ``default`` counts only when ``has_default``."""

    name: str
    type: "Type"
    has_default: bool = False
    default: Value = None


@dataclass(frozen=True, slots=True)
class RecordType:
    """A frozen dataclass with field-wise equality."""

    name: str
    fields: tuple[Field, ...]
    keyword_only: bool = False

    def index(self, field: str) -> int | None:
        """The position of ``field``, or None."""
        names = [known.name for known in self.fields]
        return names.index(field) if field in names else None


Definition: TypeAlias = tuple[tuple[Field, ...], bool]
"""Fields of a record, and whether they are keyword-only."""


class Family:
    """The recursive records of one file by name: filled by its reader, then never changed."""

    __slots__ = ("records",)

    def __init__(self) -> None:
        self.records: dict[str, Definition] = {}


class RecursiveType(RecordType):
    """A record whose values may hold others of its own type; its family has its fields.

    Equal where the definitions of everything that it may hold are: types are never walked in a
    circle. `parts` are those of all these definitions that are not recursive themselves.
    """

    __slots__ = ("family",)
    family: Family

    def __init__(self, name: str, family: Family) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "family", family)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields in order; their types may name this one."""
        return self.family.records[self.name][0]

    @property
    def keyword_only(self) -> bool:
        """Whether the constructor takes keywords alone."""
        return self.family.records[self.name][1]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RecursiveType) or self.name != other.name:
            return False
        # Within a comparison of definitions a record stands by its name, or it would never end.
        return self.family is other.family or self.definition == other.definition

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"RecursiveType({self.name!r})"

    def __reduce__(self) -> tuple[type["RecursiveType"], tuple[str, Family]]:
        return RecursiveType, (self.name, self.family)

    @property
    def within(self) -> "tuple[RecursiveType, ...]":
        """The recursive records that a value may hold, itself among them, by name.

        Those that another file's family has are among them; one that is still being read is not.
        """
        found: dict[str, RecursiveType] = {}
        pending = [self]
        while pending:
            one = pending.pop()
            if one.name not in found and one.name in one.family.records:
                found[one.name] = one
                pending += [r for field in one.fields for r in recursive_parts(field.type)]
        return tuple(found[name] for name in sorted(found))

    @property
    def definition(self) -> str:
        """Everything that decides what its values are, as text."""
        return repr([(one.name, one.fields, one.keyword_only) for one in self.within])


@dataclass(frozen=True, slots=True)
class UnionType:
    """`A | B`: values of any of two or more dataclasses, in the order of their names."""

    items: tuple[RecordType, ...]


@dataclass(frozen=True, slots=True)
class ListType:
    """``list[item]``."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class DictType:
    """``dict[key, value]``; keys are of a type with Python's hash by value."""

    key: "Type"
    value: "Type"


@dataclass(frozen=True, slots=True)
class SetType:
    """``set[item]``; items are of a type with Python's hash by value."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class FunctionType:
    """``Callable[[parameters], returns]`` of a parameter: a pure total function."""

    parameters: tuple["Type", ...]
    returns: "Type"


Type: TypeAlias = (
    IntType
    | BoolType
    | StrType
    | NoneType
    | FractionType
    | EnumType
    | LiteralType
    | TupleType
    | OptionalType
    | RecordType
    | UnionType
    | ListType
    | DictType
    | SetType
    | FunctionType
)

INT, BOOL, STR, NONE, FRACTION = IntType(), BoolType(), StrType(), NoneType(), FractionType()


def optional(item: Type) -> Type:
    """``item | None``, flattened."""
    return item if isinstance(item, OptionalType | NoneType) else OptionalType(item)


def union(kinds: Iterable[RecordType | UnionType]) -> RecordType | UnionType:
    """The type of the values of all of these; one alone is itself."""
    flat = [one for k in kinds for one in (k.items if isinstance(k, UnionType) else (k,))]
    items = tuple(sorted(dict.fromkeys(flat), key=lambda one: one.name))
    return items[0] if len(items) == 1 else UnionType(items)


def alternatives(kind: RecordType | UnionType) -> tuple[RecordType, ...]:
    """The records whose values are of the type."""
    return kind.items if isinstance(kind, UnionType) else (kind,)


def recursive_parts(kind: Type) -> tuple[RecursiveType, ...]:
    """The recursive records that a value of the type holds first, on any way down."""
    if isinstance(kind, RecursiveType):
        return (kind,)
    return tuple(found for part in parts(kind) for found in recursive_parts(part))


def is_recursive(kind: Type) -> bool:
    """Whether values are recursive records, or some are: a union with one, or None beside one."""
    item = kind.item if isinstance(kind, OptionalType) else kind
    known = alternatives(item) if isinstance(item, RecordType | UnionType) else ()
    return any(isinstance(record, RecursiveType) for record in known)


def show(kind: Type) -> str:
    """The type as an annotation would write it."""
    match kind:
        case IntType():
            return "int"
        case BoolType():
            return "bool"
        case StrType():
            return "str"
        case NoneType():
            return "None"
        case FractionType():
            return "Fraction"
        case EnumType(name=name) | RecordType(name=name):
            return name
        case LiteralType(values=values):
            return f"Literal[{', '.join(map(repr, values))}]"
        case TupleType(items=items):
            return f"tuple[{', '.join(map(show, items)) or '()'}]"
        case OptionalType(item=item):
            return f"{show(item)} | None"
        case UnionType(items=records):
            return " | ".join(record.name for record in records)
        case ListType(item=item):
            return f"list[{show(item)}]"
        case SetType(item=item):
            return f"set[{show(item)}]"
        case DictType(key=key, value=value):
            return f"dict[{show(key)}, {show(value)}]"
        case FunctionType(parameters=parameters, returns=returns):
            return f"Callable[[{', '.join(map(show, parameters))}], {show(returns)}]"


def contains(kind: Type, value: Value) -> bool:
    """Whether ``value`` belongs to the type, as a strict type checker would say."""
    match kind:
        case IntType():
            return isinstance(value, int)
        case BoolType():
            return isinstance(value, bool)
        case StrType():
            return isinstance(value, str)
        case NoneType():
            return value is None
        case FractionType():
            return isinstance(value, Fraction)
        case EnumType(name=name):
            return isinstance(value, EnumValue) and value.enum == name
        case LiteralType(base=base, values=values):
            return contains(base, value) and value in values
        case TupleType(items=items):
            return (
                isinstance(value, tuple)
                and len(value) == len(items)
                and all(map(contains, items, value))
            )
        case OptionalType(item=item):
            return value is None or contains(item, value)
        case RecordType(name=name):
            # The class first: a recursive record has no fields yet while its file is read.
            return isinstance(value, RecordValue) and value.record == name and _fits(kind, value)
        case UnionType(items=records):
            return any(contains(record, value) for record in records)
        case ListType(item=item):
            return isinstance(value, ListValue) and all(contains(item, v) for v in value.items)
        case SetType(item=item):
            return isinstance(value, SetValue) and all(contains(item, v) for v in value.items)
        case DictType(key=key, value=inner):
            return isinstance(value, DictValue) and all(
                contains(key, k) and contains(inner, v) for k, v in value.entries
            )
        case FunctionType():
            return isinstance(value, FunctionValue) and _is_function(kind, value)


def _fits(kind: RecordType, value: RecordValue) -> bool:
    return all(contains(f.type, v) for f, v in zip(kind.fields, value.values, strict=True))


def _is_function(kind: FunctionType, value: FunctionValue) -> bool:
    return contains(kind.returns, value.otherwise) and all(
        len(given) == len(kind.parameters)
        and all(map(contains, kind.parameters, given))
        and contains(kind.returns, gives)
        for given, gives in value.table
    )


def parts(kind: Type) -> tuple[Type, ...]:
    """The types that the type is made of, one level down."""
    match kind:
        case OptionalType(item=item) | ListType(item=item) | SetType(item=item):
            return (item,)
        case TupleType(items=items) | UnionType(items=items):
            return items
        case RecursiveType():
            fields = tuple(field for one in kind.within for field in one.fields)
            return tuple(dict.fromkeys(p for field in fields for p in _leaves(field.type)))
        case RecordType(fields=fields):
            return tuple(field.type for field in fields)
        case DictType(key=key, value=value):
            return (key, value)
        case FunctionType(parameters=parameters, returns=returns):
            return (*parameters, returns)
        case _:
            return ()


def _leaves(kind: Type) -> Iterator[Type]:
    """The type, or what it is made of where that leads to recursive records, without them."""
    if isinstance(kind, RecursiveType):
        return
    if not recursive_parts(kind):
        yield kind
        return
    for part in parts(kind):
        yield from _leaves(part)


def is_hashable(kind: Type) -> bool:
    """Whether values of the type may be keys: Python hashes them by value."""
    if isinstance(kind, ListType | SetType | DictType | FunctionType):
        return False
    return all(map(is_hashable, parts(kind)))


def is_mutable(kind: Type) -> bool:
    """Whether a value of the type may hold a list, dict or set, which somebody could change."""
    return isinstance(kind, ListType | SetType | DictType) or any(map(is_mutable, parts(kind)))


def cardinality(kind: Type) -> int | None:
    """How many values the type has, or None when it is not finite."""
    match kind:
        case BoolType():
            return 2
        case NoneType():
            return 1
        case EnumType(members=members):
            return len(members)
        case LiteralType(values=values):
            return len(values)
        case OptionalType(item=item):
            inner = cardinality(item)
            return None if inner is None else inner + 1
        case TupleType(items=items):
            return _product_size(items)
        case UnionType(items=records):
            sizes = [cardinality(record) for record in records]
            known = [size for size in sizes if size is not None]
            return sum(known) if len(known) == len(sizes) else None
        case RecursiveType():
            return None
        case RecordType(fields=fields):
            return _product_size(tuple(field.type for field in fields))
        case _:
            return None


def _product_size(items: tuple[Type, ...]) -> int | None:
    size = 1
    for item in items:
        inner = cardinality(item)
        if inner is None:
            return None
        size *= inner
    return size


def inhabitants(kind: Type) -> Iterator[Value]:
    """Every value of a finite type, in a fixed order.

    Raises:
        ValueError: the type is not finite.
    """
    match kind:
        case BoolType():
            yield from (False, True)
        case NoneType():
            yield None
        case EnumType(name=name, members=members):
            yield from (EnumValue(name, member) for member, _ in members)
        case LiteralType(values=values):
            yield from values
        case OptionalType(item=item):
            yield None
            yield from inhabitants(item)
        case TupleType(items=items):
            yield from product(*map(inhabitants, items))
        case UnionType(items=records):
            for record in records:
                yield from inhabitants(record)
        case RecordType(name=name, fields=fields) if not isinstance(kind, RecursiveType):
            names = tuple(field.name for field in fields)
            for values in product(*(inhabitants(field.type) for field in fields)):
                yield RecordValue(name, names, values)
        case _:
            raise ValueError(f"{show(kind)} is not finite")
