"""Constants, members of enums and fields of records, as expressions of the tree."""

from collections.abc import Sequence

from lemmata.contracts.types import (
    BOOL,
    INT,
    NONE,
    STR,
    EnumType,
    RecordType,
    TupleType,
    Type,
)
from lemmata.contracts.values import EnumValue, ListValue, RecordValue, Value
from lemmata.language.refusals import Site
from lemmata.language.scope import Scope
from lemmata.language.tree import (
    Apply,
    Conditional,
    Const,
    Construct,
    Expr,
    Name,
    Operation,
    Project,
)
from lemmata.language.typing_rules import coerce, once, type_of

MAX_CODE_POINT = 0x2FFFF
MAX_MEMBERS = 64


def constant(value: object, site: Site) -> Const:
    """A literal of the text, checked to be of a modelled type."""
    match value:
        case bool():
            return Const(value, BOOL, site.line)
        case int():
            return Const(value, INT, site.line)
        case None:
            return Const(None, NONE, site.line)
        case str():
            check_text(value, site)
            return Const(value, STR, site.line)
        case float():
            raise site.refuse("a float", "use Fraction")
        case _:
            raise site.refuse(f"a constant of type {type(value).__name__}", "use int or str")


def check_text(value: Value, site: Site) -> None:
    """Refuse strings that a solver's alphabet lacks, anywhere inside the value."""
    match value:
        case str():
            for character in value:
                if ord(character) > MAX_CODE_POINT or 0xD800 <= ord(character) <= 0xDFFF:
                    point = f"U+{ord(character):04X}"
                    raise site.refuse(f"a str with the code point {point}", "choose another")
        case tuple():
            for item in value:
                check_text(item, site)
        case RecordValue(values=values):
            for item in values:
                check_text(item, site)
        case ListValue(items=items):
            for item in items:
                check_text(item, site)
        case _:
            return


def check_known(name: str, scope: Scope, site: Site) -> None:
    """Refuse a name whose declaration is itself outside the language, saying why."""
    error = scope.module.opaque.get(name) or scope.module.unsupported.get(name)
    if error is not None:
        raise site.refuse(f"a use of `{name}` ({error.message})", error.remedy)


def inlined(value: Value, declared: Type, scope: Scope, site: Site) -> Expr:
    """A constant of the file, as writing it out in place would give."""
    check_text(value, site)
    kind = type_of(value, dict(scope.module.types)) or declared
    if isinstance(value, tuple) and isinstance(kind, TupleType):
        items = zip(value, kind.items, strict=True)
        return Construct(tuple(inlined(v, k, scope, site) for v, k in items), kind, site.line)
    if isinstance(value, RecordValue) and isinstance(kind, RecordType):
        fields = zip(value.values, kind.fields, strict=True)
        parts = [(inlined(v, field.type, scope, site), field.type) for v, field in fields]
        return Construct(tuple(coerce(v, k, None, site) for v, k in parts), kind, site.line)
    return Const(value, kind, site.line)


def old(name: str, scope: Scope, site: Site) -> Expr:
    """`OLD.name`: the parameter, which no function of the language changes."""
    if name not in scope.old:
        raise site.refuse(f"OLD.{name}", "OLD offers the parameters")
    return Name(name, scope.old[name], site.line)


def enum_member(kind: EnumType, name: str, site: Site) -> Const:
    """`Enum.NAME`, an alias as the member it names."""
    canonical = kind.canonical(name)
    if canonical is None:
        raise site.refuse(f"{kind.name}.{name}, which is no member", "use a member")
    return Const(EnumValue(kind.name, canonical), kind, site.line)


def field(value: Expr, kind: RecordType, name: str, site: Site) -> Expr:
    """`value.name` of a record."""
    index = kind.index(name)
    if index is None:
        raise site.refuse(f"`{name}`, which is no field of {kind.name}", "use a field")
    return Project(value, index, kind.fields[index].type, site.line)


def enum_attribute(value: Expr, kind: EnumType, name: str, scope: Scope, site: Site) -> Expr:
    """`.name` or `.value` of a member, which may be known only at run time."""
    if name not in ("name", "value"):
        raise site.refuse(f"the attribute `{name}` of {kind.name}", "use .name or .value")
    if len(kind.members) > MAX_MEMBERS:
        raise site.refuse(f".{name} of an enum of more than {MAX_MEMBERS} members", "use `match`")
    types = dict(scope.module.types)
    results = [
        (member_name, member_name if name == "name" else member_value)
        for member_name, member_value in kind.members
    ]
    kinds = {type_of(result, types) for _, result in results}
    result_kind = kinds.pop() if len(kinds) == 1 else None
    if result_kind is None:
        raise site.refuse(f".value of {kind.name}, whose values differ in type", "use `match`")
    shown = [(known, inlined(result, result_kind, scope, site)) for known, result in results]
    return _table(once(value, f".{name}", site), kind, shown, result_kind, site)


def _table(
    value: Expr,
    kind: EnumType,
    results: Sequence[tuple[str, Expr]],
    result_kind: Type,
    site: Site,
) -> Expr:
    """The result of the member that ``value`` is, as nested conditionals, the last one plain."""
    if isinstance(value, Const) and isinstance(value.value, EnumValue):
        return dict(results)[value.value.member]
    chosen = results[-1][1]
    for name, then in reversed(results[:-1]):
        known = Const(EnumValue(kind.name, name), kind, site.line)
        test = Apply(Operation.EQUAL, (value, known), BOOL, site.line)
        chosen = Conditional(test, then, chosen, result_kind, site.line)
    return chosen
