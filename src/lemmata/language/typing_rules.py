"""Typing rules: joins, the conversions Python makes silently, truth, and equality.

Laws: a `bool` is an `int`; an `int` is never silently a `Fraction` except as an operand of mixed
arithmetic or comparison; a value of `T | None` is used as `T` only through `Narrow`.
"""

from collections.abc import Iterator, Sequence

from lemmata.contracts.types import (
    BOOL,
    FRACTION,
    INT,
    NONE,
    STR,
    DictType,
    EnumType,
    ListType,
    LiteralType,
    OptionalType,
    RecordType,
    SetType,
    TupleType,
    Type,
    UnionType,
    alternatives,
    optional,
    parts,
    show,
    union,
)
from lemmata.contracts.values import EnumValue, RecordValue, Value
from lemmata.language.refusals import Site
from lemmata.language.tree import (
    Apply,
    Call,
    Comprehension,
    Conditional,
    Const,
    Construct,
    Convert,
    Display,
    EnumerateSource,
    Expr,
    Gather,
    Invoke,
    IsInstance,
    ItemsSource,
    Logic,
    Name,
    Narrow,
    Operation,
    Project,
    RangeSource,
    ReversedSource,
    Source,
    ValueSource,
    ZipSource,
)

DUPLICATE_LIMIT = 200
ANY_ERROR = "*"
HOLE = EnumType("?", ())
"""The item type of an empty display, until something tells it; no value is of this type."""


class LearnedError(Exception):
    """The type of the variable ``name`` is now known: its function is read again with it."""

    def __init__(self, name: str, kind: Type) -> None:
        super().__init__(name)
        self.name = name
        self.kind = kind


def has_hole(kind: Type) -> bool:
    """Whether a part of the type is still to be told."""
    return kind == HOLE or any(map(has_hole, parts(kind)))


def _containers(left: Type, right: Type) -> tuple[tuple[Type, Type], ...] | None:
    """The parts of two lists, two sets or two dicts, in pairs; None for other types."""
    for shape in (ListType, SetType, DictType):
        if isinstance(left, shape) and isinstance(right, shape):
            return tuple(zip(parts(left), parts(right), strict=True))
    return None


def _fills(source: Type, target: Type) -> bool:
    """Whether ``target`` is ``source`` with its holes told."""
    if source in (HOLE, target):
        return True
    pairs = _containers(source, target)
    if isinstance(source, TupleType) and isinstance(target, TupleType):
        same = len(source.items) == len(target.items)
        pairs = tuple(zip(source.items, target.items, strict=True)) if same else None
    return pairs is not None and all(_fills(one, other) for one, other in pairs)


def base_of(kind: Type) -> Type:
    """The base of a `Literal` type; any other type itself."""
    return kind.base if isinstance(kind, LiteralType) else kind


def join(left: Type, right: Type, *, mixed: bool = False) -> Type | None:
    """The least type both convert to, or None; ``mixed`` lets an int meet a Fraction."""
    if right in (left, HOLE):
        return left
    if left == HOLE or (_containers(left, right) and _fills(left, right)):
        return right
    if _containers(left, right) is not None:
        return _join_containers(left, right)
    if isinstance(left, RecordType | UnionType) and isinstance(right, RecordType | UnionType):
        return union((left, right))
    if NONE in (left, right):
        return optional(right if left == NONE else left)
    if isinstance(left, OptionalType) or isinstance(right, OptionalType):
        inner = join(_item(left), _item(right), mixed=mixed)
        return None if inner is None else _agreed(optional(inner), left, right, mixed)
    if isinstance(left, TupleType) and isinstance(right, TupleType):
        return _join_tuples(left, right, mixed)
    kinds = {base_of(left), base_of(right)}
    if len(kinds) == 1:
        return kinds.pop()
    if kinds == {INT, BOOL}:
        return INT
    return FRACTION if mixed and FRACTION in kinds and kinds <= {INT, BOOL, FRACTION} else None


def _join_containers(left: Type, right: Type) -> Type | None:
    """What is mutable converts to nothing: only holes may differ."""
    if _fills(right, left):
        return left
    told = [join(one, other) for one, other in _containers(left, right) or ()]
    items = [one for one in told if one is not None]
    if len(items) != len(told):
        return None
    kind: Type = DictType(*items) if isinstance(left, DictType) else ListType(items[0])
    if isinstance(left, SetType):
        kind = SetType(items[0])
    return kind if _fills(left, kind) and _fills(right, kind) else None


def join_all(kinds: Sequence[Type], *, mixed: bool = False) -> Type | None:
    """The join of one or more types, or None."""
    joined: Type | None = kinds[0]
    for kind in kinds[1:]:
        joined = None if joined is None else join(joined, kind, mixed=mixed)
    if joined is None or not all(convertible(kind, joined, mixed=mixed) for kind in kinds):
        return None
    return joined


def _item(kind: Type) -> Type:
    return kind.item if isinstance(kind, OptionalType) else kind


def _agreed(kind: Type, left: Type, right: Type, mixed: bool) -> Type | None:
    both = convertible(left, kind, mixed=mixed) and convertible(right, kind, mixed=mixed)
    return kind if both else None


def _join_tuples(left: TupleType, right: TupleType, mixed: bool) -> Type | None:
    if len(left.items) != len(right.items):
        return None
    items: list[Type] = []
    for one, other in zip(left.items, right.items, strict=True):
        item = join(one, other, mixed=mixed)
        if item is None:
            return None
        items.append(item)
    return _agreed(TupleType(tuple(items)), left, right, mixed)


def convertible(source: Type, target: Type, *, mixed: bool = False) -> bool:
    """Whether every value of ``source`` is, after `Convert`, one of ``target``."""
    if source in (target, HOLE):
        return True
    if _containers(source, target) is not None:
        return _fills(source, target)
    if isinstance(source, RecordType | UnionType) and isinstance(target, UnionType):
        return set(alternatives(source)) <= set(target.items)
    if isinstance(source, LiteralType):
        return convertible(source.base, target, mixed=mixed)
    if source == BOOL and target == INT:
        return True
    if mixed and source in (BOOL, INT) and target == FRACTION:
        return True
    if isinstance(target, OptionalType):
        if isinstance(source, OptionalType):
            return False
        return source == NONE or convertible(source, target.item, mixed=mixed)
    if isinstance(source, TupleType) and isinstance(target, TupleType):
        return len(source.items) == len(target.items) and all(
            convertible(one, other, mixed=mixed)
            for one, other in zip(source.items, target.items, strict=True)
        )
    return False


def widen(expr: Expr, target: Type) -> Expr:
    """``expr`` as ``target``, which its type is convertible to: one `Convert` a step.

    Tuple displays and conditionals convert inside, however the target came to be known.
    """
    source = expr.type
    if source == target:
        return expr
    if isinstance(expr, Conditional):
        then, otherwise = widen(expr.then, target), widen(expr.otherwise, target)
        return Conditional(expr.test, then, otherwise, target, expr.line)
    if isinstance(source, LiteralType):
        return widen(Convert(expr, source.base, expr.line), target)
    if _containers(source, target) is not None:
        return recast(expr, target, None, Site("", expr.line))
    if isinstance(target, TupleType) and has_hole(source) and isinstance(expr, Name):
        raise LearnedError(expr.name, target)
    if isinstance(target, OptionalType):
        inner = expr if source == NONE else widen(expr, target.item)
        return Convert(inner, target, expr.line)
    if source == BOOL and target == FRACTION:
        return Convert(Convert(expr, INT, expr.line), FRACTION, expr.line)
    if isinstance(expr, Construct) and isinstance(target, TupleType):
        parts = zip(expr.arguments, target.items, strict=True)
        return Construct(tuple(widen(one, kind) for one, kind in parts), target, expr.line)
    return Convert(expr, target, expr.line)


def coerce(expr: Expr, target: Type, error: str | None, site: Site) -> Expr:
    """``expr`` where ``target`` is demanded; ``error`` as in `Narrow`.

    Raises:
        UnsupportedError: a value of the one type can never stand for the other.
    """
    source = expr.type
    if source == target:
        return expr
    if isinstance(expr, Conditional):
        then = coerce(expr.then, target, error, site)
        otherwise = coerce(expr.otherwise, target, error, site)
        return Conditional(expr.test, then, otherwise, target, expr.line)
    if _containers(source, target) is not None:
        return recast(expr, target, error, site)
    if convertible(source, target):
        return widen(expr, target)
    if isinstance(target, LiteralType):
        return _to_literal(expr, target, error, site)
    if isinstance(target, OptionalType) and not isinstance(source, OptionalType):
        return Convert(coerce(expr, target.item, error, site), target, expr.line)
    if isinstance(source, UnionType) and isinstance(target, RecordType | UnionType):
        return _to_some(expr, source, target, error, site)
    if isinstance(source, OptionalType) and not isinstance(target, OptionalType):
        return coerce(Narrow(expr, source.item, error, expr.line), target, error, site)
    if source == NONE and error is None:
        return Narrow(expr, target, None, expr.line)
    if isinstance(target, TupleType) and _has_length(expr, len(target.items)):
        parts = zip(children(expr), target.items, strict=True)
        items = tuple(coerce(one, kind, error, site) for one, kind in parts)
        return Construct(items, target, expr.line)
    raise _mismatch(source, target, site)


_SAME_ITEMS = frozenset(
    (
        Operation.CONCAT,
        Operation.REPEAT,
        Operation.REVERSE,
        Operation.SLICE,
        Operation.COPY,
        Operation.UNION,
    )
)


def recast(expr: Expr, target: Type, error: str | None, site: Site) -> Expr:
    """A container whose items become those of ``target``, where it is built in this place.

    Raises:
        LearnedError: it is a variable whose type was still to be told.
        UnsupportedError: it is no display and no comprehension.
    """
    source, line = expr.type, expr.line
    if source == target:
        return expr
    match expr, target:
        case Name(name=name), _ if _fills(source, target):
            raise LearnedError(name, target)
        case Display(items=items), ListType() | SetType() | DictType():
            kinds = parts(target)
            cast = [coerce(one, kinds[i % len(kinds)], error, site) for i, one in enumerate(items)]
            return Display(tuple(cast), target, line)
        case Comprehension(gather=Gather.LIST | Gather.SET | Gather.DICT, element=element), _:
            item = TupleType(parts(target)) if isinstance(target, DictType) else parts(target)[0]
            made = coerce(element, item, error, site)
            return Comprehension(
                expr.gather, made, expr.target, expr.source, expr.item, expr.tests, target, line
            )
        case Conditional(test=test, then=then, otherwise=otherwise), _:
            left, right = (coerce(one, target, error, site) for one in (then, otherwise))
            return Conditional(test, left, right, target, line)
        case Apply(operation=operation, arguments=given), _ if operation in _SAME_ITEMS:
            told = [
                coerce(one, target, error, site) if one.type == source else one for one in given
            ]
            return Apply(operation, tuple(told), target, line)
        case _:
            raise _mismatch(source, target, site)


def _to_some(
    expr: Expr, source: UnionType, target: RecordType | UnionType, error: str | None, site: Site
) -> Expr:
    """A value of a union as one of the dataclasses that both types have."""
    common = [record for record in source.items if record in alternatives(target)]
    if not common:
        raise _mismatch(source, target, site)
    return widen(Narrow(expr, union(common), error, expr.line), target)


def _has_length(expr: Expr, length: int) -> bool:
    display = isinstance(expr, Construct) and isinstance(expr.type, TupleType)
    return display and len(children(expr)) == length


def _to_literal(expr: Expr, target: LiteralType, error: str | None, site: Site) -> Expr:
    source = expr.type
    if isinstance(source, OptionalType):
        return coerce(Narrow(expr, source.item, error, expr.line), target, error, site)
    if source == NONE and error is None:
        return Narrow(expr, target, None, expr.line)
    if belongs(expr, target) and isinstance(expr, Const):
        return Const(expr.value, target, expr.line)
    if not convertible(source, target.base):
        raise _mismatch(source, target, site)
    return Narrow(widen(expr, target.base), target, None, expr.line)


def belongs(expr: Expr, target: LiteralType) -> bool:
    """Whether ``expr`` is a constant of the `Literal` type's base, and one of its values."""
    return (
        isinstance(expr, Const)
        and base_of(expr.type) == target.base
        and (expr.value in target.values)
    )


def _mismatch(source: Type, target: Type, site: Site) -> Exception:
    if base_of(source) in (INT, BOOL) and target == FRACTION:
        remedy = "write Fraction(n): an int stays an int in Python"
        return site.refuse(f"{show(source)} where Fraction is declared", remedy)
    return site.refuse(f"{show(source)} where {show(target)} is declared", "change one of the two")


def merge(exprs: Sequence[Expr], what: str, site: Site) -> tuple[Expr, ...]:
    """The expressions as one type, which a variable or a conditional can hold."""
    kind = join_all([expr.type for expr in exprs])
    if kind is None:
        raise _no_join([expr.type for expr in exprs], what, site)
    return tuple(widen(expr, kind) for expr in exprs)


def _no_join(kinds: Sequence[Type], what: str, site: Site) -> Exception:
    names = " and ".join(dict.fromkeys(show(kind) for kind in kinds))
    bases = {base_of(_item(kind)) for kind in kinds}
    mixed = FRACTION in bases and bases & {INT, BOOL}
    remedy = "write Fraction(n) for the int" if mixed else "keep to one type"
    return site.refuse(f"{what} of {names}", remedy)


def align(exprs: Sequence[Expr], what: str, site: Site) -> tuple[Expr, ...]:
    """The expressions as one type for an equality, where an int may meet a Fraction."""
    kinds = [expr.type for expr in exprs]
    kind = join_all(kinds, mixed=True)
    if kind is not None:
        return tuple(widen(expr, kind) for expr in exprs)
    for candidate in kinds:
        if isinstance(candidate, OptionalType) and isinstance(candidate.item, LiteralType):
            literal = candidate.item
            if all(_fits(expr, candidate, literal) for expr in exprs):
                return tuple(coerce(expr, candidate, None, site) for expr in exprs)
    raise _no_join(kinds, what, site)


def _fits(expr: Expr, whole: OptionalType, literal: LiteralType) -> bool:
    return expr.type in (whole, literal, NONE) or belongs(expr, literal)


def plain(expr: Expr, error: str, site: Site) -> Expr:
    """``expr`` as an operand: never optional (CPython raises ``error`` on None), never Literal."""
    if isinstance(expr.type, OptionalType):
        expr = Narrow(expr, expr.type.item, error, expr.line)
    if expr.type == NONE:
        raise site.refuse(f"None as an operand (it always raises {error})", "test for None first")
    return widen(expr, base_of(expr.type))


def numeric(expr: Expr, what: str, site: Site) -> Expr:
    """``expr`` as an int or a Fraction operand of ``what``."""
    value = plain(expr, "TypeError", site)
    if value.type == BOOL:
        return widen(value, INT)
    if value.type not in (INT, FRACTION):
        raise site.refuse(f"{what} of {show(expr.type)}", "use int or Fraction operands")
    return value


def same_number(operands: Sequence[Expr]) -> tuple[Expr, ...]:
    """Numeric operands as one numeric type: ints become Fractions beside a Fraction."""
    kind = FRACTION if any(expr.type == FRACTION for expr in operands) else INT
    return tuple(widen(expr, kind) for expr in operands)


def truth(expr: Expr) -> Expr:
    """What Python's tests see of a value, as a bool."""
    value = widen(expr, base_of(expr.type))
    return value if value.type == BOOL else Apply(Operation.TRUTH, (value,), BOOL, expr.line)


def negation(test: Expr) -> Expr:
    """`not test`, for a test of type bool."""
    return Apply(Operation.NOT, (test,), BOOL, test.line)


def is_none(expr: Expr, line: int) -> Expr:
    """`expr is None`, for a value of any type."""
    if expr.type == NONE:
        return Apply(Operation.EQUAL, (expr, Const(None, NONE, line)), BOOL, line)
    return Apply(Operation.IS_NONE, (widen(expr, optional(expr.type)),), BOOL, line)


def equal(left: Expr, right: Expr, site: Site) -> Expr:
    """`left == right`, with None by `IS_NONE`.

    Raises:
        UnsupportedError: the types have nothing in common.
    """
    for one, other in ((left, right), (right, left)):
        if isinstance(other, Const) and other.value is None:
            return is_none(one, site.line)
    operands = align((left, right), "a comparison", site)
    return Apply(Operation.EQUAL, operands, BOOL, site.line)


def type_of(value: Value, types: "dict[str, Type]") -> Type | None:
    """The natural type of a constant; ``types`` names the file's classes; None if unknown."""
    match value:
        case bool():
            return BOOL
        case int():
            return INT
        case str():
            return STR
        case None:
            return NONE
        case EnumValue(enum=name):
            kind = types.get(name)
            return kind if isinstance(kind, EnumType) else None
        case RecordValue(record=name):
            kind = types.get(name)
            return kind if isinstance(kind, RecordType) else None
        case tuple():
            items = [type_of(item, types) for item in value]
            known = tuple(item for item in items if item is not None)
            return TupleType(known) if len(known) == len(items) else None
        case _:
            return FRACTION


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct parts of an expression, in evaluation order."""
    match expr:
        case Apply() | Call() | Construct():
            return expr.arguments
        case Display():
            return expr.items
        case Invoke():
            return (expr.function, *expr.arguments)
        case Comprehension():
            return (*source_values(expr.source), *expr.tests, expr.element)
        case Logic():
            return expr.operands
        case Conditional():
            return (expr.test, expr.then, expr.otherwise)
        case Project() | Convert() | Narrow() | IsInstance():
            return (expr.value,)
        case Const() | Name():
            return ()


def source_values(source: Source) -> tuple[Expr, ...]:
    """The expressions of a source, in evaluation order."""
    match source:
        case RangeSource(start=start, stop=stop):
            return (start, stop)
        case ValueSource(value=value) | ItemsSource(value=value):
            return (value,)
        case EnumerateSource(inner=inner, start=start):
            return (*source_values(inner), start)
        case ZipSource(inners=inners):
            return tuple(value for inner in inners for value in source_values(inner))
        case ReversedSource(inner=inner):
            return source_values(inner)


def walk(expr: Expr) -> Iterator[Expr]:
    """The expression and all its parts, without recursion."""
    pending = [expr]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(children(node))


def once(expr: Expr, what: str, site: Site) -> Expr:
    """``expr``, checked to be small enough to stand twice in the tree."""
    for count, _ in enumerate(walk(expr)):
        if count > DUPLICATE_LIMIT:
            raise site.refuse(f"{what} over so large an expression", "bind it to a name first")
    return expr


_RAISES = {
    Operation.DIVIDE: "ZeroDivisionError",
    Operation.FLOOR_DIVIDE: "ZeroDivisionError",
    Operation.MODULO: "ZeroDivisionError",
    Operation.FRACTION: "ZeroDivisionError",
    Operation.CHARACTER: "IndexError",
    Operation.ITEM: "IndexError",
    Operation.STORE: "IndexError",
    Operation.REMOVE_AT: "IndexError",
    Operation.REMOVE: "ValueError",
    Operation.INDEX: "ValueError",
    Operation.LEAST: "ValueError",
    Operation.GREATEST: "ValueError",
    Operation.PARSE_INT: "ValueError",
    Operation.REMOVE_ITEM: "KeyError",
    Operation.LOOKUP: "KeyError",
    Operation.DROP: "KeyError",
}
_EMPTY_RAISES = (Gather.LEAST, Gather.GREATEST)


def errors_of(expr: Expr, site: Site) -> frozenset[str]:
    """The names of the exceptions that evaluating ``expr`` might raise; `ANY_ERROR` is any."""
    found: set[str] = set()
    for node in walk(expr):
        match node:
            case Apply(operation=operation) if operation in _RAISES:
                found.add(_RAISES[operation])
            case Narrow(error=str() as error):
                found.add(error)
            case Call():
                found.add(ANY_ERROR)
            case Comprehension(gather=gather) if gather in _EMPTY_RAISES:
                found.add("ValueError")
            case Name(name=name) if name in site.unbound:
                found.add("UnboundLocalError")
            case _:
                pass
    return frozenset(found)


def in_order(operands: Sequence[Expr], site: Site) -> Sequence[Expr]:
    """Operands whose `Narrow` may be checked as each is reached.

    CPython checks operands only when all are evaluated: a later operand that may raise another
    exception would hide the earlier one's.
    """
    for index, operand in enumerate(operands[:-1]):
        narrowed = any(isinstance(node, Narrow) and node.error for node in _conversions(operand))
        later = [errors_of(other, site) for other in operands[index + 1 :]]
        if narrowed and any(raised - {"TypeError"} for raised in later):
            remedy = "test for None first and bind the value to an annotated name"
            raise site.refuse("an optional operand beside one that may raise", remedy)
    return operands


def _conversions(expr: Expr) -> Iterator[Expr]:
    while isinstance(expr, Convert | Narrow):
        yield expr
        expr = expr.value
