"""Types as SMT-LIB sorts: names, declarations, constants, domains and conversions.

Every symbol of ours is `class.identifier…` with a class that no solver uses (`arg`, `var`, `enum`,
`member`, …), so no user's name can meet a keyword, a builtin or another user's name. Sort names
are prefix codes (`tuple2.Int.Int`), hence injective.

A `Literal` has its base's sort; `domain` states the rest. `Fraction` is Real: the reals contain
the rationals and every operation of the language stays within them, so what no real input breaks
no rational input breaks. The converse fails, and a model may be irrational.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from lemmata.contracts.errors import UnsupportedError
from lemmata.contracts.recursion import simplest, together
from lemmata.contracts.types import (
    BoolType,
    DictType,
    EnumType,
    FractionType,
    FunctionType,
    IntType,
    ListType,
    LiteralType,
    NoneType,
    OptionalType,
    RecordType,
    RecursiveType,
    SetType,
    StrType,
    TupleType,
    Type,
    UnionType,
    recursive_parts,
    show,
)
from lemmata.contracts.values import DictValue, EnumValue, ListValue, RecordValue, SetValue, Value
from lemmata.obligations import sequences
from lemmata.obligations.smtlib import (
    Term,
    apply,
    conjunction,
    disjunction,
    implies,
    integer,
    negate,
    rational,
    string,
    symbol,
)
from lemmata.obligations.theory import Axiom, forall

NONE_SORT, NONE_TERM = "py.None", "py.none"


def sort_name(kind: Type) -> str:
    """The sort that holds the type's values."""
    match kind:
        case IntType():
            return "Int"
        case BoolType():
            return "Bool"
        case StrType():
            return "String"
        case FractionType():
            return "Real"
        case NoneType():
            return NONE_SORT
        case LiteralType(base=base):
            return sort_name(base)
        case EnumType(name=name):
            return f"enum.{symbol(name)}"
        case RecordType(name=name):
            return f"record.{symbol(name)}"
        case TupleType(items=items):
            return ".".join([f"tuple{len(items)}", *map(sort_name, items)])
        case OptionalType(item=item):
            return f"option.{sort_name(item)}"
        case UnionType(items=items):
            return ".".join([f"union{len(items)}", *map(sort_name, items)])
        case ListType(item=item):
            return f"list.{sort_name(item)}"
        case SetType(item=item):
            return f"set.{sort_name(item)}"
        case DictType(key=key, value=value):
            return f"dict.{sort_name(key)}.{sort_name(value)}"
        case FunctionType(parameters=parameters, returns=returns):
            parts = [f"function{len(parameters)}", *map(sort_name, (*parameters, returns))]
            return ".".join(parts)


def member(enum: str, name: str) -> Term:
    """The constructor of an enum member."""
    return f"member.{symbol(enum)}.{symbol(name)}"


def constructor(kind: TupleType | RecordType) -> str:
    """The constructor of a tuple or record."""
    return f"make.{sort_name(kind)}"


def selector(kind: TupleType | RecordType, index: int) -> str:
    """The selector of a component."""
    name = symbol(kind.fields[index].name) if isinstance(kind, RecordType) else str(index)
    return f"get.{name}.{sort_name(kind)}"


def components(kind: TupleType | RecordType) -> tuple[Type, ...]:
    """The types of the components, in order."""
    if isinstance(kind, TupleType):
        return kind.items
    return tuple(known.type for known in kind.fields)


def build(kind: TupleType | RecordType, parts: list[Term]) -> Term:
    """A tuple or record of its components."""
    return apply(constructor(kind), *parts)


def project(kind: TupleType | RecordType, index: int, value: Term) -> Term:
    """A component of a tuple or record."""
    return apply(selector(kind, index), value)


def is_none(kind: OptionalType, value: Term) -> Term:
    """Whether an optional holds nothing; its negation is the guard of `item`."""
    return f"((_ is none.{sort_name(kind.item)}) {value})"


def item(kind: OptionalType, value: Term) -> Term:
    """What an optional holds; without meaning unless guarded by `not is_none`."""
    return apply(f"item.{sort_name(kind.item)}", value)


def some(kind: OptionalType, value: Term) -> Term:
    """An optional that holds ``value``."""
    return apply(f"some.{sort_name(kind.item)}", value)


def inject(kind: UnionType, record: RecordType, value: Term) -> Term:
    """A value of one dataclass as a value of the union."""
    return apply(f"as.{sort_name(record)}.{sort_name(kind)}", value)


def is_of(kind: UnionType, record: RecordType, value: Term) -> Term:
    """Whether a value of a union is of that dataclass; the guard of `extract`."""
    return f"((_ is as.{sort_name(record)}.{sort_name(kind)}) {value})"


def extract(kind: UnionType, record: RecordType, value: Term) -> Term:
    """The value of that dataclass; without meaning unless guarded by `is_of`."""
    return apply(f"of.{sort_name(record)}.{sort_name(kind)}", value)


def is_instance(kind: Type, record: RecordType, value: Term) -> Term:
    """Whether a value of a dataclass, a union or an optional one is of that dataclass."""
    match kind:
        case OptionalType(item=inner):
            inside = is_instance(inner, record, item(kind, value))
            return conjunction([negate(is_none(kind, value)), inside])
        case UnionType(items=items) if record in items:
            return is_of(kind, record, value)
        case _:
            return "true" if kind == record else "false"


def base_of(kind: Type) -> Type:
    """A Literal's base; any other type itself."""
    return kind.base if isinstance(kind, LiteralType) else kind


class Datatype(NamedTuple):
    """A declared sort or function: the command, every name that it introduces, its laws."""

    command: str
    introduces: frozenset[str]
    axioms: tuple[Axiom, ...] = ()


def list_function(name: str, kind: Type) -> str:
    """A function of `sequences` for lists of this type."""
    return f"{name}.{sort_name(kind)}"


def empty_list(kind: Type) -> Term:
    """The empty list."""
    return list_function("empty", kind)


@dataclass(slots=True)
class Sorts:
    """The datatypes a script may need, by sort, dependencies first."""

    declared: dict[str, Datatype] = field(default_factory=dict)
    _grouped: set[str] = field(default_factory=set)
    _tags: dict[str, int] = field(default_factory=dict)

    def tag(self, text: str) -> int:
        """A number of the text's own, in the order in which texts were met."""
        return self._tags.setdefault(text, len(self._tags) + 1)

    def sort(self, kind: Type) -> str:
        """The sort's name, its declaration recorded."""
        name = sort_name(kind)
        if isinstance(kind, ListType):
            if name not in self.declared:
                self._list(name, kind)
        elif isinstance(kind, DictType | SetType):
            if name not in self.declared:
                self._map(name, kind)
        elif isinstance(kind, FunctionType):
            for part in (*kind.parameters, kind.returns):
                self.sort(part)
        elif recursive_parts(kind) and name not in self._grouped:
            self._group(kind)
        elif name not in self.declared and name not in self._grouped:
            constructors = self._constructors(kind)
            if constructors is not None:
                self.declared[name] = _datatype(name, constructors, kind)
        return name

    def _group(self, kind: Type) -> None:
        """Datatypes whose values hold one another, and what they are made of, in one command.

        A type that holds recursive records, without being held by one, comes after them.
        """
        for record in recursive_parts(kind):
            members = together(record)
            if sort_name(record) in self._grouped:
                continue
            self._grouped.update(map(sort_name, members))
            shown = {sort_name(one): self._constructors(one) or [] for one in members}
            self.declared[sort_name(record)] = _datatypes(shown)
        name = sort_name(kind)
        if name not in self._grouped and name not in self.declared:
            self.declared[name] = _datatypes({name: self._constructors(kind) or []})

    def introduce(self, name: str, command: str, axioms: tuple[Axiom, ...] = ()) -> None:
        """Declare a function; a name says all, so that a second time changes nothing."""
        if name not in self.declared:
            self.declared[name] = Datatype(command, frozenset([name]), axioms)

    def _list(self, name: str, kind: ListType) -> None:
        inner = self.sort(kind.item)
        same = list_function("eq", kind.item) if isinstance(kind.item, ListType) else "="
        laws = sequences.laws(name, inner, same)
        self.declared[name] = Datatype(f"(declare-sort {name} 0)", frozenset([name]), laws)
        for function, command in sequences.functions(name, inner):
            self.introduce(function, command)

    def _map(self, name: str, kind: DictType | SetType) -> None:
        if isinstance(kind, DictType):
            key, value = self.sort(kind.key), self.sort(slot(kind))
        else:
            key, value = self.sort(kind.item), "Bool"
        command = f"(define-sort {name} () (Array {key} {value}))"
        self.declared[name] = Datatype(command, frozenset([name]))
        self.introduce(f"size.{name}", f"(declare-fun size.{name} ({name}) Int)")

    def _constructors(self, kind: Type) -> list[list[str]] | None:
        """Each constructor with its selectors, `name sort`; None for a builtin sort."""
        match kind:
            case NoneType():
                return [[NONE_TERM]]
            case EnumType():
                return [[member(kind.name, known)] for known, _ in kind.members]
            case OptionalType(item=inner):
                sort = self.sort(inner)
                return [[f"none.{sort}"], [f"some.{sort}", f"item.{sort} {sort}"]]
            case TupleType() | RecordType():
                parts = enumerate(components(kind))
                selectors = [f"{selector(kind, i)} {self.sort(part)}" for i, part in parts]
                return [[constructor(kind), *selectors]]
            case UnionType(items=items):
                ends = [(f"{self.sort(one)}.{sort_name(kind)}", sort_name(one)) for one in items]
                return [[f"as.{end}", f"of.{end} {sort}"] for end, sort in ends]
            case _:
                return None


def _datatype(name: str, constructors: list[list[str]], kind: Type) -> Datatype:
    if not constructors:
        raise UnsupportedError(f"the enum {show(kind)} has no members", remedy="give it one")
    return _datatypes({name: constructors})


def _datatypes(group: Mapping[str, list[list[str]]]) -> Datatype:
    """Datatypes declared together, each by its constructors."""
    bodies: list[str] = []
    names = set(group)
    for constructors in group.values():
        made = [f"({' '.join([one[0], *(f'({p})' for p in one[1:])])})" for one in constructors]
        bodies.append(f"({' '.join(made)})")
        names.update(part.split()[0] for one in constructors for part in one)
    heads = " ".join(f"({name} 0)" for name in group)
    return Datatype(f"(declare-datatypes ({heads}) ({' '.join(bodies)}))", frozenset(names))


def slot(kind: DictType) -> OptionalType:
    """What a dict's array holds for a key; the value may itself be optional."""
    return OptionalType(kind.value)


def empty_map(kind: Type) -> Term:
    """The empty dict or set."""
    none = f"none.{sort_name(kind.value)}" if isinstance(kind, DictType) else "false"
    key = kind.key if isinstance(kind, DictType) else kind.item  # type: ignore[union-attr]
    value = sort_name(slot(kind)) if isinstance(kind, DictType) else "Bool"
    return f"((as const (Array {sort_name(key)} {value})) {none})"


def _stores(kind: Type, entries: Iterable[tuple[Term, Term]]) -> Term:
    whole = empty_map(kind)
    for key, value in entries:
        whole = apply("store", whole, key, value)
    return whole


def constant(value: Value, kind: Type) -> Term:
    """A value of the type as a term.

    Raises:
        UnsupportedError: a constant that SMT-LIB cannot write, or one outside the type.
    """
    match kind, value:
        case LiteralType(base=base), _:
            return constant(value, base)
        case OptionalType(item=inner), None:
            return f"none.{sort_name(inner)}"
        case OptionalType(item=inner), _:
            return some(kind, constant(value, inner))
        case BoolType(), bool():
            return "true" if value else "false"
        case IntType(), int():
            return integer(int(value))
        case FractionType(), Fraction() | int():
            return rational(Fraction(value))
        case StrType(), str():
            return string(value)
        case NoneType(), None:
            return NONE_TERM
        case EnumType(), EnumValue() if value.enum == kind.name:
            return member(value.enum, kind.canonical(value.member) or value.member)
        case TupleType() | RecordType() | UnionType(), tuple() | RecordValue():
            return _constant_parts(value, kind)
        case ListType(item=inner), ListValue(items=members):
            return display(kind, [constant(v, inner) for v in members])
        case DictType(key=key, value=inner), DictValue(entries=entries):
            held = slot(kind)
            return _stores(
                kind, [(constant(k, key), some(held, constant(v, inner))) for k, v in entries]
            )
        case SetType(item=inner), SetValue(items=held_items):
            return _stores(
                kind, [(one, "true") for one in sorted(constant(v, inner) for v in held_items)]
            )
        case _:
            raise UnsupportedError(f"the constant {value!r} as {show(kind)}")


def _constant_parts(value: Value, kind: TupleType | RecordType | UnionType) -> Term:
    match kind, value:
        case UnionType(items=records), RecordValue(record=name):
            for record in records:
                if record.name == name:
                    return inject(kind, record, constant(value, record))
        case TupleType(items=items), tuple() if len(value) == len(items):
            return build(kind, [constant(v, part) for v, part in zip(value, items, strict=True)])
        case RecordType(), RecordValue() if value.record == kind.name:
            held = zip(value.values, components(kind), strict=True)
            return build(kind, [constant(v, part) for v, part in held])
    raise UnsupportedError(f"the constant {value!r} as {show(kind)}")


def display(kind: ListType, terms: list[Term]) -> Term:
    """A list of these items."""
    whole = empty_list(kind)
    for term in terms:
        whole = apply(list_function("app", kind), whole, term)
    return whole


def default(kind: Type) -> Term:
    """Some value of the sort, for places that are never reached."""
    match kind:
        case BoolType():
            return "false"
        case IntType():
            return "0"
        case FractionType():
            return "0.0"
        case StrType():
            return '""'
        case NoneType():
            return NONE_TERM
        case LiteralType(base=base):
            return default(base)
        case EnumType(name=name, members=members):
            return member(name, members[0][0])
        case OptionalType(item=inner):
            return f"none.{sort_name(inner)}"
        case UnionType():
            record = simplest(kind)
            return inject(kind, record, default(record))
        case TupleType() | RecordType():
            return build(kind, [default(part) for part in components(kind)])
        case ListType():
            return empty_list(kind)
        case DictType() | SetType():
            return empty_map(kind)
        case _:
            raise UnsupportedError(f"a value of type {show(kind)}", remedy="use another type")


def domain(term: Term, kind: Type, depth: int = 0) -> Term:
    """What the type says beyond the sort (`Literal` within), as a Bool.

    ``depth`` counts the lists around the value.
    """
    match kind:
        case LiteralType(base=base, values=values):
            return disjunction(apply("=", term, constant(value, base)) for value in values)
        case OptionalType(item=inner):
            return implies(negate(is_none(kind, term)), domain(item(kind, term), inner, depth))
        case UnionType(items=records):
            return conjunction(
                implies(is_of(kind, one, term), domain(extract(kind, one, term), one, depth))
                for one in records
            )
        case RecursiveType():
            return "true"  # it holds no Literal; see `contracts.recursion.fault`
        case TupleType() | RecordType():
            parts = enumerate(components(kind))
            return conjunction(domain(project(kind, i, term), part, depth) for i, part in parts)
        case ListType(item=inner):
            place = f"place.{depth}"
            here = apply(list_function("at", kind), term, place)
            length = apply(list_function("len", kind), term)
            inside = domain(here, inner, depth + 1)
            if inside == "true":
                return inside
            within = conjunction([apply("<=", "0", place), apply("<", place, length)])
            return forall(((place, "Int"),), implies(within, inside), ((here,),))
        case DictType() | SetType():
            return _map_domain(term, kind, depth)
        case _:
            return "true"


def _map_domain(term: Term, kind: DictType | SetType, depth: int) -> Term:
    """What the types of keys and values say of all that is there."""
    key = f"key.{depth}"
    found = apply("select", term, key)
    if isinstance(kind, DictType):
        inside = conjunction(
            [
                domain(key, kind.key, depth + 1),
                domain(item(slot(kind), found), kind.value, depth + 1),
            ]
        )
        held, sort = negate(is_none(slot(kind), found)), sort_name(kind.key)
    else:
        inside, held, sort = domain(key, kind.item, depth + 1), found, sort_name(kind.item)
    return forall(((key, sort),), implies(held, inside), ((found,),))
