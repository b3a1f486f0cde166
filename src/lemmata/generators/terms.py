"""Building and rewriting expressions of the typed tree: folded, and without line numbers."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from lemmata.contracts.types import (
    BOOL,
    FRACTION,
    INT,
    FractionType,
    IntType,
    LiteralType,
    NoneType,
    OptionalType,
    RecordType,
    TupleType,
    Type,
)
from lemmata.contracts.values import Value
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

NEGATED = {
    Operation.EQUAL: Operation.NOT_EQUAL,
    Operation.LESS: Operation.GREATER_EQUAL,
    Operation.LESS_EQUAL: Operation.GREATER,
}
NEGATED |= {after: before for before, after in NEGATED.items()}

MIRRORED = {
    Operation.LESS: Operation.GREATER,
    Operation.LESS_EQUAL: Operation.GREATER_EQUAL,
}
MIRRORED |= {after: before for before, after in MIRRORED.items()}

COMPARISONS = frozenset(NEGATED)


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct subexpressions, in the order of evaluation."""
    match expr:
        case Apply(arguments=parts) | Construct(arguments=parts) | Call(arguments=parts):
            return parts
        case Logic(operands=parts):
            return parts
        case Conditional(test=test, then=then, otherwise=otherwise):
            return (test, then, otherwise)
        case Project(value=value) | Convert(value=value) | Narrow(value=value):
            return (value,)
        case _:
            return ()


def with_children(expr: Expr, parts: tuple[Expr, ...]) -> Expr:
    """The same node over other subexpressions."""
    match expr:
        case Apply() | Construct() | Call():
            return replace(expr, arguments=parts)
        case Logic():
            return replace(expr, operands=parts)
        case Conditional():
            test, then, otherwise = parts
            return replace(expr, test=test, then=then, otherwise=otherwise)
        case Project() | Convert() | Narrow():
            return replace(expr, value=parts[0])
        case _:
            return expr


def rewritten(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """``change`` applied to every node, the innermost first."""
    parts = children(expr)
    if parts:
        expr = with_children(expr, tuple(rewritten(part, change) for part in parts))
    return change(expr)


def walk(expr: Expr) -> Iterator[Expr]:
    """Every node, the outermost first."""
    yield expr
    for part in children(expr):
        yield from walk(part)


def without_lines(expr: Expr) -> Expr:
    """The expression with every line 0 and ``OLD.x`` read as ``x``, so that equal is equal."""

    def plain(node: Expr) -> Expr:
        if isinstance(node, Name):
            return replace(node, name=node.name.removeprefix("OLD."), line=0)
        return replace(node, line=0)

    return rewritten(expr, plain)


def mentions(expr: Expr, name: str) -> bool:
    """Whether the variable occurs."""
    return any(isinstance(node, Name) and node.name == name for node in walk(expr))


def size(expr: Expr) -> int:
    """Nodes that a reader sees: silent conversions count nothing."""
    own = 0 if isinstance(expr, Convert | Narrow) else 1
    return own + sum(map(size, children(expr)))


def constant(value: Value, kind: Type) -> Expr:
    """The constant; a whole Fraction is written as the int that arithmetic widens."""
    if isinstance(kind, FractionType) and isinstance(value, Fraction) and value.denominator == 1:
        return Convert(Const(value.numerator, INT, 0), FRACTION, 0)
    return Const(value, kind, 0)


def constant_value(expr: Expr) -> Value | None:
    """The value of a number known from the text, or None."""
    while isinstance(expr, Convert):
        expr = expr.value
    return expr.value if isinstance(expr, Const) and expr.value is not None else None


def _number(expr: Expr) -> int | Fraction | None:
    value = constant_value(expr)
    return value if isinstance(value, int | Fraction) and not isinstance(value, bool) else None


def numeric(value: int | Fraction, kind: Type) -> Expr:
    """A number as a constant of the numeric type."""
    return constant(Fraction(value) if isinstance(kind, FractionType) else value, kind)


def is_widened_int(expr: Expr) -> bool:
    """Whether Python would hold an int where the tree says Fraction."""
    return isinstance(expr, Convert) and isinstance(expr.type, FractionType)


def operation(kind: Operation, *arguments: Expr, result: Type) -> Apply:
    """The plain node."""
    return Apply(kind, arguments, result, 0)


def arithmetic(kind: Operation, left: Expr, right: Expr) -> Expr | None:
    """``left kind right`` for +, -, *, /, folded; None where Python's meaning would differ.

    Two ints that the tree widens to Fraction would add up to an int, so one is made a Fraction.
    """
    values = _number(left), _number(right)
    if values[0] is not None and values[1] is not None:
        folded = _folded(kind, values[0], values[1], left.type)
        return None if folded is None else numeric(folded, left.type)
    simple = _simplified(kind, left, right, values)
    if simple is not None:
        return simple
    if is_widened_int(left) and is_widened_int(right):
        left = as_fraction(left)
    return operation(kind, left, right, result=left.type)


def _folded(
    kind: Operation, left: int | Fraction, right: int | Fraction, result: Type
) -> int | Fraction | None:
    match kind:
        case Operation.ADD:
            return left + right
        case Operation.SUBTRACT:
            return left - right
        case Operation.MULTIPLY:
            return left * right
        case Operation.DIVIDE if right != 0 and isinstance(result, FractionType):
            return Fraction(left) / right
        case _:
            return None


def _simplified(
    kind: Operation,
    left: Expr,
    right: Expr,
    values: tuple[int | Fraction | None, int | Fraction | None],
) -> Expr | None:
    first, second = values
    match kind:
        case Operation.ADD:
            if first == 0 or second == 0:
                return right if first == 0 else left
            if isinstance(right, Apply) and right.operation is Operation.NEGATE:
                return arithmetic(Operation.SUBTRACT, left, right.arguments[0])
        case Operation.SUBTRACT:
            if second == 0:
                return left
            if first == 0:
                return negative(right)
            if left == right:
                return numeric(0, left.type)
        case Operation.MULTIPLY:
            if first == 1 or second == 1:
                return right if first == 1 else left
            if first == -1 or second == -1:
                return negative(right if first == -1 else left)
            if first == 0 or second == 0:
                return numeric(0, left.type)
        case Operation.DIVIDE if second == 1:
            return as_fraction(left)
    return None


def negative(expr: Expr) -> Expr:
    """``-expr``, folded."""
    value = _number(expr)
    if value is not None:
        return numeric(-value, expr.type)
    if isinstance(expr, Apply) and expr.operation is Operation.NEGATE:
        return expr.arguments[0]
    if isinstance(expr, Apply) and expr.operation is Operation.SUBTRACT:
        return operation(Operation.SUBTRACT, *reversed(expr.arguments), result=expr.type)
    if is_widened_int(expr):
        expr = as_fraction(expr)
    return operation(Operation.NEGATE, expr, result=expr.type)


def as_fraction(expr: Expr) -> Expr:
    """The expression as a real Fraction, where the tree holds a widened int."""
    if not is_widened_int(expr):
        return expr
    assert isinstance(expr, Convert)
    if isinstance(expr.value, Const) and isinstance(expr.value.value, int):
        return Const(Fraction(expr.value.value), FRACTION, 0)
    one = Const(1, INT, 0)
    return operation(Operation.FRACTION, expr.value, one, result=FRACTION)


def negation(test: Expr) -> Expr:
    """``not test``, with comparisons turned round."""
    match test:
        case Apply(operation=kind, arguments=parts) if kind in NEGATED:
            return Apply(NEGATED[kind], parts, BOOL, 0)
        case Apply(operation=Operation.NOT, arguments=(inner,)):
            return inner
        case Const(value=bool() as value):
            return Const(not value, BOOL, 0)
        case Logic(operator=operator, operands=parts) if test.type == BOOL:
            other = "or" if operator == "and" else "and"
            return Logic(other, tuple(map(negation, parts)), BOOL, 0)
        case _:
            return operation(Operation.NOT, test, result=BOOL)


def connected(operator: str, parts: tuple[Expr, ...]) -> Expr:
    """``and`` / ``or`` of tests, flattened."""
    flat: list[Expr] = []
    for part in parts:
        same = isinstance(part, Logic) and part.operator == operator and part.type == BOOL
        flat.extend(part.operands if same and isinstance(part, Logic) else (part,))
    unique = tuple(dict.fromkeys(flat))
    return unique[0] if len(unique) == 1 else Logic(operator, unique, BOOL, 0)


def conjuncts(test: Expr) -> Iterator[Expr]:
    """The parts of a conjunction."""
    if isinstance(test, Logic) and test.operator == "and" and test.type == BOOL:
        for part in test.operands:
            yield from conjuncts(part)
    else:
        yield test


def component(expr: Expr, index: int) -> Expr:
    """Component ``index`` of a tuple or record; that of a display directly."""
    if isinstance(expr, Construct):
        return expr.arguments[index]
    kind = expr.type
    if isinstance(kind, TupleType):
        return Project(expr, index, kind.items[index], 0)
    assert isinstance(kind, RecordType)
    return Project(expr, index, kind.fields[index].type, 0)


def coerced(expr: Expr, kind: Type) -> Expr | None:
    """The expression as a value of ``kind``, where Python accepts it as one; else None."""
    if is_widened_int(expr) and isinstance(kind, FractionType):
        return as_fraction(expr)
    if expr.type == kind:
        return expr
    match kind:
        case OptionalType(item=item):
            if isinstance(expr.type, NoneType):
                return Convert(expr, kind, 0)
            inner = coerced(expr, item)
            return None if inner is None else Convert(inner, kind, 0)
        case LiteralType(values=values) if isinstance(expr, Const) and expr.type == kind.base:
            return Const(expr.value, kind, 0) if expr.value in values else None
        case _ if isinstance(expr.type, LiteralType) and expr.type.base == kind:
            return Convert(expr, kind, 0)
        case IntType() if expr.type == BOOL:
            return Convert(expr, INT, 0)
        case FractionType() if expr.type == INT:
            return as_fraction(Convert(expr, FRACTION, 0))
        case _:
            return None


def refolded(expr: Expr) -> Expr:
    """Sums, differences, products and quotients folded again, after terms were put in."""

    def change(node: Expr) -> Expr:
        if isinstance(node, Apply) and node.operation in _FOLDABLE:
            left, right = node.arguments
            return arithmetic(node.operation, left, right) or node
        return node

    return rewritten(expr, change)


_FOLDABLE = frozenset({Operation.ADD, Operation.SUBTRACT, Operation.MULTIPLY, Operation.DIVIDE})
