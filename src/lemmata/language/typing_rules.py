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
    EnumType,
    LiteralType,
    OptionalType,
    RecordType,
    TupleType,
    Type,
    optional,
    show,
)
from lemmata.contracts.values import EnumValue, RecordValue, Value
from lemmata.language.refusals import Site
from lemmata.language.tree import (
    Apply,
    Call,
    Conditional,
    Const,
    Construct,
    Convert,
    Expr,
    Logic,
    Name,
    Narrow,
    Operation,
    Project,
)

DUPLICATE_LIMIT = 200
ANY_ERROR = "*"


def base_of(kind: Type) -> Type:
    """The base of a `Literal` type; any other type itself."""
    return kind.base if isinstance(kind, LiteralType) else kind


def join(left: Type, right: Type, *, mixed: bool = False) -> Type | None:
    """The least type both convert to, or None; ``mixed`` lets an int meet a Fraction."""
    if left == right:
        return left
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
    if source == target:
        return True
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
    if convertible(source, target):
        return widen(expr, target)
    if isinstance(target, LiteralType):
        return _to_literal(expr, target, error, site)
    if isinstance(target, OptionalType) and not isinstance(source, OptionalType):
        return Convert(coerce(expr, target.item, error, site), target, expr.line)
    if isinstance(source, OptionalType) and not isinstance(target, OptionalType):
        return coerce(Narrow(expr, source.item, error, expr.line), target, error, site)
    if source == NONE and error is None:
        return Narrow(expr, target, None, expr.line)
    if isinstance(target, TupleType) and _has_length(expr, len(target.items)):
        parts = zip(children(expr), target.items, strict=True)
        items = tuple(coerce(one, kind, error, site) for one, kind in parts)
        return Construct(items, target, expr.line)
    raise _mismatch(source, target, site)


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
        case Logic():
            return expr.operands
        case Conditional():
            return (expr.test, expr.then, expr.otherwise)
        case Project() | Convert() | Narrow():
            return (expr.value,)
        case Const() | Name():
            return ()


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
}


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
